"""Notifies people of an assignment, in the transaction that makes it, so that each is notified once."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import today
from core.typography import day_text
from learning.enums import FollowUpState
from learning.mails import ASSIGNED, ASSIGNED_DONE, SUGGESTED
from learning.models import Assignment, Certificate, Path
from learning.notifications import notify_of_paths
from learning.queries.mandatory import filter_by_state, mandatory_enrolments_of_keys
from people.actions.mails import Letter, enqueue_mails
from people.models import Person


def notify_of_assignments(
    assignments: Sequence[Assignment], *, path: Path, bound: Collection[int]
) -> None:
    """Notify whom new assignments of a path concern. `bound`: the people for whom it was mandatory before.

    Whoever has done a mandatory path already is told that this can be seen from now on; where it could be
    before, or the path is proposed, they hear nothing.
    """
    told = _of_active_people(assignments)
    mandatory = [assignment for assignment in told if assignment.is_mandatory]
    to_do = undone_mandatory_assignments(mandatory, on=today())
    left = {assignment.pk for assignment in to_do}
    enqueue_mails(
        kind=ASSIGNED,
        letters=[
            assignment_letter(assignment, "", path=path.title, due=_due(assignment.due_on))
            for assignment in to_do
        ],
    )
    enqueue_mails(
        kind=ASSIGNED_DONE,
        letters=[
            assignment_letter(assignment, "", path=path.title)
            for assignment in mandatory
            if assignment.pk not in left and assignment.person_id not in bound
        ],
    )
    proposed = _uncertified([given for given in told if not given.is_mandatory], path)
    notify_of_paths([*proposed, *to_do])
    enqueue_mails(
        kind=SUGGESTED, letters=[assignment_letter(assignment, "") for assignment in proposed]
    )


def _of_active_people(assignments: Sequence[Assignment]) -> list[Assignment]:
    """Return those whose people are active, each with what a letter says of its person."""
    written = Person.objects.only("first_name", "last_name", "email").filter(is_active=True)
    people = written.in_bulk([assignment.person_id for assignment in assignments])
    told = [assignment for assignment in assignments if assignment.person_id in people]
    for assignment in told:
        assignment.person = people[assignment.person_id]
    return told


def _uncertified(assignments: list[Assignment], path: Path) -> list[Assignment]:
    if not assignments:
        return []
    people = [assignment.person_id for assignment in assignments]
    valid = Certificate.objects.valid_on(today()).filter(path=path, person__in=people).order_by()
    certified = set(valid.values_list("person", flat=True))
    return [assignment for assignment in assignments if assignment.person_id not in certified]


def undone_mandatory_assignments(
    assignments: Iterable[Assignment], *, on: date
) -> list[Assignment]:
    """Return the mandatory assignments whose path is not done."""
    listed = list(assignments)
    rows = mandatory_enrolments_of_keys(
        {assignment.person_id for assignment in listed},
        {assignment.path_id for assignment in listed},
        on=on,
    )
    undone = filter_by_state(rows, FollowUpState.LATE, FollowUpState.TODO).order_by()
    left = set(undone.values_list("person", "path"))
    return [
        assignment for assignment in listed if (assignment.person_id, assignment.path_id) in left
    ]


def assignment_letter(
    assignment: Assignment, fact: str, **values: str | Callable[[], str]
) -> Letter:
    """Return the letter about an assignment. `fact`: what it tells, so that it is sent once."""
    return Letter(
        person=assignment.person,
        key=f"{assignment.uuid} {fact}",
        path=reverse("learning:path", args=[assignment.path.uuid]),
        values=values,
    )


@lru_cache(maxsize=64)
def lazy_day_text(day: date) -> Callable[[], str]:
    """Return the day, lazily, in the language of whoever is written to; of one day, one function."""
    return lambda: day_text(day, "j F Y")


@lru_cache(maxsize=64)
def _due(day: date | None) -> Callable[[], str] | str:
    if day is None:
        return ""
    return lambda: _("It is due on %(day)s.") % {"day": day_text(day, "j F Y")}
