"""Experiments and programmes: what was tried where, its result, and what was learnt. Names nobody."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from adoption.experiments.enums import (
    EvaluationOutcome,
    ExperimentChangeKind,
    ExperimentDecision,
    ExperimentKind,
)
from cms.models import Portal
from people.models import Person, Team


LONGEST = 24  # months of a window
# An evaluation reads months on either side of the first, and a calendar ends.
OUR_TIME = Q(starts_on__gte=date(2000, 1, 1), starts_on__lt=date(2200, 1, 1))
# Who stands behind an experiment, each told by a function of the organisation.
OWNERS = ("sponsor", "trade_owner", "it_owner")
MOST_OVER_A_MONTH = 6  # evaluations that may read the same rows: docs/decisions/0046


class ExperimentQuerySet(models.QuerySet):
    def tried(self):
        """Exclude withdrawn experiments."""
        return self.filter(withdrawn_on=None)

    def to_evaluate(self):
        return self.tried().filter(evaluation=None)


class Experiment(models.Model):
    """Something tried in some teams, for a time, with a target.

    `starts_on`: its first month; of a programme, the first of its first team. The window ends `months`
    months later. `sponsor` and the two owners: functions, not people. `announced`: written down, as it stands,
    before its first month was over. `follows`: the one that it goes on from. `prospect`: what could be expected
    of it when it was written down, of public things. What was changed since stands in ExperimentChange.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=ExperimentKind)
    title = models.CharField(_("title"), max_length=120)
    hypothesis = models.TextField(_("hypothesis"), max_length=1500)
    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="experiments")
    starts_on = models.DateField(_("first month"))
    months = models.PositiveSmallIntegerField(_("for how many months"), default=3)
    target = models.PositiveSmallIntegerField(_("target, in points"), null=True, blank=True)
    sponsor = models.CharField(_("sponsor"), max_length=100, blank=True, default="", db_default="")
    trade_owner = models.CharField(
        _("owner in the trade"), max_length=100, blank=True, default="", db_default=""
    )
    it_owner = models.CharField(
        _("owner in IT"), max_length=100, blank=True, default="", db_default=""
    )
    decision = models.CharField(
        _("decision"),
        max_length=10,
        choices=ExperimentDecision,
        db_default=ExperimentDecision.OPEN,
        default=ExperimentDecision.OPEN,
    )
    learnt = models.TextField(_("what was learnt"), max_length=3000, blank=True, default="")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    announced = models.BooleanField(_("written down before it began"))
    follows = models.ForeignKey(
        "self",
        verbose_name=_("follows"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    prospect = models.JSONField(_("what could be expected of it"), default=dict, editable=False)
    # Its texts as a search reads them: no accent, no capital.
    words = models.TextField(_("words to search"), blank=True, default="", editable=False)
    noted_at = models.DateTimeField(_("noted at"), db_default=Now())

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="experiment_kind_is_known", condition=Q(kind__in=ExperimentKind.values)
            ),
            models.CheckConstraint(
                name="experiment_decision_is_known",
                condition=Q(decision__in=ExperimentDecision.values),
            ),
            models.CheckConstraint(
                name="experiment_starts_on_a_first_day", condition=Q(starts_on__day=1)
            ),
            models.CheckConstraint(name="experiment_starts_in_our_time", condition=OUR_TIME),
            models.CheckConstraint(
                name="experiment_months_in_range",
                condition=Q(months__range=(1, LONGEST)),
                violation_error_message=_("It lasts between 1 and 24 months."),
            ),
            models.CheckConstraint(
                name="experiment_target_in_range",
                condition=Q(target=None) | Q(target__range=(1, 100)),
                violation_error_message=_("The target is between 1 and 100 points."),
            ),
            models.CheckConstraint(
                name="experiment_decided_with_a_day_and_words",
                condition=Q(decision="open", decided_on=None, learnt="")
                | (~Q(decision="open") & ~Q(decided_on=None) & ~Q(learnt="")),
            ),
            models.CheckConstraint(
                name="experiment_withdrawn_is_not_decided",
                condition=Q(withdrawn_on=None) | Q(decision="open"),
            ),
            models.CheckConstraint(
                name="experiment_follows_an_earlier_one",
                condition=Q(follows=None) | Q(follows__lt=F("id")),
            ),
        ]

    def __str__(self):
        return self.title


