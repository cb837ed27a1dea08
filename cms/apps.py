from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Cms(AppConfig):
    name = "cms"
    verbose_name = _("contents")

    def ready(self):
        # Models load after the app's configuration.
        from cms import frame, wagtail_patches  # noqa: PLC0415

        frame.register()
        wagtail_patches.apply()
