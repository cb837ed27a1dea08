from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Ambassadors(AppConfig):
    name = "ambassadors"
    verbose_name = _("ambassadors")
