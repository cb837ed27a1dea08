from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Adoption(AppConfig):
    name = "adoption"
    verbose_name = _("adoption")

    def ready(self):
        from adoption import registration  # noqa: PLC0415 - models load after the app's configuration

        registration.register()
