from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles that are granted. Manager and ambassador are not: a position and a record make them."""

    TRAINING_MANAGER = "training_manager", _("training manager")
    EDITOR = "editor", _("editor")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("data protection officer")
    ADMINISTRATOR = "administrator", _("administrator")


class Contact(models.TextChoices):
    FRONT_OFFICE = "front_office", _("front office")
    BACK_OFFICE = "back_office", _("back office")


class Theme(models.TextChoices):
    SYSTEM = "", _("as my device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class Purpose(models.TextChoices):
    """Why somebody looked at a named person's record: shown to that person."""

    STAFF_ADMINISTRATION = "staff_administration", _("administration of the staff list")
    HELP_REQUEST = "help_request", _("matching of a request for help")
    MANDATORY_TRAINING = "mandatory_training", _("follow-up of mandatory training")
    DATA_REQUEST = "data_request", _("answer to a data request")


class ImportKind(models.TextChoices):
    STAFF = "staff", _("staff")
    USAGE = "usage", _("portal use")
    LINKS = "links", _("portal links")


class ImportSource(models.TextChoices):
    SCREEN = "screen", _("on the screen")
    COMMAND = "command", _("on the command line")
    FOLDER = "folder", _("from the folder, at night")


class ImportState(models.TextChoices):
    """What became of a file so far. `held`: nothing wrong but how many would leave."""

    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, not applied")
    HELD = "held", _("waits for a confirmation")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("interrupted by an error")
