import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Answer, MatchingObjective, Outcome, PairStatus, RoundStatus
from ambassadors.help.models.network import UNMET_CODES, Ambassador, HelpRequest
from cms.models import PortalService


class MatchingRoundQuerySet(models.QuerySet):
    def drafts(self):
        return self.filter(status=RoundStatus.DRAFT)


class MatchingRound(models.Model):
    """One run of the matching: draft pairs, reviewed by the training manager, then published."""

    title = models.CharField(_("title"), max_length=120)
    mode = models.CharField(
        _("aim"), max_length=20, choices=MatchingObjective, default=MatchingObjective.BEST_FIT
    )
    status = models.CharField(
        _("status"), max_length=10, choices=RoundStatus, default=RoundStatus.DRAFT
    )
    gap = models.FloatField(_("distance to the best possible (share)"), null=True, blank=True)
    best_total = models.PositiveIntegerField(_("points as computed"), null=True, blank=True)
    best_people = models.PositiveIntegerField(_("people as computed"), null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = MatchingRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("matching round")
        verbose_name_plural = _("matching rounds")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="matching_round_status_is_known", condition=Q(status__in=RoundStatus.values)
            ),
            models.CheckConstraint(
                name="matching_round_mode_is_known", condition=Q(mode__in=MatchingObjective.values)
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_draft(self):
        return self.status == RoundStatus.DRAFT

    @property
    def is_matching(self):
        return self.status == RoundStatus.MATCHING


class UnmetRequest(models.Model):
    """A request that a round left without a proposal, with the reason: a code of ambassadors.help.reasons.

    `lifts`: codes of single changes that would help, the smallest first.
    """

    round = models.ForeignKey(MatchingRound, on_delete=models.CASCADE, related_name="unmet")
    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="unmet_in")
    reason = models.CharField(_("reason"), max_length=30)
    lifts = models.JSONField(_("what would help"), default=list)

    class Meta:
        verbose_name = _("request left without a proposal")
        verbose_name_plural = _("requests left without a proposal")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint("round", "request", name="unmet_request_once_per_round"),
            models.CheckConstraint(
                name="unmet_request_reason_is_known", condition=Q(reason__in=UNMET_CODES)
            ),
        ]

    def __str__(self):
        return f"{self.request}, {self.reason}"


class PairQuerySet(models.QuerySet):
    def drafts(self):
        return self.filter(status=PairStatus.DRAFT)

    def proposed(self):
        return self.filter(status=PairStatus.PROPOSED)

    def active(self):
        return self.filter(status=PairStatus.ACTIVE)

    def awaiting_answer(self):
        """Return proposed pairs that have not expired."""
        return self.proposed().filter(expires_at__gt=Now())

    def overdue(self):
        return self.proposed().filter(expires_at__lte=Now())

    def taking_a_place(self):
        """Pairs that count against the ambassador's capacity."""
        return self.filter(status__in=PairStatus.taking_a_place())

    def in_answer_period(self):
        """Return pairs whose days for answering are not over, whatever was answered.

        Until then nothing that a round reads may distinguish a refusal from silence.
        """
        return self.shown().filter(expires_at__gt=Now())

    def unavailable_to_rounds(self):
        """Return pairs whose request and place no other round may use yet."""
        return self.taking_a_place() | self.in_answer_period()

    def outside_rounds(self):
        return self.filter(round=None)

    def accepted_by_both(self):
        return self.filter(seeker_answer=Answer.ACCEPTED, ambassador_answer=Answer.ACCEPTED)

    def shown(self):
        """Exclude drafts, which only reviewers of the round see."""
        return self.exclude(status=PairStatus.DRAFT)


class Pair(models.Model):
    """A request and an ambassador, proposed by a round or outside rounds; active once both have accepted.

    `reasons` are codes of ambassadors.help.reasons: only what both declared.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        MatchingRound, on_delete=models.CASCADE, related_name="pairs", null=True, blank=True
    )
    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="pairs")
    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="pairs")
    points = models.PositiveIntegerField(_("fit"), db_default=0)
    reasons = models.JSONField(_("reasons"), default=list)
    status = models.CharField(
        _("status"), max_length=10, choices=PairStatus, default=PairStatus.DRAFT
    )
    seeker_answer = models.CharField(
        _("answer of who asked for help"), max_length=10, choices=Answer, default=Answer.WAITING
    )
    ambassador_answer = models.CharField(
        _("answer of the ambassador"), max_length=10, choices=Answer, default=Answer.WAITING
    )
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                "request",
                name="pair_one_living_per_request",
                condition=Q(status__in=["draft", "proposed", "active"]),
                violation_error_message=_("This request already has somebody."),
            ),
            models.CheckConstraint(
                name="pair_active_only_if_both_accepted",
                condition=~Q(status="active")
                | Q(seeker_answer="accepted", ambassador_answer="accepted"),
            ),
            models.CheckConstraint(
                name="pair_draft_only_in_a_round",
                condition=~Q(status="draft") | Q(round__isnull=False),
            ),
            models.CheckConstraint(
                name="pair_status_is_known", condition=Q(status__in=PairStatus.values)
            ),
        ]

    def __str__(self):
        return str(self.uuid)


class Session(models.Model):
    """A meeting of a pair: day, length and service; nothing of what was said."""

    wagtail_reference_index_ignore = True  # lists of usage would tell who asked about what

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="sessions")
    held_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    outcome = models.CharField(_("and then"), max_length=20, choices=Outcome)
    topic = models.ForeignKey(
        PortalService, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    logged_at = models.DateTimeField(_("noted at"), db_default=Now())

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "pair",
                "held_on",
                name="session_once_a_day",
                violation_error_message=_("This day is noted already."),
            ),
            models.CheckConstraint(
                name="session_minutes_in_range",
                condition=Q(minutes__range=(1, 480)),
                violation_error_message=_("A session lasts from 1 to 480 minutes."),
            ),
            models.CheckConstraint(
                name="session_outcome_is_known", condition=Q(outcome__in=Outcome.values)
            ),
        ]

    def __str__(self):
        return f"{self.pair}, {self.held_on}"
