import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.models.person import Person


class PersonalDevice(models.Model):
    """A device that somebody says is their own, and that may keep lessons for two weeks.

    Once its row is gone the device is told so at its next contact, and forgets what it kept. What it keeps is not known here.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="personal_devices")
    name = models.CharField(_("name"), max_length=40, blank=True, db_default="")
    browser = models.CharField(_("browser"), max_length=20, blank=True)
    system = models.CharField(_("system"), max_length=20, blank=True)
    named_at = models.DateTimeField(_("named at"), db_default=Now())
    ends_at = models.DateTimeField(_("forgets everything at"))

    class Meta:
        verbose_name = _("personal device")
        verbose_name_plural = _("personal devices")
        ordering = ["-named_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="personal_device_ends_after_naming", condition=Q(ends_at__gt=F("named_at"))
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.ends_at:%Y-%m-%d}"


class ReceivedForm(models.Model):
    """The number of a form that waited on a device, so that a second try does nothing. It names nobody, nor what was sent.

    Written with what the form does, in one transaction. `key`: a keyed hash of the account and the number.
    """

    key = models.CharField(max_length=64, unique=True, editable=False)
    received_on = models.DateField(_("received on"))

    class Meta:
        verbose_name = _("form received from a device")
        verbose_name_plural = _("forms received from devices")

    def __str__(self):
        return f"{self.received_on}"
