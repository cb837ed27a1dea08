from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Adoption(AppConfig):
    name = "adoption"
    verbose_name = _("adoption")
