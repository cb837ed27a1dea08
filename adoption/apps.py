from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.registry import register_closing, register_recovered
from learning.folder_registry import register_taker


class Adoption(AppConfig):
    name = "adoption"
    verbose_name = _("adoption")

    def ready(self):
        # Models load after the app's configuration.
        from adoption import erasures, mails, notices, panels, privacy, retention  # noqa: PLC0415
        from adoption.actions import take_survey  # noqa: PLC0415
        from adoption.actions.objections import end_objection_of_others  # noqa: PLC0415
        from adoption.queries.past import last_published_day  # noqa: PLC0415
        from adoption.steering import sections  # noqa: PLC0415

        erasures.register()
        mails.register()
        notices.register()
        panels.register()
        privacy.register()
        retention.register()
        sections.register()
        register_closing(last_published_day)
        register_taker("surveys", take_survey)
        register_recovered(end_objection_of_others)
