"""Who has done what they must do: the one thing of which an employer sees it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.timezone import localtime

from learning.enums import Follow
from learning.models import (
    Assignment,
    Enrolment,
    Lesson,
)
from learning.policies import published_lesson_pages
from learning.queries.done import done, passed_for_lesson
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


READING_ORDER = (Follow.LATE, Follow.TODO, Follow.DONE, Follow.EXEMPT)  # `rank` is a place in it


def mandatory_enrolments(people: QuerySet[Person], *, on: date) -> QuerySet[Enrolment]:
    """Mandatory paths of these people: what is late first, then by the day to meet.

    A path is done as its learner sees it: all its published lessons are. Those who are exempted stand
    last, whatever they have done of it since: it is a suggestion to them.
    """
    lessons = Lesson.objects.filter(
        pk__in=list(published_lesson_pages().values_list("record", flat=True)),
        module__uses__path=OuterRef("path"),
    )
    finished = done().filter(lesson=OuterRef("pk"), person=OuterRef(OuterRef("person")))
    asked = Assignment.objects.open().filter(
        person=OuterRef("person"), path=OuterRef("path"), is_mandatory=True
    )
    is_exempted = Q(is_mandatory=False) & Exists(asked.exclude(exempted_at=None))
    rows = Enrolment.objects.filter(Q(is_mandatory=True) | is_exempted, person__in=people).annotate(
        has_lessons=Exists(lessons), has_left=Exists(lessons.exclude(Exists(finished)))
    )
    return rows.annotate(rank=_rank(on)).order_by(
        "rank", F("due_on").asc(nulls_last=True), "path__title", "person__folded_name", "pk"
    )


def _rank(on: date) -> Case:
    return Case(
        When(is_mandatory=False, then=Value(READING_ORDER.index(Follow.EXEMPT))),
        When(has_lessons=True, has_left=False, then=Value(READING_ORDER.index(Follow.DONE))),
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
    """Of `mandatory_enrolments`, or a slice of them. Three queries."""
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
    """The day of the last lesson read or quiz passed, by person and path."""
    passed = passed_for_lesson().order_by("submitted_at")
    moments: QuerySet[Any, tuple[Any, ...]] = (
        done()
        .filter(
            person__in={each.person_id for each in enrolments},
            lesson__module__uses__path__in={each.path_id for each in enrolments},
            lesson__in=published_lesson_pages().order_by().values("record"),
        )
        .order_by()
        .annotate(passed_at=Subquery(passed.values("submitted_at")[:1]))
        .values_list("person", "lesson__module__uses__path", "read_at", "passed_at")
    )
    last: dict[tuple[int, int], datetime] = {}
    for person, path, read_at, passed_at in moments.iterator():
        moment = max(read_at, passed_at or read_at)
        last[person, path] = max(last.get((person, path), moment), moment)
    return {key: localtime(moment).date() for key, moment in last.items()}
