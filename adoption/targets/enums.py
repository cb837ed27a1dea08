from django.db import models
from django.utils.translation import gettext_lazy as _


class TargetIndicator(models.TextChoices):
    """Rates for which a target may be set, by the code of their indicator."""

    USED = "used", _("Usage rate")
    HABIT = "habit", _("Habit rate")
