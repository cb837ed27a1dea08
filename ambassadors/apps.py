from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Ambassadors(AppConfig):
    name = "ambassadors"
    verbose_name = _("ambassadors")

    def ready(self):
        from ambassadors import registration  # noqa: PLC0415 - models load after the app's configuration

        registration.register()
