from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Adoption(AppConfig):
    name = "adoption"
    verbose_name = _("adoption")

    def ready(self):
        # Models load after the app's configuration.
        from adoption import erasures, notices, panels, privacy, retention  # noqa: PLC0415

        erasures.register()
        notices.register()
        panels.register()
        privacy.register()
        retention.register()
