from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.enums import Barrier


class DeclaredUse(models.TextChoices):
    """The answer to « this month, have you used the portal? », for oneself and not at the desk."""

    YES_WEEKLY = "yes_weekly", _("yes, almost every week")
    YES_NOW_AND_THEN = "yes_now_and_then", _("yes, now and then")
    NOT_YET = "not_yet", _("not yet")
    NO_ACCOUNT = "no_account", _("I have no account")
    RATHER_NOT_SAY = "rather_not_say", _("I would rather not answer")


class FigureKind(models.TextChoices):
    EXACT = "exact", _("exact")
    BLOCK = "block", _("block")
    HIDDEN = "hidden", _("hidden")


class SourceKind(models.TextChoices):
    """Where days of use come from. Declarations are asked for in any case."""

    FILE = "file", _("file of days of use")
    API = "api", _("interface of the portal")
    MATOMO = "matomo", _("export of Matomo")


class PublicationStatus(models.TextChoices):
    PUBLISHED = "published", _("published")
    WITHHELD = "withheld", _("withheld by the audit")


class ReachMeasure(models.TextChoices):
    STARTED = "started", _("started")
    FINISHED = "finished", _("finished")


class ActionClock(models.TextChoices):
    """What the `timestamp` of a Matomo action counts: the clock of the site, or seconds of UTC."""

    SITE = "site", _("the site’s own clock")
    UTC = "utc", _("UTC")


class SurveyKind(models.TextChoices):
    BAROMETER = "barometer", pgettext_lazy("survey", "The barometer")
    HABITS = "habits", pgettext_lazy("survey", "Digital habits")


# What a statement of the barometer is about: a barrier that a module can answer, or confidence, which none does.
DIMENSIONS: dict[str, Barrier | None] = {
    **{barrier.value: barrier for barrier in Barrier if barrier != Barrier.FEAR},
    "job_fear": Barrier.FEAR,
    "confidence": None,
}


class ContactChannel(models.TextChoices):
    """How the public reaches the organisation. An organisation may add its own (OwnChannel)."""

    PHONE = "phone", _("Phone")
    DESK = "desk", _("Reception desk")
    POST = "post", _("Post")
    WEB = "web", _("Message on the website")


class ContactDoor(models.TextChoices):
    """How a number of contacts came in."""

    FILE = "file", _("from a file")
    FORM = "form", _("typed in")
    PROGRAM = "program", _("sent by a program")


class TargetIndicator(models.TextChoices):
    """The rates that a target may be set for, by the code of their indicator."""

    USED = "used", _("Usage rate")
    HABIT = "habit", _("Habit rate")
