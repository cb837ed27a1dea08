from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseKind(models.TextChoices):
    COMPLAINT = "complaint", _("complaint")
    GOOD_DEED = "good_deed", _("good deed")
    THANKS = "thanks", _("words of thanks")


class CaseState(models.TextChoices):
    """`TAKEN_DOWN`: hidden since somebody asked for it, until the data protection officer decides."""

    IN_READING = "in_reading", _("being read")
    SHOWN = "shown", _("shown to all staff")
    TAKEN_DOWN = "taken_down", _("taken down")


class CaseStep(models.TextChoices):
    """The steps of a workshop on a case, in order."""

    HAPPENED = "happened", _("What the person went through")
    DESK = "desk", _("At the desk")
    BEHIND = "behind", _("In the back office")
    MISSING = "missing", _("What was missing")
    CHANGE = "change", _("What we change")


class RemovalOutcome(models.TextChoices):
    WAITING = "waiting", _("waits for the data protection officer")
    DELETED = "deleted", _("deleted")
    SHOWN_AGAIN = "shown_again", _("shown again")
