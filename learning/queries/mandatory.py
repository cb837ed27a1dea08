"""Queries of who has done what they must do: the one thing of which an employer sees it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
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
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from learning.enums import FollowUpState
from learning.models import Assignment, Certificate, Enrolment, Path
from learning.queries.bulk_completion import annotate_completion_in_bulk
from learning.queries.completion import (
    annotate_completion,
    completion_moments,
    path_rows_of_enrolments,
)
from people.models import Person, Position


@dataclass(frozen=True, slots=True)
class MandatoryRow:
    """Whether somebody has done a path that they must do, and the day. Nothing else of what they do.

    Of whoever is exempted, that they are: neither the reason, nor whether they did it all the same.
    """

    person: Person
    team: str
    path: str
    due_on: date | None
    done_on: date | None
    state: FollowUpState
    reminded_on: date | None = None  # of one that is late


READING_ORDER = (
    FollowUpState.LATE,
    FollowUpState.TODO,
    FollowUpState.DONE,
    FollowUpState.EXEMPT,
)  # `rank` is a place in it


def required_or_exempted_enrolments(people: QuerySet[Person]) -> QuerySet[Any]:
    """Return those of paths that these people must follow, or are exempted from, however they stand."""
    rows = Enrolment.objects.filter(person__in=people).annotate(is_exempt=_is_exempt())
    return rows.filter(Q(is_mandatory=True) | Q(is_exempt=True)).order_by()


@dataclass(frozen=True, slots=True)
class WaitingTraining:
    """Mandatory trainings with a day to meet that no valid certificate covers. `late`: how many are. `coming`: day, path
    and person of those that are not, done or not.
    """

    late: int
    coming: list[tuple[date, str, int]]


def waiting_training(people: QuerySet[Person], *, on: date) -> WaitingTraining:
    """Count as `mandatory_enrolments` does, for a few people: one query, and six small ones where a day is past."""
    valid = Certificate.objects.valid_on(on).filter(person=OuterRef("person")).order_by()
    of_path = valid.filter(Q(path=OuterRef("path")) | Q(path=OuterRef("path__refresher")))
    asked = required_or_exempted_enrolments(people).filter(is_exempt=False)
    rows: list[Any] = list(
        asked.annotate(was_certified=_was_certified(on))
        .exclude(Q(due_on=None) | (Q(was_certified=True) & Exists(of_path)))
        .select_related("path")
    )
    past = [row for row in rows if row.due_on < on]
    again = [row for row in past if row.was_certified]
    first = [row for row in past if not row.was_certified]
    done = [row for row in path_rows_of_enrolments(first).values() if row.is_done]
    return WaitingTraining(
        late=sum(row.counts_from is not None for row in again) + len(first) - len(done),
        coming=[(row.due_on, row.path.title, row.person_id) for row in rows if row.due_on >= on],
    )


def _was_certified(on: date) -> Exists:
    own = Certificate.objects.filter(person=OuterRef("person"), path=OuterRef("path"))
    return Exists(own.filter(issued_on__lte=on).order_by())


def mandatory_enrolments(people: QuerySet[Person], *, on: date) -> QuerySet[Any]:
    """Return mandatory paths of these people: what is late first, then by the day to meet.

    A path is done while a certificate of it is valid; it is to do again once that has ended. Without any,
    it is done as its learner sees it.
    """
    return _ranked(annotate_completion(Enrolment.objects.filter(person__in=people)), on)


def mandatory_enrolments_of_keys(
    people: Collection[int], paths: Collection[int], *, on: date
) -> QuerySet[Any]:
    """Return the same of these paths, for a batch of people.

    By keys, not by a query of people: PostgreSQL would rank all who follow a path before it looks who is asked for, as
    long as its statistics know nothing of a path just given to many.
    """
    rows = Enrolment.objects.filter(person__in=people, path__in=paths)
    return _ranked(annotate_completion(rows, paths=paths), on)


def mandatory_enrolments_in_bulk(
    paths: Iterable[Path], people: QuerySet[Person], *, on: date, are_all: bool = False
) -> QuerySet[Any]:
    """Return the same of these paths, for counts and lists of many people. `are_all`: nearly everybody."""
    paths = list(paths)
    rows = Enrolment.objects.filter(path__in=paths, person__in=people)
    return _ranked(annotate_completion_in_bulk(rows, paths, None if are_all else people), on)


def _ranked(enrolments: QuerySet[Any], on: date) -> QuerySet[Any]:
    rows = enrolments.annotate(**_certificates(on), is_exempt=_is_exempt())
    return (
        rows.filter(Q(is_mandatory=True) | Q(is_exempt=True))
        .annotate(rank=_rank(on))
        .order_by(
            "rank", F("due_on").asc(nulls_last=True), "path__title", "person__folded_name", "pk"
        )
    )


def _certificates(on: date) -> dict[str, Any]:
    """Annotate `was_certified`: there was one, valid or not; `certified_on`: the day of one that is valid.

    For whoever had one, that of the refresher path will do.
    """
    own = Certificate.objects.filter(person=OuterRef("person"))
    of_path, of_refresher = (
        own.filter(path=OuterRef(path)) for path in ("path", "path__refresher")
    )
    days = [
        certificates.valid_on(on).order_by("-issued_on").values("issued_on")[:1]
        for certificates in (of_path, of_refresher)
    ]
    was_certified = _was_certified(on)
    return {
        "was_certified": was_certified,
        "certified_on": Case(
            When(was_certified, then=Coalesce(*(Subquery(day) for day in days))), default=None
        ),
    }


def _is_exempt() -> Q:
    """Return a condition: no rule asks for the path but those from which they are exempted."""
    of_both = {"person": OuterRef("person"), "path": OuterRef("path"), "is_mandatory": True}
    in_force = Assignment.objects.in_force().filter(**of_both).order_by()
    exempted = Assignment.objects.open().filter(**of_both).exclude(exempted_at=None).order_by()
    # One inside the other: beside it, PostgreSQL would gather all that are in force for the few that are exempted.
    return Q(Exists(exempted.exclude(Exists(in_force))))


def _rank(on: date) -> Case:
    def place(state: FollowUpState) -> Value:
        return Value(READING_ORDER.index(state))

    is_late = Q(due_on__lt=on)
    return Case(
        When(is_exempt=True, then=place(FollowUpState.EXEMPT)),
        When(certified_on__isnull=False, then=place(FollowUpState.DONE)),
        # Until a new round begins, the day to meet is that of the one that was done.
        When(
            is_late, was_certified=True, counts_from__isnull=False, then=place(FollowUpState.LATE)
        ),
        When(was_certified=True, then=place(FollowUpState.TODO)),
        When(is_complete=1, then=place(FollowUpState.DONE)),
        When(is_late, then=place(FollowUpState.LATE)),
        default=place(FollowUpState.TODO),
    )


def filter_by_state(enrolments: QuerySet[Any], *states: str) -> QuerySet[Enrolment]:
    """Return those of `mandatory_enrolments` that are in one of the states; all of them for none, or for ""."""
    ranks = [READING_ORDER.index(FollowUpState(state)) for state in states if state]
    return enrolments.filter(rank__in=ranks) if ranks else enrolments


@dataclass(frozen=True, slots=True)
class MandatoryPage:
    """Counts by state, and the keys of the rows of one page, each with its `rank`."""

    counts: dict[str, int]
    ranks: dict[int, int]


_PAGE = """
WITH ranked (pk, rank, due_on, title, name) AS MATERIALIZED ({ranked})
SELECT rank, count(*), NULL, 0 FROM ranked GROUP BY rank
UNION ALL
SELECT rank, 0, pk, row_number() OVER ({order}) FROM (
    SELECT * FROM ranked {where} {order} LIMIT %s OFFSET %s
) AS page
ORDER BY 4
"""
_ORDER = "ORDER BY rank, due_on NULLS LAST, title, name, pk"


def mandatory_page(
    enrolments: QuerySet[Any], *, state: str, first: int, number: int
) -> MandatoryPage:
    """Return so many of `mandatory_enrolments` from the first on, and all counts, ranking everybody once."""
    columns = ("pk", "rank", "due_on", "path__title", "person__folded_name")
    ranked = enrolments.order_by().values_list(*columns)
    try:
        sql, values = ranked.query.sql_with_params()
    except EmptyResultSet:
        return MandatoryPage(dict.fromkeys(FollowUpState.values, 0), {})
    where = f"WHERE rank = {READING_ORDER.index(FollowUpState(state))}" if state else ""
    page = _PAGE.format(ranked=sql, where=where, order=_ORDER)
    with connection.cursor() as cursor:
        cursor.execute(page, [*values, number, first])
        rows = cursor.fetchall()
    by_rank = {rank: count for rank, count, key, _place in rows if key is None}
    counts = {state.value: by_rank.get(rank, 0) for rank, state in enumerate(READING_ORDER)}
    return MandatoryPage(counts, {key: rank for rank, _count, key, _place in rows if key})


def mandatory_counts(enrolments: QuerySet[Any]) -> dict[str, int]:
    """Return how many of `mandatory_enrolments` there are in each state."""
    by_rank = dict(enrolments.order_by().values_list("rank").annotate(Count("pk")))
    return {state.value: by_rank.get(rank, 0) for rank, state in enumerate(READING_ORDER)}


def mandatory_rows(enrolments: QuerySet[Enrolment], *, on: date) -> list[MandatoryRow]:
    """Return the rows of `mandatory_enrolments`. The same few queries for any number."""
    return _rows(list(_with_names(enrolments, on)))


def mandatory_rows_of(page: MandatoryPage, *, on: date) -> list[MandatoryRow]:
    """Return the rows of a page, in its order."""
    found = Enrolment.objects.filter(pk__in=page.ranks).annotate(**_certificates(on))
    by_key: dict[int, Any] = {row.pk: row for row in _with_names(found.order_by(), on)}
    rows = [by_key[key] for key in page.ranks if key in by_key]
    for row in rows:
        row.rank = page.ranks[row.pk]
    return _rows(rows)


def _with_names(enrolments: QuerySet[Any], on: date) -> QuerySet[Any]:
    positions = Position.objects.primary().held_on(on).select_related("team")
    return (
        enrolments.annotate(reminded_on=_last_reminder())
        .select_related("person", "path")
        .prefetch_related(Prefetch("person__positions", positions, to_attr="current_positions"))
    )


def _rows(rows: list[Any]) -> list[MandatoryRow]:
    """Return rows of enrolments with the annotations of `mandatory_enrolments`."""
    days = _days_done(rows)
    return [
        MandatoryRow(
            person=enrolment.person,
            team=current_team_name(enrolment.person),
            path=enrolment.path.title,
            due_on=enrolment.due_on,
            done_on=_done_on(enrolment, days),
            state=(state := READING_ORDER[enrolment.rank]),
            reminded_on=enrolment.reminded_on if state == FollowUpState.LATE else None,
        )
        for enrolment in rows
    ]


def _last_reminder() -> Subquery:
    asked = Assignment.objects.in_force().filter(
        person=OuterRef("person"), path=OuterRef("path"), is_mandatory=True
    )
    reminded = asked.exclude(reminded_on=None).order_by("-reminded_on")
    return Subquery(reminded.values("reminded_on")[:1])


def current_team_name(person: Any) -> str:
    """Return the team from `current_positions`, which the query put there."""
    return next((str(position.team) for position in person.current_positions), "")


def _done_on(enrolment: Any, days: dict[tuple[int, int], date]) -> date | None:
    if READING_ORDER[enrolment.rank] != FollowUpState.DONE:
        return None
    return enrolment.certified_on or days.get((enrolment.person_id, enrolment.path_id))


def _days_done(enrolments: list[Any]) -> dict[tuple[int, int], date]:
    """Return the days by person and path."""
    moments = completion_moments(
        enrolment for enrolment in enrolments if READING_ORDER[enrolment.rank] == FollowUpState.DONE
    )
    return {key: localtime(moment).date() for key, moment in moments.items()}