class ExperimentTeam(models.Model):
    """A population under treatment, with all below it, from its own first month on."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="teams")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="experiments")
    starts_on = models.DateField(_("first month"))

    class Meta:
        verbose_name = _("population of an experiment")
        verbose_name_plural = _("populations of experiments")
        ordering = ["experiment", "starts_on", "team__path"]
        constraints = [
            models.UniqueConstraint("experiment", "team", name="experiment_team_once"),
            models.CheckConstraint(
                name="experiment_team_starts_on_a_first_day", condition=Q(starts_on__day=1)
            ),
            models.CheckConstraint(name="experiment_team_starts_in_our_time", condition=OUR_TIME),
        ]

    def __str__(self):
        return f"{self.experiment}, {self.team}"


class ExperimentChange(models.Model):
    """Audit row of an experiment: author, change, time and reason; an earlier title, decision or plan is read here.

    `before`: of what was changed, what stood there. `decision`: the one that was taken. `text`: what was learnt,
    or the reason. It names nobody.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("kind"), max_length=12, choices=ExperimentChangeKind)
    decision = models.CharField(
        _("decision"), max_length=10, choices=ExperimentDecision, blank=True, default=""
    )
    text = models.TextField(_("text"), max_length=3000, blank=True, default="")
    before = models.JSONField(_("before"), default=dict, blank=True)
    changed_by = models.ForeignKey(
        Person,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="experiment_changes",
    )
    changed_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("change of an experiment")
        verbose_name_plural = _("changes of experiments")
        ordering = ["experiment", "-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="experiment_change_kind_is_known",
                condition=Q(kind__in=ExperimentChangeKind.values),
            ),
            models.CheckConstraint(
                name="experiment_change_decides_or_not",
                condition=(Q(kind="decided") & Q(decision__in=["extend", "adapt", "stop"]))
                | (~Q(kind="decided") & Q(decision="")),
            ),
        ]
        indexes = [models.Index("experiment", "changed_at", name="experiment_change_latest")]

    def __str__(self):
        return f"{self.experiment}, {self.kind}"


class Evaluation(models.Model):
    """Published result of an experiment: in points, after noise. It never changes.

    `early`: the same of the months before, as if it had begun earlier; nothing should be found there.
    `treated`, `compared`: teams and people on either side, which everybody knows. Nothing else of the
    reckoning is kept.
    """

    experiment = models.OneToOneField(
        Experiment, on_delete=models.PROTECT, related_name="evaluation"
    )
    # The same comparison asked for again gets the same answer, and is not reckoned anew.
    design = models.CharField(_("keyed hash of what was compared"), max_length=64)
    outcome = models.CharField(_("outcome"), max_length=20, choices=EvaluationOutcome)
    estimate = models.SmallIntegerField(_("estimate, in points"), null=True)
    low = models.SmallIntegerField(_("at least"), null=True)
    high = models.SmallIntegerField(_("at most"), null=True)
    early = models.SmallIntegerField(_("before the start"), null=True)
    early_low = models.SmallIntegerField(_("before the start, at least"), null=True)
    early_high = models.SmallIntegerField(_("before the start, at most"), null=True)
    treated_teams = models.PositiveIntegerField(_("teams"), db_default=0, default=0)
    treated_people = models.PositiveIntegerField(_("people"), db_default=0, default=0)
    compared_teams = models.PositiveIntegerField(_("teams compared"), db_default=0, default=0)
    compared_people = models.PositiveIntegerField(_("people compared"), db_default=0, default=0)
    parameters = models.JSONField(_("parameters"), default=dict)
    published_at = models.DateTimeField(_("published at"), db_default=Now())

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["experiment"]
        constraints = [
            models.CheckConstraint(
                name="evaluation_outcome_is_known",
                condition=Q(outcome__in=EvaluationOutcome.values),
            ),
            models.CheckConstraint(
                name="evaluation_tells_numbers_or_none",
                condition=Q(
                    estimate=None, low=None, high=None, early=None, early_low=None, early_high=None
                )
                | Q(
                    low__range=(-100, 100),
                    high__range=(-100, 100),
                    low__lte=F("estimate"),
                    high__gte=F("estimate"),
                    early_low__range=(-100, 100),
                    early_high__range=(-100, 100),
                    early_low__lte=F("early"),
                    early_high__gte=F("early"),
                ),
            ),
        ]

    def __str__(self):
        return str(self.experiment)


class EvaluatedMonth(models.Model):
    """A month whose rows an evaluation read, taking one of the limited places of that month."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="months_read")
    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    place = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        verbose_name = _("month read by an evaluation")
        verbose_name_plural = _("months read by evaluations")
        ordering = ["portal", "month", "place"]
        constraints = [
            models.UniqueConstraint("portal", "month", "place", name="evaluated_month_place_once"),
            models.UniqueConstraint("evaluation", "month", name="evaluated_month_once"),
            models.CheckConstraint(
                name="evaluated_month_place_in_range",
                condition=Q(place__range=(1, MOST_OVER_A_MONTH)),
            ),
            models.CheckConstraint(
                name="evaluated_month_is_a_first_day", condition=Q(month__day=1)
            ),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m}, {self.place}"
