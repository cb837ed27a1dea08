"""Models of rules that give a path: to whom, until when; and what became of it for each person."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.dates import today
from learning.enums import DueRule, ExemptionReason, RuleState
from learning.models.paths import Path


class RuleQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(state=RuleState.IN_FORCE)


class AssignmentRule(models.Model):
    """A rule that gives its path to everybody who meets all `criteria`, as long as it is in force.

    `remind_before` and `remind_after` are days before and after the day to meet, such as [14, 3].
    `uses_results`: a criterion is about what people achieved, which nobody is then told of. A draft that
    `replaces` a rule in force is what that rule becomes once it is applied.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    path = models.ForeignKey(Path, on_delete=models.PROTECT, related_name="rules")
    is_mandatory = models.BooleanField(_("mandatory"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=RuleState, default=RuleState.DRAFT)
    due = models.CharField(_("day to meet"), max_length=10, choices=DueRule, default=DueRule.NONE)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(
        _("days after the assignment"), null=True, blank=True, validators=[MaxValueValidator(3650)]
    )
    remind_before = models.JSONField(_("reminders before (days)"), default=list, blank=True)
    remind_after = models.JSONField(_("reminders after (days)"), default=list, blank=True)
    tells_manager = models.BooleanField(_("copy of late reminders to the manager"), default=False)
    uses_results = models.BooleanField(db_default=False, default=False, editable=False)
    replaces = models.OneToOneField(
        "self", on_delete=models.CASCADE, related_name="replacement", null=True, blank=True
    )
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    evaluated_at = models.DateTimeField(_("last applied at"), null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="assignment_rule_state_is_known", condition=Q(state__in=RuleState.values)
            ),
            models.CheckConstraint(
                name="assignment_rule_due_is_whole",
                condition=Q(due=DueRule.NONE, due_on=None, due_days=None)
                | Q(due=DueRule.FIXED, due_on__isnull=False, due_days=None)
                | Q(due=DueRule.RELATIVE, due_on=None, due_days__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_rule_tells_of_mandatory_only",
                condition=Q(is_mandatory=True) | Q(tells_manager=False),
            ),
            models.CheckConstraint(
                name="assignment_rule_due_of_mandatory_only",
                condition=Q(is_mandatory=True) | Q(due=DueRule.NONE),
                violation_error_message=_("Only mandatory training has a day to meet."),
            ),
            models.CheckConstraint(
                name="assignment_rule_mandatory_without_results",
                condition=Q(is_mandatory=False) | Q(uses_results=False),
                violation_error_message=_(
                    "What people achieved only ever leads to a suggestion: mandatory, it would tell "
                    "others of their results."
                ),
            ),
            models.CheckConstraint(
                name="assignment_rule_replaced_by_a_draft",
                condition=Q(replaces=None) | Q(state=RuleState.DRAFT),
            ),
        ]

    def __str__(self):
        return self.title


class RuleCriterion(models.Model):
    """A condition of a rule: `kind` is a name of learning.criteria, `values` what it understands."""

    rule = models.ForeignKey(AssignmentRule, on_delete=models.CASCADE, related_name="criteria")
    kind = models.CharField(max_length=40)
    values = models.JSONField(default=list)
    is_excluded = models.BooleanField(_("all but these"), default=False)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("rule", "kind", "is_excluded", name="rule_criterion_once"),
        ]

    def __str__(self):
        return f"{self.rule}, {self.kind}"


class AssignmentQuerySet(models.QuerySet):
    def open(self):
        """Return assignments not ended, exempted or not."""
        return self.filter(ended_at=None)

    def in_force(self):
        """Return assignments neither ended, because a rule or a person changed, nor exempted."""
        return self.filter(ended_at=None, exempted_at=None)


class Assignment(models.Model):
    """A path that a rule gave to somebody. It ends when they no longer meet the rule; another may follow.

    `due_since`: the day on which `due_on` was set; no reminder is owed for days before it. `reminded`: how
    many days from the day to meet (negative: before) the last reminder was for. `renews_on`: the last day
    of the certificate that the path, or its refresher, is to be done again for.
    """

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.ForeignKey(AssignmentRule, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    path = models.ForeignKey(Path, on_delete=models.PROTECT, related_name="assignments")
    is_mandatory = models.BooleanField(_("mandatory"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    assigned_at = models.DateTimeField(_("assigned at"), db_default=Now())
    due_since = models.DateField(_("day set on"), default=today)
    reminded = models.SmallIntegerField(_("last reminder (days)"), null=True, blank=True)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True)
    renews_on = models.DateField(_("renews the certificate that ends on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    exempted_at = models.DateTimeField(_("exempted at"), null=True, blank=True)
    exemption = models.CharField(
        _("reason"), max_length=20, choices=ExemptionReason, blank=True, default=""
    )
    exempted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="exemptions_given",
        null=True,
        blank=True,
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-assigned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "rule",
                "person",
                "path",
                name="assignment_once_in_force",
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="assignment_ends_after_start",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("assigned_at")),
            ),
            models.CheckConstraint(
                name="assignment_exempted_for_a_reason",
                condition=Q(exempted_at=None, exemption="")
                | Q(exempted_at__isnull=False, exemption__in=ExemptionReason.values),
            ),
        ]
        indexes = [
            models.Index("person", "ended_at", name="assignment_person_ended"),
            models.Index("path", "person", name="assignment_open", condition=Q(ended_at=None)),
            models.Index(
                "person",
                name="assignment_exempted",
                condition=Q(ended_at=None, exempted_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.path}"
