"""Tables of a pair's follow-up, and of the figures about many pairs."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Discretion, Fit, Format, Rhythm, Side, Useful
from ambassadors.help.models.pairs import Pair


MOST_GOALS = 3
GOAL_LENGTH = 140
NOTES_LENGTH = 10_000
WORDS_LENGTH = 1000


class PairPlan(models.Model):
    """The agreement of a pair, and marks of what maintenance has done.

    `version` grows with each change, so that a form drawn before it is refused. `goals`: up to three short
    texts. Read by the two people only.
    """

    wagtail_reference_index_ignore = True

    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, related_name="plan")
    rhythm = models.CharField(_("how often"), max_length=12, choices=Rhythm, blank=True)
    format = models.CharField(_("how"), max_length=20, choices=Format, blank=True)
    discretion = models.CharField(
        _("what stays between the two"), max_length=10, choices=Discretion, default=Discretion.ALL
    )
    goals = models.JSONField(_("goals"), default=list, blank=True)
    version = models.PositiveIntegerField(_("number of changes"), default=0)
    seeker_agrees = models.BooleanField(_("the person who asked agrees"), default=False)
    ambassador_agrees = models.BooleanField(_("the ambassador agrees"), default=False)
    quiet_since = models.DateField(_("told that nothing was noted since"), null=True, blank=True)
    fit_asked_at = models.DateTimeField(_("asked whether it suits at"), null=True, blank=True)
    fit_settled_at = models.DateTimeField(_("gone past the first check at"), null=True, blank=True)
    was_let_end = models.BooleanField(_("ended at the first check"), default=False)

    class Meta:
        verbose_name = _("agreement of a pair")
        verbose_name_plural = _("agreements of pairs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="pair_plan_rhythm_is_known", condition=Q(rhythm__in=["", *Rhythm.values])
            ),
            models.CheckConstraint(
                name="pair_plan_format_is_known", condition=Q(format__in=["", *Format.values])
            ),
            models.CheckConstraint(
                name="pair_plan_discretion_is_known",
                condition=Q(discretion__in=Discretion.values),
            ),
        ]

    def __str__(self):
        return str(self.pair)

    @property
    def is_agreed(self):
        return self.seeker_agrees and self.ambassador_agrees

    def is_agreed_by(self, side):
        return bool(getattr(self, f"{side}_agrees"))


class PairNotebook(models.Model):
    """Notes shared by the two people and read by nobody else. `version` grows with each change."""

    wagtail_reference_index_ignore = True

    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, related_name="notebook")
    text = models.TextField(_("shared notes"), blank=True)
    version = models.PositiveIntegerField(_("number of changes"), default=0)
    changed_by = models.CharField(_("last changed by"), max_length=10, choices=Side)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("shared notes of a pair")
        verbose_name_plural = _("shared notes of pairs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="pair_notebook_side_is_known", condition=Q(changed_by__in=Side.values)
            ),
        ]

    def __str__(self):
        return str(self.pair)


class FitAnswer(models.Model):
    """One person's view of the pair, never shown to the other nor to anybody else."""

    wagtail_reference_index_ignore = True

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="fit_answers")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    answer = models.CharField(_("answer"), max_length=10, choices=Fit)
    answered_at = models.DateTimeField(_("answered at"), db_default=Now())

    class Meta:
        verbose_name = _("how somebody finds a pair")
        verbose_name_plural = _("how people find their pairs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("pair", "side", name="fit_answer_once_a_side"),
            models.CheckConstraint(
                name="fit_answer_side_is_known", condition=Q(side__in=Side.values)
            ),
            models.CheckConstraint(name="fit_answer_is_known", condition=Q(answer__in=Fit.values)),
        ]

    def __str__(self):
        return f"{self.pair}, {self.side}"


class PairFeedback(models.Model):
    """One person's feedback at the end, revealed to the other once both are in, or after a fortnight."""

    wagtail_reference_index_ignore = True

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="feedbacks")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    useful = models.PositiveSmallIntegerField(_("was it useful (1 to 4)"), choices=Useful)
    learnt = models.TextField(_("what was learnt"), blank=True)
    thanks = models.TextField(_("a word of thanks"), blank=True)
    may_be_told = models.BooleanField(
        _("what was learnt may be told without names"), default=False, db_default=False
    )
    given_at = models.DateTimeField(_("given at"), db_default=Now())

    class Meta:
        verbose_name = _("feedback at the end of a pair")
        verbose_name_plural = _("feedbacks at the end of pairs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "pair",
                "side",
                name="pair_feedback_once_a_side",
                violation_error_message=_("You have given your feedback already."),
            ),
            models.CheckConstraint(
                name="pair_feedback_side_is_known", condition=Q(side__in=Side.values)
            ),
            models.CheckConstraint(
                name="pair_feedback_useful_in_range",
                condition=Q(useful__range=(1, 4)),
                violation_error_message=_("Choose one of the four answers."),
            ),
        ]

    def __str__(self):
        return f"{self.pair}, {self.side}"


class ProgrammeQuarter(models.Model):
    """Published figures of mutual help for a closed quarter: computed once, in words, about nobody.

    `figures` is empty where there were too few people (docs/decisions/0041).
    """

    first_day = models.DateField(_("first day"), unique=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    computed_at = models.DateTimeField(_("computed at"), db_default=Now())

    class Meta:
        verbose_name = _("quarter of mutual help")
        verbose_name_plural = _("quarters of mutual help")
        ordering = ["-first_day"]

    def __str__(self):
        return str(self.first_day)


class QuietMonth(models.Model):
    """A lower bound, in tens, of the pairs that were quiet when a month began."""

    first_day = models.DateField(_("first day"), unique=True)
    at_least = models.PositiveIntegerField(_("at least so many pairs"))

    class Meta:
        verbose_name = _("month with quiet pairs")
        verbose_name_plural = _("months with quiet pairs")
        ordering = ["-first_day"]

    def __str__(self):
        return str(self.first_day)
