from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.registry import register_closing
from learning.survey_registry import register_survey_taker


class Adoption(AppConfig):
    name = "adoption"
    verbose_name = _("adoption")

    def ready(self):
        # Models load after the app's configuration.
        from adoption import erasures, mails, notices, panels, privacy, retention  # noqa: PLC0415
        from adoption.actions import take_survey  # noqa: PLC0415
        from adoption.queries.past import last_published_day  # noqa: PLC0415
        from adoption.steering import (  # noqa: PLC0415
            comparison,
            front_desk,
            team_actions,
        )
        from adoption.steering import experiments as tried  # noqa: PLC0415
        from adoption.steering import programme as steering_programme  # noqa: PLC0415
        from adoption.steering.overview import overview  # noqa: PLC0415
        from adoption.steering.registry import register_section  # noqa: PLC0415

        erasures.register()
        mails.register()
        notices.register()
        panels.register()
        privacy.register()
        retention.register()
        register_section("front_desk", front_desk.section, order=40)
        register_section("comparison", comparison.section, order=45)
        register_section("programme", steering_programme.section, order=20)
        register_closing(last_published_day)
        register_survey_taker(take_survey)
        register_section("experiments", tried.section, order=30)
        register_section("team_actions", team_actions.section, order=50)
        register_section("overview", overview, order=10)
