from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Quizzes(AppConfig):
    name = "quizzes"
    verbose_name = _("quizzes")
