import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.background import Queue
from people.enums import OutboxStatus


LEASE = timedelta(seconds=90)
WAITING = OutboxStatus.WAITING.value  # the same word in every outbox


class OutboxQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=WAITING)

    def failing(self):
        """Return rows that failed and are tried again later."""
        return self.waiting().exclude(error="")

    def due(self, moment):
        return self.waiting().filter(next_try_at__lte=moment)

    def claim(self, **values):
        """Return the rows of this queryset, now claimed; of two callers at once, one gets each row."""
        claim = uuid.uuid4()
        begun = self.update(
            claim=claim, claimed_at=timezone.now(), attempts=F("attempts") + 1, **values
        )
        rows = self.model._default_manager.filter(claim=claim)
        return rows.order_by("pk") if begun else self.none()


class OutboxRow(models.Model):
    """A consequence of a fact: written in the fact's transaction, claimed by one worker at a time."""

    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("not before"), default=timezone.now)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    error = models.CharField(_("last failure"), max_length=60, blank=True, default="")
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        abstract = True


class OutboxTaskQuerySet(OutboxQuerySet):
    def running(self):
        return self.filter(status=OutboxStatus.RUNNING)

    def given_up(self):
        return self.filter(status=OutboxStatus.GIVEN_UP)

    def abandoned(self, moment):
        """Return rows whose worker has given no sign of life for a lease."""
        return self.running().filter(heartbeat_at__lte=moment - LEASE)

    def ready(self, moment):
        return self.filter(
            Q(status=OutboxStatus.WAITING, next_try_at__lte=moment)
            | Q(status=OutboxStatus.RUNNING, heartbeat_at__lte=moment - LEASE)
        )

    def unfinished(self):
        return self.exclude(status=OutboxStatus.GIVEN_UP)


class OutboxTask(OutboxRow):
    """A background task to run, at least once; deleted once done.

    `key`: names what it is about, so that one row waits for it at a time; empty: any number. `arguments`: plain
    values, never somebody's name or address. `error`, `place`, `detail`: the class, the line of code and what is safe
    to tell of the last failure.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(_("task"), max_length=100)
    arguments = models.JSONField(_("arguments"), default=list, blank=True)
    queue = models.CharField(_("queue"), max_length=20, choices=Queue)
    key = models.CharField(_("subject"), max_length=100, blank=True, default="")
    status = models.CharField(
        _("state"), max_length=10, choices=OutboxStatus, default=OutboxStatus.WAITING
    )
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    place = models.CharField(_("place in the code"), max_length=200, blank=True, default="")
    detail = models.CharField(_("what is known"), max_length=200, blank=True, default="")

    objects = OutboxTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")
        ordering = ["next_try_at", "uuid"]
        constraints = [
            models.CheckConstraint(
                name="outbox_task_status_is_known", condition=Q(status__in=OutboxStatus.values)
            ),
            models.CheckConstraint(
                name="outbox_task_queue_is_known", condition=Q(queue__in=Queue.values)
            ),
            models.CheckConstraint(
                name="outbox_task_at_work_gives_signs_of_life",
                condition=~Q(status=OutboxStatus.RUNNING) | Q(heartbeat_at__isnull=False),
            ),
            models.UniqueConstraint(
                "key",
                name="outbox_task_waits_once",
                condition=Q(status=OutboxStatus.WAITING) & ~Q(key=""),
            ),
        ]
        indexes = [models.Index("queue", "status", "next_try_at", name="outbox_task_ready")]

    def __str__(self):
        return f"{self.task}, {self.get_status_display()}"


class ScheduledTask(models.Model):
    """A task of the schedule (config/schedule.py): when it was due last, and how its last run went."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    due_at = models.DateTimeField(_("last due at"), default=timezone.now)
    finished_at = models.DateTimeField(_("last run"), null=True, blank=True)
    seconds = models.FloatField(_("length in seconds"), null=True, blank=True)
    error = models.CharField(_("failure of the last run"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("scheduled task")
        verbose_name_plural = _("scheduled tasks")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Lease(models.Model):
    """The right of one process to do something alone, such as the beat; another one takes it when `until` is past."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    holder = models.UUIDField(_("held by"))
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Alert(models.Model):
    """A condition (core/operations.py) of which administrators were told. `began_at`: None once it has ended."""

    key = models.CharField(_("condition"), max_length=40, primary_key=True)
    began_at = models.DateTimeField(_("since"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("last mail"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["key"]

    def __str__(self):
        return self.key
