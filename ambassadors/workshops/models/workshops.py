import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ambassadors.workshops.enums import SeatOrigin, WorkshopKind
from cms.languages import source_language, text_in_reader_language
from cms.models import ArticlePage, PortalService, SearchEntry
from cms.search.words import Document
from learning.models import Module
from people.models import Site


MOST_SEATS = 500


class Workshop(models.Model):
    """A workshop offered repeatedly: its dates are sessions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True, default="")
    kind = models.CharField(
        _("kind"), max_length=20, choices=WorkshopKind, default=WorkshopKind.DISCOVERY
    )
    summary = models.TextField(_("what is done there"), max_length=2000)
    topics = models.ManyToManyField(
        PortalService, related_name="workshops", blank=True, verbose_name=_("services")
    )
    completes = models.ForeignKey(
        Module,
        on_delete=models.PROTECT,
        related_name="workshops",
        null=True,
        blank=True,
        verbose_name=_("module that is done by coming"),
        help_text=_("Whoever is marked as present has it done from then on, in every path."),
    )
    kit = models.ForeignKey(
        ArticlePage,
        on_delete=models.SET_NULL,
        related_name="workshops",
        null=True,
        blank=True,
        verbose_name=_("kit"),
    )
    welcomes_partners = models.BooleanField(
        _("partners’ staff are welcome"), db_default=False, default=False
    )
    is_retired = models.BooleanField(_("no longer offered"), db_default=False, default=False)

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="workshop_kind_is_known", condition=Q(kind__in=WorkshopKind.values)
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        SearchEntry.objects.keep(self.search_document())

    @property
    def title_here(self):
        """Return the title in the reader's language where it was written in it."""
        return text_in_reader_language(self.title, self.title_en)

    def search_document(self):
        return Document(
            kind="workshops",
            key=str(self.uuid),
            language=source_language(),
            titles=(self.title, self.title_en),
            lead=self.summary,
        )


class WorkshopSessionQuerySet(models.QuerySet):
    def to_come(self):
        """Return announced sessions neither over nor cancelled."""
        return self.announced().filter(ends_at__gt=Now())

    def announced(self):
        return self.filter(is_proposed=False, cancelled_at=None)

    def overlapping(self, session):
        """Return sessions that overlap this one and are not cancelled, proposed ones too; it is one of them."""
        return self.filter(
            cancelled_at=None, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at
        )

    def undated(self):
        return self.announced().filter(starts_at=None)


class WorkshopSession(models.Model):
    """A workshop at a day and a place. Without a day it gauges demand: everybody waits.

    `sequence` grows with each change that calendars must learn; `changed_at` is when. A seat taken or given
    up is no change: others would read it. `listed_at`: when the attendance list was last saved. `is_proposed`:
    not announced until whoever runs the workshops agrees; its room and its trainers are taken already.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        related_name="workshop_sessions",
        null=True,
        blank=True,
        verbose_name=_("site"),
    )
    room = models.CharField(_("room"), max_length=120, blank=True)
    link = models.URLField(_("link for joining from afar"), blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"), default=12)
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="workshops_given",
        blank=True,
        verbose_name=_("trainers"),
    )
    sequence = models.PositiveIntegerField(_("number of changes"), default=0, db_default=0)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    is_proposed = models.BooleanField(_("not announced yet"), default=False, db_default=False)
    cancelled_at = models.DateTimeField(_("called off at"), null=True, blank=True)
    listed_at = models.DateTimeField(_("list kept at"), null=True, blank=True)

    objects = WorkshopSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop session")
        verbose_name_plural = _("workshop sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="workshop_session_has_both_ends",
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A session ends after it begins."),
            ),
            models.CheckConstraint(
                name="workshop_session_capacity_in_range",
                condition=Q(capacity__range=(1, MOST_SEATS)),
                violation_error_message=_("A session has between 1 and 500 seats."),
            ),
        ]

    def __str__(self):
        return (
            f"{self.workshop}, {self.starts_at:%Y-%m-%d}" if self.starts_at else str(self.workshop)
        )


class SeatQuerySet(models.QuerySet):
    def held(self):
        return self.exclude(number=None)

    def waiting(self):
        """Return the queue, in the order in which they asked."""
        return self.filter(number=None).order_by("pk")


class Seat(models.Model):
    """A person's seat at a session; without a number, a place in the queue. A seat given up is deleted.

    Numbers run from 1 to the session's capacity and are unique, so that no two people get the last seat.
    """

    session = models.ForeignKey(
        WorkshopSession, on_delete=models.CASCADE, related_name="seats_taken"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="workshop_seats"
    )
    number = models.PositiveSmallIntegerField(_("seat"), null=True, blank=True)
    has_come = models.BooleanField(_("was there"), null=True, blank=True)
    origin = models.CharField(
        _("asked for by"),
        max_length=10,
        choices=SeatOrigin,
        default=SeatOrigin.SELF,
        db_default=SeatOrigin.SELF,
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat at a workshop")
        verbose_name_plural = _("seats at workshops")
        ordering = ["session", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                "session",
                "person",
                name="seat_once_for_a_person",
                violation_error_message=_("You are on the list already."),
            ),
            models.UniqueConstraint("session", "number", name="seat_given_once"),
            models.CheckConstraint(
                name="seat_number_in_range",
                condition=Q(number=None) | Q(number__range=(1, MOST_SEATS)),
            ),
            models.CheckConstraint(
                name="seat_came_with_a_number", condition=Q(has_come=None) | ~Q(number=None)
            ),
            models.CheckConstraint(
                name="seat_origin_is_known", condition=Q(origin__in=SeatOrigin.values)
            ),
        ]

    def __str__(self):
        return f"{self.session}, {self.person}"

    @property
    def is_waiting(self):
        return self.number is None
