"""Applies rules: they give a path, take it back, and what they ask becomes the enrolment.

All that concerns one path happens one after the other, behind a lock on it: two workers give it once. Each
set of people is written in batches; nobody is read whose place did not change.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone

from core.dates import today
from core.site_settings import settings_read_once
from learning.actions.notifications import notify_of_assignments
from learning.criteria.registry import UnknownCriterion
from learning.models import Assignment, AssignmentRule, Enrolment, Path
from learning.notifications import settle_path
from learning.queries.assignments import (
    assignments_in_force_of,
    assignments_no_longer_met,
    due_day,
    enrolments_not_begun,
    people_newly_meeting,
    strictest_due_day,
)


log = logging.getLogger(__name__)
BATCH = 2_000  # the queries of a batch are long: making them costs more than its rows
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """Numbers of people."""

    new: int = 0
    ended: int = 0

    def __add__(self, other: "RuleEffect") -> "RuleEffect":
        return RuleEffect(self.new + other.new, self.ended + other.ended)


def apply_rules(*, on: date, people: list[int] | None = None) -> RuleEffect:
    """Apply every rule in force, each in a transaction of its own. `people`: only these, whose place changed.

    One that fails keeps no other from being applied. Raises an ExceptionGroup once all were tried.
    """
    total, failures = RuleEffect(), []
    for rule in AssignmentRule.objects.in_force().order_by("pk"):
        try:
            total += apply_rule(rule=rule, on=on, people=people)
        except SoftTimeLimitExceeded:  # of all of them
            raise
        except UnknownCriterion as error:
            log.error("rule not applied rule=%s unknown criterion=%s", rule.uuid, error)
        except Exception as error:
            log.exception("rule not applied rule=%s", rule.uuid)
            failures.append(error)
    if failures:
        raise ExceptionGroup("rules not applied", failures)
    return total


@settings_read_once()
@transaction.atomic
def apply_rule(*, rule: AssignmentRule, on: date, people: list[int] | None = None) -> RuleEffect:
    """Give the path to whoever meets the rule by now, end it for whoever no longer does. Idempotent.

    What has ended is never opened again: who meets the rule anew gets the path anew. Raises
    UnknownCriterion, and then nothing has changed.
    """
    lock_paths(rule.path_id)
    current = AssignmentRule.objects.in_force().filter(pk=rule.pk).select_related("path").first()
    if current is None:
        return RuleEffect()
    ending, meeting = (
        assignments_no_longer_met(current, on=on),
        people_newly_meeting(current, on=on),
    )
    if people is not None:
        ending, meeting = ending.filter(person__in=people), meeting.filter(pk__in=people)
    applied = RuleEffect(
        ended=end_assignments(ending),
        new=0 if current.path.is_retired else _assign(current, meeting, on),
    )
    if people is None:
        AssignmentRule.objects.filter(pk=current.pk).update(evaluated_at=timezone.now())
    return applied


def lock_paths(*paths: int) -> None:
    """Lock all paths, inside a transaction. Whoever enrols themselves need not wait."""
    locked = Path.objects.select_for_update(of=("self",), no_key=True)
    list(locked.filter(pk__in=paths).order_by("pk").values_list("pk"))


def _assign(rule: AssignmentRule, meeting: QuerySet, on: date) -> int:
    count = 0
    for part in in_batches(sorted(meeting.values_list("pk", flat=True))):
        new = [
            Assignment(
                rule=rule,
                person_id=pk,
                path=rule.path,
                is_mandatory=rule.is_mandatory,
                due_on=due_day(rule, on),
                due_since=on,
                assigned_at=timezone.now(),
            )
            for pk in part
        ]
        bound = Enrolment.objects.filter(path=rule.path, person__in=part, is_mandatory=True)
        known = set(bound.values_list("person", flat=True))
        Assignment.objects.bulk_create(new)
        update_enrolments(people=part, path=rule.path)
        notify_of_assignments(new, path=rule.path, bound=known)
        count += len(new)
    return count


def in_batches(rows: Sequence[Row]) -> Iterator[list[Row]]:
    for start in range(0, len(rows), BATCH):
        yield list(rows[start : start + BATCH])


def end_assignments(ending: QuerySet[Assignment]) -> int:
    """End assignments; what was learned stays. Returns of how many people."""
    rows = sorted(ending.order_by().values_list("path", "pk", "person"))
    for part in in_batches(rows):
        keys = [pk for _path, pk, _person in part]
        Assignment.objects.open().filter(pk__in=keys).update(ended_at=timezone.now())
        for path in sorted({path for path, _pk, _person in part}):
            people = [person for path_id, _pk, person in part if path_id == path]
            update_enrolments(people=people, path=Path(pk=path))
    return len({person for _path, _pk, person in rows})


def update_enrolments(*, people: list[int], path: Path) -> None:
    """Update the enrolments of these people to what their assignments in force ask.

    The strictest counts: mandatory before proposed, the earliest day. Where nothing is asked any more, a
    path that they chose or have begun stays with them as a proposal; one that a rule alone had given, and
    that nobody opened, goes.
    """
    given = Assignment.objects.in_force().filter(path=path, person__in=people).order_by()
    asked = set(given.values_list("person", flat=True))
    settle_path(path.pk, set(people) - asked)
    now = timezone.now()
    Enrolment.objects.bulk_create(
        [
            Enrolment(person_id=pk, path=path, is_chosen=False, enrolled_at=now)
            for pk in sorted(asked)
        ],
        ignore_conflicts=True,
    )
    enrolments = Enrolment.objects.filter(path=path, person__in=people)
    enrolments.update(
        is_mandatory=Exists(assignments_in_force_of().filter(is_mandatory=True)),
        due_on=strictest_due_day(),
    )
    held = Assignment.objects.open().filter(path=path, person__in=people).order_by()
    if left := set(people) - set(held.values_list("person", flat=True)):  # seldom, and then dear
        enrolments_not_begun(
            Enrolment.objects.filter(path=path, person__in=left, is_chosen=False)
        ).delete()


def move_due_days(keys: list[int], *, day: date | None, path: Path) -> None:
    for part in in_batches(keys):
        rows = Assignment.objects.filter(pk__in=part)
        rows.update(due_on=day, due_since=today(), reminded=None)
        people = list(rows.order_by("person").values_list("person", flat=True))
        update_enrolments(people=people, path=path)
