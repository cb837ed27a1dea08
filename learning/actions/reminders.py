"""Sends reminders of a day to meet, and reports late people to their managers."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.urls import reverse

from learning.actions.assignments import in_batches
from learning.actions.notifications import (
    assignment_letter,
    lazy_day_text,
    undone_mandatory_assignments,
)
from learning.enums import RuleState
from learning.mails import DUE_SOON, LATE, TEAM_LATE
from learning.models import Assignment, Enrolment
from learning.notifications import notify_of_paths
from learning.queries.assignments import strictest_assignment
from learning.queries.managers import managers_and_stand_ins
from learning.reminders import owed_reminder_offset
from people.actions.mails import Letter, enqueue_mails
from people.actions.privacy import record_look
from people.enums import Purpose, ViewedData
from people.models import Person


REMINDED_AGAIN = timedelta(days=7)


def send_reminders(*, on: date) -> int:
    """Send each reminder owed on that day once; returns how many.

    None for who is exempted, has done the path, or has left; of several rules that ask the same, the one
    that is due first reminds. Managers hear how many, never whom, and before anybody is reminded: who was already
    would be missing from what they hear where this is cut off and runs again.
    """
    owed, late = [], []
    for part in in_batches(list(_with_a_day(on).values_list("pk", flat=True))):
        for assignment, offset in _owed_and_undone(part, on):
            owed.append(assignment.pk)
            if offset > 0 and assignment.rule.tells_manager:
                late.append(assignment.person_id)
    notify_managers(late, on=on)
    return sum(_remind(part, on) for part in in_batches(owed))


def _with_a_day(on: date, *, by_rule: bool = True) -> QuerySet[Assignment]:
    """Return the assignments that may be reminded of; `by_rule`: those whose rule wants reminders."""
    assignments = Assignment.objects.in_force().filter(
        rule__state=RuleState.IN_FORCE, is_mandatory=True, due_on__isnull=False
    )
    people = Person.objects.employed_on(on).filter(is_active=True).order_by()
    assignments = assignments.filter(person__in=people.values("pk"))
    if by_rule:
        assignments = assignments.exclude(rule__remind_before=[], rule__remind_after=[])
    return strictest_assignment(assignments).order_by("pk")


def _owed_and_undone(keys: list[int], on: date) -> list[tuple[Assignment, int]]:
    """Return the assignments to remind of, with how many days from the day to meet that is."""
    rows = Assignment.objects.in_force().filter(pk__in=keys).select_related("rule").order_by("pk")
    owed = {row: offset for row in rows if (offset := _owed(row, on)) is not None}
    return [(row, owed[row]) for row in undone_mandatory_assignments(owed, on=on)]


@transaction.atomic
def _remind(keys: list[int], on: date) -> int:
    """Remind of those that nobody else reminds of, or has meanwhile; returns how many."""
    locked = Assignment.objects.in_force().select_for_update(of=("self",), skip_locked=True)
    rows = locked.filter(pk__in=keys).select_related("rule", "person", "path").order_by("pk")
    owed = {row: offset for row in rows if (offset := _owed(row, on)) is not None}
    for assignment, offset in owed.items():
        assignment.reminded = offset
    _send(list(owed), on=on)
    return len(owed)


def _send(
    assignments: list[Assignment], *, on: date, mailed: Collection[Assignment] | None = None
) -> None:
    """Remind of these, whose day to meet is set. A fact is sent once: of one day there is one mail.

    `mailed`: those of which a mail tells; all where it is None.
    """
    for assignment in assignments:
        assignment.reminded_on = on
    Assignment.objects.bulk_update(assignments, ["reminded", "reminded_on"])
    notify_of_paths(assignments)
    for kind, is_late in ((DUE_SOON, False), (LATE, True)):
        letters = [
            assignment_letter(
                assignment,
                f"{assignment.due_on} {(on - assignment.due_on).days}",
                path=assignment.path.title,
                day=lazy_day_text(assignment.due_on),
            )
            for assignment in (assignments if mailed is None else mailed)
            if assignment.due_on is not None and (assignment.due_on < on) is is_late
        ]
        enqueue_mails(kind=kind, letters=letters)


@dataclass(frozen=True, slots=True)
class HandReminders:
    """The outcome of a reminder by hand: people reached, and late ones who had one in the last seven days."""

    reminded: int
    spared: int


@transaction.atomic
def remind_late_people(*, by: Person, late: QuerySet[Enrolment], on: date) -> HandReminders:
    """Remind of these late enrolments, once in seven days whoever reminds; each person reads who did.

    Of several a person is mailed about the one that was due first.

    `late`: rows of `mandatory_enrolments` that the person who reminds may see.
    """
    keys = [pk for rows in _remindable(late, on) for pk in rows.values_list("pk", flat=True)]
    locked = Assignment.objects.in_force().select_for_update(of=("self",)).filter(pk__in=keys)
    rows = list(locked.select_related("rule", "person", "path").order_by("pk"))
    due = [row for row in rows if _reminded_again_on(row, on) <= on]
    first = {row.person_id: row for row in sorted(due, key=_due_last_first)}
    _send(due, on=on, mailed=first.values())
    reached = {row.person for row in due}
    record_look(by=by, at=reached, purpose=Purpose.MANDATORY_TRAINING, seen=ViewedData.REMINDER)
    return HandReminders(len(reached), len({row.person for row in rows} - reached))


def next_hand_reminder(*, late: QuerySet[Enrolment], on: date) -> date | None:
    """Return the first day, from this one, on which a reminder by hand reaches one of them; None where none does."""
    lasts: list[date] = []
    for rows in _remindable(late, on):
        if rows.exclude(reminded_on__gt=on - REMINDED_AGAIN).exists():
            return on
        last = rows.order_by().aggregate(first=Min("reminded_on"))["first"]
        lasts += [last] if last else []
    return min(lasts) + REMINDED_AGAIN if lasts else None


def _remindable(late: QuerySet[Enrolment], on: date) -> Iterator[QuerySet[Assignment]]:
    """Yield, part by part, what somebody may be reminded of by hand, now or once seven days are over.

    `late` is read first: within another query it would nest deeper than Django has names for.
    """
    for part in in_batches(list(late.order_by().values_list("pk", flat=True))):
        enrolments = Enrolment.objects.filter(
            pk__in=part, person=OuterRef("person"), path=OuterRef("path")
        )
        yield _with_a_day(on, by_rule=False).filter(Exists(enrolments.order_by()), due_on__lt=on)


def _reminded_again_on(assignment: Assignment, on: date) -> date:
    last = assignment.reminded_on
    return on if last is None else max(on, last + REMINDED_AGAIN)


def _due_last_first(assignment: Assignment) -> int:
    return -assignment.due_on.toordinal() if assignment.due_on else 0


def _owed(assignment: Assignment, on: date) -> int | None:
    if assignment.due_on is None:
        return None
    return owed_reminder_offset(
        assignment.due_on,
        on=on,
        since=assignment.due_since,
        before=assignment.rule.remind_before,
        after=assignment.rule.remind_after,
        last=assignment.reminded,
    )


@transaction.atomic
def notify_managers(late: list[int], *, on: date) -> None:
    """Mail managers, once a day, how many of their people are reminded; who they are is on a page that logs looks."""
    counts: Counter[int] = Counter()
    for part in in_batches(sorted(set(late))):
        for managers in managers_and_stand_ins(part, on=on).values():
            counts.update(managers)
    recipients = Person.objects.filter(pk__in=counts, is_active=True).order_by("pk")
    letters = [
        Letter(
            person=person,
            key=f"{person.uuid} {on}",
            path=f"{reverse('learning:mandatory')}?etat=late",
            values={"count": str(counts[person.pk])},
        )
        for person in recipients
    ]
    enqueue_mails(kind=TEAM_LATE, letters=letters)
