from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContactChannel(models.TextChoices):
    """How the public reaches the organisation. An organisation may add its own (OwnChannel)."""

    PHONE = "phone", _("Phone")
    DESK = "desk", _("Reception desk")
    POST = "post", _("Post")
    WEB = "web", _("Message on the website")


class ContactDoor(models.TextChoices):
    """How a number of contacts came in: file, form or program."""

    FILE = "file", _("from a file")
    FORM = "form", _("typed in")
    PROGRAM = "program", _("sent by a program")


class Tap(models.TextChoices):
    """What is recorded at the desk about a member of the public: helped to open or use the portal, or what blocked them."""

    OPENED = "opened", _("helped to open an account")
    USED = "used", _("helped to use it")
    NO_MAIL = "no_mail", _("no e-mail address")
    NO_PHONE = "no_phone", _("no mobile phone")
    LOST_PASSWORD = "lost_password", _("lost password")
    AFRAID = "afraid", _("afraid of doing it online")
    NOT_ELIGIBLE = "not_eligible", _("not entitled to an account")
    PORTAL_DOWN = "portal_down", _("the portal was down")
    OTHER = "other", pgettext_lazy("at the desk", "another reason")

    @classmethod
    def reasons(cls):
        """Return the reasons why somebody was blocked, in the order in which they are offered."""
        return [tap for tap in cls if tap not in {cls.OPENED, cls.USED}]
