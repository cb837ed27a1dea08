"""Notifies people of an assignment, in the transaction that makes it, so that each is notified once."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from core.dates import today
from core.typography import day_text
from learning.enums import FollowUpState
from learning.mails import ASSIGNED, ASSIGNED_DONE, SUGGESTED
from learning.models import Assignment, Certificate
from learning.notifications import notify_of_paths
from learning.queries.mandatory import filter_by_state, mandatory_enrolments_of_keys
from people.actions.mails import Letter, enqueue_mails


def notify_of_assignments(keys: list[int], *, bound: Collection[int]) -> None:
    """Notify whom new assignments concern. `bound`: the people for whom the path was mandatory before.

    Whoever has done a mandatory path already is told that this can be seen from now on; where it could be
    before, or the path is proposed, they hear nothing.
    """
    assignments = Assignment.objects.filter(pk__in=keys).select_related("person", "path")
    assignments = assignments.filter(person__is_active=True).order_by("pk")
    mandatory = list(assignments.filter(is_mandatory=True))
    left = {assignment.pk for assignment in undone_mandatory_assignments(mandatory, on=today())}
    to_do = [assignment for assignment in mandatory if assignment.pk in left]
    enqueue_mails(
        kind=ASSIGNED,
        letters=[
            assignment_letter(assignment, "", path=assignment.path.title, due=_due(assignment))
            for assignment in to_do
        ],
    )
    enqueue_mails(
        kind=ASSIGNED_DONE,
        letters=[
            assignment_letter(assignment, "", path=assignment.path.title)
            for assignment in mandatory
            if assignment.pk not in left and assignment.person_id not in bound
        ],
    )
    valid_certificates = Certificate.objects.valid_on(today()).filter(
        person=OuterRef("person"), path=OuterRef("path")
    )
    proposed = assignments.filter(is_mandatory=False).exclude(Exists(valid_certificates))
    notify_of_paths([*proposed, *to_do])
    enqueue_mails(
        kind=SUGGESTED, letters=[assignment_letter(assignment, "") for assignment in proposed]
    )


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


def lazy_day_text(day: date) -> Callable[[], str]:
    """Return the day, lazily, in the language of whoever is written to."""
    return lambda: day_text(day, "j F Y")


def _due(assignment: Assignment) -> Callable[[], str] | str:
    day = assignment.due_on
    if day is None:
        return ""
    return lambda: _("It is due on %(day)s.") % {"day": day_text(day, "j F Y")}
