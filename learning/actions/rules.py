"""Manages a rule’s life: written, put in force, changed by a draft that takes its place, ended."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from core.dates import today
from learning.actions.assignments import end_assignments, lock_paths, move_due_days
from learning.criteria.registry import UnknownCriterion, get_criterion, registered_criteria
from learning.enums import RuleState
from learning.models import Assignment, AssignmentRule, MessageCriterion, RuleCriterion
from learning.queries.assignments import RULE_FIELDS, due_days_to_move, rule_digest
from people.actions.outbox import enqueue_task


APPLY_RULE, APPLY_RULES = "learning.tasks.apply_rule_task", "learning.tasks.apply_rules_task"
MOST_PEOPLE_NAMED = 500  # in a background task; of more, the rules are applied to everybody


def mandatory_results_error() -> ValidationError:
    return ValidationError(
        _(
            "What people achieved only ever leads to a suggestion: mandatory, it would tell others of "
            "their results."
        ),
        code="results",
    )


@transaction.atomic
def update_draft(*, rule: AssignmentRule, values: Mapping[str, Any]) -> None:
    """Replace what a draft gives, whatever was known of it when its page was opened. Raises ValidationError."""
    draft = _draft(rule)
    if values["is_mandatory"] and draft.uses_results:
        raise mandatory_results_error()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(update_fields=[*values])


@transaction.atomic
def set_criterion(
    *, rule: AssignmentRule, kind: str, values: list[Any], is_excluded: bool
) -> RuleCriterion:
    """Set a criterion of a draft, in place of the one of this kind that it had. Raises ValidationError."""
    rule = _draft(rule)
    if get_criterion(kind).is_result and rule.is_mandatory:
        raise mandatory_results_error()
    row, _made = RuleCriterion.objects.update_or_create(
        rule=rule, kind=kind, is_excluded=is_excluded, defaults={"values": values}
    )
    _note_results(rule)
    return row


@transaction.atomic
def remove_criterion(*, criterion: RuleCriterion) -> None:
    rule = _draft(criterion.rule)
    criterion.delete()
    _note_results(rule)


def _note_results(rule: AssignmentRule) -> None:
    results = [known.kind for known in registered_criteria() if known.is_result]
    rule.uses_results = rule.criteria.filter(kind__in=results).exists()
    rule.save(update_fields=["uses_results"])


def _draft(rule: AssignmentRule) -> AssignmentRule:
    """Return a draft, locked; what is in force changes by a draft only. Raises ValidationError."""
    locked = AssignmentRule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
    if locked is None:
        raise ValidationError(_("This draft is no longer there."), code="gone")
    if locked.state != RuleState.DRAFT:
        raise ValidationError(_("This rule is in force: change it by a draft."), code="state")
    return locked


@transaction.atomic
def get_or_create_replacement_draft(*, rule: AssignmentRule) -> AssignmentRule:
    """Return the draft that is to take its place, the one already begun if there is one."""
    rule = AssignmentRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if rule.state != RuleState.IN_FORCE:
        raise ValidationError(_("Only a rule in force is changed so."), code="state")
    begun = AssignmentRule.objects.filter(replaces=rule).first()
    if begun is not None:
        return begun
    draft = AssignmentRule.objects.create(
        replaces=rule, **{name: getattr(rule, name) for name in RULE_FIELDS}
    )
    _copy_criteria(rule, draft)
    return draft


def _copy_criteria(source: AssignmentRule, target: AssignmentRule) -> None:
    target.criteria.all().delete()
    RuleCriterion.objects.bulk_create(
        [
            RuleCriterion(
                rule=target,
                kind=criterion.kind,
                values=criterion.values,
                is_excluded=criterion.is_excluded,
            )
            for criterion in source.criteria.all()
        ]
    )


@transaction.atomic
def put_in_force(*, rule: AssignmentRule, shown: str | None = None) -> AssignmentRule:
    """Put a draft in force; it is applied from the commit on. One that replaces a rule becomes it, and is gone.

    `shown`: the digest of the draft that whoever confirms has read. Raises ValidationError, such as where
    it has changed since.
    """
    draft = _draft(rule)
    if shown is not None and shown != rule_digest(draft):
        raise ValidationError(
            _(
                "The draft has changed since you read it: nothing was applied. Here it is as it is "
                "now; confirm again if it suits you."
            ),
            code="stale",
        )
    _refuse_what_cannot_be(draft)
    lock_paths(draft.path_id)
    if draft.replaces is None:
        draft.state = RuleState.IN_FORCE
        draft.save(update_fields=["state"])
        in_force = draft
    else:
        in_force = _become(draft, draft.replaces)
    enqueue_task(APPLY_RULE, in_force.pk)
    return in_force


def _refuse_what_cannot_be(draft: AssignmentRule) -> None:
    if draft.path.is_retired:
        raise ValidationError(_("This path is retired: nobody new can follow it."), code="retired")
    if draft.is_mandatory and draft.uses_results:
        raise mandatory_results_error()
    former = draft.replaces
    is_new_day = former is None or former.due_on != draft.due_on
    if draft.due_on is not None and is_new_day and draft.due_on < today():
        raise ValidationError(_("This day has passed: choose today or later."), code="past")
    if former is not None and former.state != RuleState.IN_FORCE:
        raise ValidationError(_("The rule that this would change has ended."), code="ended")
    for row in draft.criteria.all():
        try:
            get_criterion(row.kind)
        except UnknownCriterion as error:
            raise ValidationError(
                _("One of its conditions is no longer known: take it out."), code="unknown"
            ) from error


def _become(draft: AssignmentRule, former: AssignmentRule) -> AssignmentRule:
    """Copy the draft’s words, conditions and days to the rule in force. Its path and weight stay."""
    in_force = AssignmentRule.objects.select_for_update(of=("self",)).get(pk=former.pk)
    for name in RULE_FIELDS:
        if name not in ("path", "is_mandatory"):
            setattr(in_force, name, getattr(draft, name))
    in_force.evaluated_at = None
    in_force.save()
    _copy_criteria(draft, in_force)
    draft.delete()
    for rows, day in due_days_to_move(in_force):
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        move_due_days(keys, day=day, path=in_force.path)
    return in_force


@transaction.atomic
def end_rule(*, rule: AssignmentRule) -> int:
    """End a rule with its assignments; what was learned stays. Returns of how many people."""
    lock_paths(rule.path_id)
    ended = AssignmentRule.objects.in_force().filter(pk=rule.pk).update(state=RuleState.ENDED)
    if not ended:
        return 0
    AssignmentRule.objects.filter(replaces=rule).delete()
    return end_assignments(Assignment.objects.open().filter(rule=rule))


@transaction.atomic
def delete_draft(*, rule: AssignmentRule) -> None:
    """Delete a draft, which gave nothing to anybody. Raises ValidationError."""
    _draft(rule).delete()


def apply_rules_after_staffing_change(people: list[int] | None) -> None:
    """Apply the rules once people or teams have moved: see `core.registry.notify_staffing_changed`."""
    if people is None or len(people) > MOST_PEOPLE_NAMED:
        enqueue_task(APPLY_RULES, key="rules of everybody")
    else:
        enqueue_task(APPLY_RULES, people)


def replace_merged_key_in_criteria(remaining: Model, other: Model) -> None:
    """Replace the key of a merged row in conditions, which name rows by their keys."""
    kinds = [
        criterion.kind for criterion in registered_criteria() if criterion.model is type(remaining)
    ]
    for rows in (
        RuleCriterion.objects.filter(kind__in=kinds),
        MessageCriterion.objects.filter(kind__in=kinds),
    ):
        _replace_key(rows, remaining.pk, other.pk)


def _replace_key(rows: QuerySet[Any], remaining: Any, other: Any) -> None:
    for row in rows.order_by("pk"):
        if other in row.values:
            values = [remaining if value == other else value for value in row.values]
            row.values = list(dict.fromkeys(values))
            row.save(update_fields=["values"])
