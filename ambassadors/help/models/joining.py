import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import ApplicationStatus, WorkshopPlanning
from cms.models import PortalService
from learning.models import Path


LEAST_MINUTES, MOST_MINUTES = 5, 600
USUAL_MINUTES = 60


class ApplicationQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(status__in=ApplicationStatus.under_way())

    def nominated(self):
        return self.filter(status=ApplicationStatus.NOMINATED)

    def pending(self):
        return self.filter(status=ApplicationStatus.PENDING)

    def agreed(self):
        return self.filter(status=ApplicationStatus.AGREED)

    def waiting_since(self, moment):
        """Return those submitted to deciders by then and still unanswered."""
        waits_from = Coalesce("asked_at", "created_at")
        return self.pending().annotate(waits_from=waits_from).filter(waits_from__lte=moment)


class Application(models.Model):
    """An application to become an ambassador, or an ambassador's for more time.

    The manager reads the applicant's name and the minutes a week, nothing else. `formats` and `slots` hold
    values of enums.Format and enums.Slot; those of a nomination are empty until it is accepted.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="ambassador_applications",
    )
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="ambassador_nominations",
        verbose_name=_("proposed by"),
    )
    topics = models.ManyToManyField(PortalService, related_name="+", blank=True)
    formats = models.JSONField(_("how"), default=list)
    slots = models.JSONField(_("when"), default=list)
    capacity = models.PositiveSmallIntegerField(_("people followed at once"), default=2)
    minutes_a_week = models.PositiveSmallIntegerField(_("minutes a week"), default=USUAL_MINUTES)
    status = models.CharField(
        _("status"), max_length=10, choices=ApplicationStatus, default=ApplicationStatus.PENDING
    )
    created_at = models.DateTimeField(_("made at"), db_default=Now())
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    asked_at = models.DateTimeField(_("put to whoever decides at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("recalled to whoever decides at"), null=True, blank=True)
    escalated_at = models.DateTimeField(
        _("put to whoever runs the network at"), null=True, blank=True
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application to the network")
        verbose_name_plural = _("applications to the network")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                name="application_one_under_way",
                condition=Q(status__in=["nominated", "pending", "agreed"]),
                violation_error_message=_("There is an application under way already."),
            ),
            models.CheckConstraint(
                name="application_status_is_known",
                condition=Q(status__in=ApplicationStatus.values),
            ),
            models.CheckConstraint(
                name="application_minutes_in_range",
                condition=Q(minutes_a_week__range=(LEAST_MINUTES, MOST_MINUTES)),
                violation_error_message=_("The time is between 5 and 600 minutes a week."),
            ),
            models.CheckConstraint(
                name="application_capacity_in_range",
                condition=Q(capacity__range=(0, 20)),
                violation_error_message=_("The capacity is between 0 and 20 people."),
            ),
            models.CheckConstraint(
                name="application_closed_with_a_day",
                condition=Q(status__in=["nominated", "pending", "agreed"], closed_at=None)
                | Q(status__in=["not_now", "withdrawn", "done"], closed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.created_at:%Y-%m-%d}"


class NetworkSettings(models.Model):
    """Settings of this installation's network: one row, created when first set.

    `charter_version` grows when what is promised changes; each ambassador then accepts it again.
    """

    ONLY = 1
    wagtail_reference_index_ignore = True

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    path = models.ForeignKey(
        Path,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the ambassadors’ own path"),
    )
    reports_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who reads messages that are reported"),
    )
    charter_version = models.PositiveSmallIntegerField(
        _("version of the charter"), default=1, db_default=1
    )
    takes_lesson_questions = models.BooleanField(
        _("questions on lessons"), default=True, db_default=True
    )

    workshop_planning = models.CharField(
        _("workshops of ambassadors are announced"),
        max_length=10,
        choices=WorkshopPlanning,
        default=WorkshopPlanning.AGREED,
        db_default=WorkshopPlanning.AGREED,
    )

    class Meta:
        verbose_name = _("network of ambassadors")
        verbose_name_plural = _("network of ambassadors")
        constraints = [
            models.CheckConstraint(name="network_settings_once", condition=Q(id=1)),
            models.CheckConstraint(
                name="network_charter_version_from_one", condition=Q(charter_version__gte=1)
            ),
            models.CheckConstraint(
                name="network_workshop_planning_is_known",
                condition=Q(workshop_planning__in=WorkshopPlanning.values),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def clean(self):
        if self.id != self.ONLY:
            raise ValidationError(_("There is one network."), code="one")
