from django.db import models
from django.utils.translation import gettext_lazy as _


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


class PublicationStatus(models.TextChoices):
    PUBLISHED = "published", _("published")
    WITHHELD = "withheld", _("withheld by the audit")


class ReachMeasure(models.TextChoices):
    STARTED = "started", _("started")
    FINISHED = "finished", _("finished")


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
