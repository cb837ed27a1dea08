from django.db import models
from django.utils.translation import gettext_lazy as _


class DeclaredUse(models.TextChoices):
    """Answers to « this month, have you used the portal? », for oneself and not at the desk."""

    YES_WEEKLY = "yes_weekly", _("yes, almost every week")
    YES_NOW_AND_THEN = "yes_now_and_then", _("yes, now and then")
    NOT_YET = "not_yet", _("not yet")
    NO_ACCOUNT = "no_account", _("I have no account")
    RATHER_NOT_SAY = "rather_not_say", _("I would rather not answer")


class SourceKind(models.TextChoices):
    """Sources of days of use. Declarations are asked for in any case."""

    FILE = "file", _("file of days of use")
    API = "api", _("interface of the portal")
    MATOMO = "matomo", _("export of Matomo")


class ActionClock(models.TextChoices):
    """Meaning of the `timestamp` of a Matomo action: the site's clock, or seconds of UTC."""

    SITE = "site", _("the site’s own clock")
    UTC = "utc", _("UTC")
