from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    ESSENTIAL = "essential", _("essential")
    ADVANCED = "advanced", _("advanced")


class Cadence(models.TextChoices):
    """How often a service is expected to be used by somebody who needs it."""

    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    YEARLY = "yearly", _("every year")


class AccessibilityStatement(models.TextChoices):
    """What the footer must say by law. Before any audit: not compliant."""

    NONE = "none", _("Accessibility: not compliant")
    PARTIAL = "partial", _("Accessibility: partially compliant")
    FULL = "full", _("Accessibility: fully compliant")
