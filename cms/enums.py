from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    ESSENTIAL = "essential", _("essential")
    ADVANCED = "advanced", _("advanced")


class Cadence(models.TextChoices):
    """The frequency with which somebody who needs a service is expected to use it."""

    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    YEARLY = "yearly", _("every year")


class ToolKind(models.TextChoices):
    """Kinds of a followed tool; the words on screen follow them."""

    PUBLIC = "public", _("portal of the public")
    INTERNAL = "internal", _("internal tool")
    ASSISTANT = "assistant", _("AI assistant")

    @property
    def noun(self) -> str:
        """The tool in a sentence, as its subject or object: “the portal”."""
        nouns = {
            ToolKind.PUBLIC: _("the portal"),
            ToolKind.INTERNAL: _("the tool"),
            ToolKind.ASSISTANT: _("the AI assistant"),
        }
        return str(nouns[self])


class ServiceChange(models.TextChoices):
    """Effects of a release of a portal on one of its services."""

    APPEARS = "appears", _("appears")
    CHANGES = "changes", _("changes")
    GOES = "goes", _("goes")


class Partition(models.TextChoices):
    """Groups, besides the teams, into which the staff of a portal's figures are divided: one way, or none."""

    NONE = "none", _("by team only")
    JOB_FAMILY = "job_family", _("by job family")
    SITE = "site", _("by site")
    MANAGERS = "managers", _("managers and others")


class AccessibilityStatement(models.TextChoices):
    """The degree of compliance that the footer must state by law. Before any audit: not compliant."""

    NONE = "none", _("Accessibility: not compliant")
    PARTIAL = "partial", _("Accessibility: partially compliant")
    FULL = "full", _("Accessibility: fully compliant")
