"""Devices that are told that something waits for their owner, and what is to be sent to them."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import OutboxStatus
from people.models.access import OpenSession
from people.models.devices import PersonalDevice
from people.models.outbox import OutboxQuerySet, OutboxRow
from people.models.person import Person


class WebPushSettings(models.Model):
    """Whether the data protection officer lets people be told through their browser's maker: one row, off without it."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    is_on = models.BooleanField(_("allowed"), default=False, db_default=False)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("notifications on devices")
        verbose_name_plural = _("notifications on devices")
        constraints = [models.CheckConstraint(name="web_push_settings_once", condition=Q(id=1))]

    def __str__(self):
        return str(self._meta.verbose_name)


class PushDevice(models.Model):
    """A device on which a person asked to be told. `endpoint`: its address at the maker of the browser; without the
    browser's keys, which only a text would need. `session`, `device`: what else is known of the same device."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.CharField(_("address of the device"), max_length=600, unique=True)
    browser = models.CharField(_("browser"), max_length=20, blank=True)
    system = models.CharField(_("system"), max_length=20, blank=True)
    added_at = models.DateTimeField(_("asked on"), db_default=Now())
    session = models.ForeignKey(
        OpenSession,
        on_delete=models.SET_NULL,
        related_name="push_devices",
        null=True,
        blank=True,
    )
    device = models.ForeignKey(
        PersonalDevice,
        on_delete=models.SET_NULL,
        related_name="push_devices",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("device to notify")
        verbose_name_plural = _("devices to notify")
        ordering = ["-added_at", "pk"]

    def __str__(self):
        return f"{self.person}, {self.added_at:%Y-%m-%d}"


class OutgoingPush(OutboxRow):
    """A push that waits for a device: one at a time, whatever it is about, which nothing says. Deleted once sent."""

    device = models.OneToOneField(PushDevice, on_delete=models.CASCADE, related_name="push")
    status = models.CharField(
        _("state"), max_length=10, choices=OutboxStatus, default=OutboxStatus.WAITING
    )

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification to send")
        verbose_name_plural = _("notifications to send")
        ordering = ["next_try_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="outgoing_push_status_is_known", condition=Q(status__in=OutboxStatus.values)
            )
        ]

    def __str__(self):
        return f"{self.pk}, {self.get_status_display()}"
