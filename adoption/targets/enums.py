from django.db import models
from django.utils.translation import gettext_lazy as _


class TargetIndicator(models.TextChoices):
    """The rates that a target may be set for, by the code of their indicator."""

    USED = "used", _("Usage rate")
    HABIT = "habit", _("Habit rate")
