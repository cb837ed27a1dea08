"""Who has done what they must do: the one thing of which an employer sees it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    Prefetch,
    QuerySet,
    Value,
    When,
)
from django.utils.timezone import localtime

from learning.enums import Follow
from learning.models import (
    Enrolment,
)
from learning.queries.completion import moments_done, with_completion
from people.models import Person, Position


@dataclass(frozen=True, slots=True)
class MandatoryRow:
    """Whether somebody has done a path that they must do, and the day. Nothing else of what they do."""

    person: Person
    team: str
    path: str
    due_on: date | None
    done_on: date | None
    state: Follow


READING_ORDER = (Follow.LATE, Follow.TODO, Follow.DONE)  # `rank` is a place in it


def mandatory_enrolments(people: QuerySet[Person], *, on: date) -> QuerySet[Enrolment]:
    """Mandatory paths of these people: what is late first, then by the day to meet.

    A path is done as its learner sees it.
    """
    rows = with_completion(Enrolment.objects.filter(is_mandatory=True, person__in=people))
    return rows.annotate(rank=_rank(on)).order_by(
        "rank", F("due_on").asc(nulls_last=True), "path__title", "person__folded_name", "pk"
    )


def _rank(on: date) -> Case:
    return Case(
        When(is_complete=1, then=Value(READING_ORDER.index(Follow.DONE))),
        When(due_on__lt=on, then=Value(READING_ORDER.index(Follow.LATE))),
        default=Value(READING_ORDER.index(Follow.TODO)),
    )


def mandatory_in(enrolments: QuerySet[Any], state: str) -> QuerySet[Enrolment]:
    """Those of `mandatory_enrolments` that are late, to do or done; all of them for no state."""
    return enrolments.filter(rank=READING_ORDER.index(Follow(state))) if state else enrolments


def mandatory_counts(enrolments: QuerySet[Any]) -> dict[str, int]:
    """How many of `mandatory_enrolments` there are in each state."""
    found = dict(enrolments.order_by().values_list("rank").annotate(Count("pk")))
    return {state.value: found.get(rank, 0) for rank, state in enumerate(READING_ORDER)}


def mandatory_rows(enrolments: QuerySet[Enrolment], *, on: date) -> list[MandatoryRow]:
    """Of `mandatory_enrolments`, or a slice of them. The same few queries for any number."""
    held = Position.objects.primary().held_on(on).select_related("team")
    found: list[Any] = list(  # with the annotations of mandatory_enrolments
        enrolments.select_related("person", "path").prefetch_related(
            Prefetch("person__positions", held, to_attr="current_positions")
        )
    )
    days = _days_done(found)
    return [
        MandatoryRow(
            person=each.person,
            team=_team_of(each.person),
            path=each.path.title,
            due_on=each.due_on,
            done_on=days.get((each.person_id, each.path_id)) if _is_done(each) else None,
            state=READING_ORDER[each.rank],
        )
        for each in found
    ]


def _team_of(person: Any) -> str:
    """From `current_positions`, which the query put there."""
    return next((str(held.team) for held in person.current_positions), "")


def _is_done(enrolment) -> bool:
    return READING_ORDER[enrolment.rank] == Follow.DONE


def _days_done(enrolments: list[Enrolment]) -> dict[tuple[int, int], date]:
    """By person and path."""
    found = moments_done(each for each in enrolments if _is_done(each))
    return {key: localtime(moment).date() for key, moment in found.items()}
