from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import RequestStatus, Urgency
from ambassadors.help.models.situations import HelpSituation
from ambassadors.help.reasons import Unmet
from cms.models import PortalService
from quizzes.models import Competence


UNMET_CODES = [reason.value for reason in Unmet]
LINE_LENGTH = 200


class AmbassadorQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_at=None)

    def available(self):
        return self.active().filter(is_paused=False, capacity__gt=0)


class Ambassador(models.Model):
    """A person who coaches peers. They set their own capacity; 0 or a pause needs no reason.

    `formats` and `slots` hold values of enums.Format and enums.Slot.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ambassador"
    )
    topics = models.ManyToManyField(PortalService, related_name="ambassadors", blank=True)
    competences = models.ManyToManyField(Competence, related_name="ambassadors", blank=True)
    formats = models.JSONField(_("how"), default=list)
    slots = models.JSONField(_("when"), default=list)
    capacity = models.PositiveSmallIntegerField(_("people followed at once"), default=3)
    is_paused = models.BooleanField(_("pausing"), db_default=False, default=False)
    minutes_a_week = models.PositiveSmallIntegerField(
        _("minutes a week, agreed"), null=True, blank=True
    )
    charter_version = models.PositiveSmallIntegerField(
        _("version of the charter"), db_default=0, default=0
    )
    charter_accepted_at = models.DateTimeField(_("charter accepted at"), null=True, blank=True)
    is_named = models.BooleanField(
        _("named on the page of the network"), db_default=False, default=False
    )
    is_thanked = models.BooleanField(
        _("thanked there once a year"), db_default=False, default=False
    )
    may_be_chosen = models.BooleanField(_("may be chosen by name"), db_default=False, default=False)
    started_at = models.DateTimeField(_("since"), db_default=Now())
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = AmbassadorQuerySet.as_manager()

    class Meta:
        verbose_name = _("ambassador")
        verbose_name_plural = _("ambassadors")
        ordering = ["person__last_name", "person__first_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="ambassador_capacity_in_range",
                condition=Q(capacity__range=(0, 20)),
                violation_error_message=_("The capacity is between 0 and 20 people."),
            ),
            models.CheckConstraint(
                name="ambassador_minutes_in_range",
                condition=Q(minutes_a_week=None) | Q(minutes_a_week__range=(5, 600)),
                violation_error_message=_("The time is between 5 and 600 minutes a week."),
            ),
            models.CheckConstraint(
                name="ambassador_charter_with_a_day",
                condition=Q(charter_version=0, charter_accepted_at=None)
                | Q(charter_version__gt=0, charter_accepted_at__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.person)


class HelpRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=RequestStatus.OPEN)

    def under_way(self):
        return self.exclude(status=RequestStatus.CLOSED)


class HelpRequest(models.Model):
    """A request for help on services of a portal or on digital competences, or in a situation.

    Visible to its author, the pair and the round's reviewers, who do not read `line`. `at_once`: also matched outside rounds, one
    ambassador after the other. `found_nobody`: the code of ambassadors.help.reasons that explains the last
    search without result, or "".
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="help_requests"
    )
    topics = models.ManyToManyField(PortalService, related_name="help_requests", blank=True)
    competences = models.ManyToManyField(Competence, related_name="help_requests", blank=True)
    situation = models.ForeignKey(
        HelpSituation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("situation"),
    )
    line = models.CharField(
        _("in one’s own words"), max_length=LINE_LENGTH, blank=True, default="", db_default=""
    )
    formats = models.JSONField(_("how"), default=list)
    slots = models.JSONField(_("when"), default=list)
    ruled_out = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="ruled_out_by", blank=True
    )
    urgency = models.CharField(
        _("by when"),
        max_length=10,
        choices=Urgency,
        default=Urgency.WHENEVER,
        db_default=Urgency.WHENEVER,
    )
    at_once = models.BooleanField(_("outside rounds too"), db_default=False, default=False)
    found_nobody = models.CharField(
        _("why nobody is left"), max_length=30, blank=True, default="", db_default=""
    )
    status = models.CharField(
        _("status"), max_length=10, choices=RequestStatus, default=RequestStatus.OPEN
    )
    created_at = models.DateTimeField(_("asked at"), db_default=Now())
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for help")
        verbose_name_plural = _("requests for help")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                name="help_request_one_under_way",
                condition=~Q(status="closed"),
                violation_error_message=_("You already have a request under way."),
            ),
            models.CheckConstraint(
                name="help_request_status_is_known", condition=Q(status__in=RequestStatus.values)
            ),
            models.CheckConstraint(
                name="help_request_urgency_is_known", condition=Q(urgency__in=Urgency.values)
            ),
            models.CheckConstraint(
                name="help_request_found_nobody_is_known",
                condition=Q(found_nobody__in=["", *UNMET_CODES]),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.created_at:%Y-%m-%d}"
