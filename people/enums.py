from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles that are granted. Manager and ambassador are not: a position and a record make them."""

    TRAINING_MANAGER = "training_manager", _("training manager")
    EDITOR = "editor", _("editor")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("data protection officer")
    ADMINISTRATOR = "administrator", _("administrator")


class PersonKind(models.TextChoices):
    STAFF = "staff", _("member of staff")
    EXTERNAL = "external", _("learner from a partner")


class PartnerKind(models.TextChoices):
    PUBLIC_SERVICE_HOUSE = "public_service_house", _("public-service house")
    LOCAL_AUTHORITY = "local_authority", _("local authority")
    ASSOCIATION = "association", _("association")
    OTHER = "other", _("other partner")


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
