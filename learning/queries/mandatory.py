"""Queries of who has done what they must do: the one thing of which an employer sees it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from learning.enums import FollowUpState
from learning.models import Assignment, Certificate, Enrolment, Path
from learning.queries.bulk_completion import completion_in_bulk
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


def _was_certified(on: date, *, is_gathered: bool = False) -> Q:
    return has_beside(Certificate.objects.filter(issued_on__lte=on), is_gathered=is_gathered)


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
    """Return the same of these paths, for counts and lists of many people. `are_all`: the people employed that day."""
    return _in_bulk(list(paths), people, on=on, are_all=are_all)[0]


def _in_bulk(
    paths: list[Path], people: QuerySet[Person], *, on: date, are_all: bool
) -> tuple[QuerySet[Any], Callable[[], QuerySet[Any]]]:
    """Return the enrolments, to read them all; and what returns them to read the first of some order."""
    in_paths = Enrolment.objects.filter(path__in=paths)
    some = in_paths.filter(person__in=people)
    if not are_all:
        rows = _ranked(_with_completion(some, completion_in_bulk(some, paths, people)), on)
        return rows, lambda: rows
    # Whoever is not employed is sooner read than all the others.
    left_out = Person.objects.not_employed_on(on).order_by()
    whole = in_paths.exclude(person__in=left_out.values("pk"))
    completion = completion_in_bulk(whole, paths, None)
    return (
        _ranked(_with_completion(whole, completion), on, is_gathered=True),
        lambda: _ranked(_with_completion(some, completion), on),
    )


def _with_completion(enrolments: QuerySet[Any], completion: dict[str, Any]) -> QuerySet[Any]:
    return enrolments.alias(is_complete=completion["is_complete"]).annotate(
        known_at=completion["known_at"]
    )


def _ranked(enrolments: QuerySet[Any], on: date, *, is_gathered: bool = False) -> QuerySet[Any]:
    rows = enrolments.alias(is_exempt=_is_exempt(is_gathered=is_gathered))
    return (
        rows.filter(Q(is_mandatory=True) | Q(is_exempt=True))
        .annotate(rank=_rank(on, is_gathered=is_gathered))
        .order_by(
            "rank", F("due_on").asc(nulls_last=True), "path__title", "person__folded_name", "pk"
        )
    )


def has_beside(rows: QuerySet[Any], *, path: str = "path", is_gathered: bool) -> Q:
    """Return a condition on an enrolment: one of these rows is of its person and its path.

    `is_gathered`: they are gathered once, for nearly all enrolments, rather than looked up for each.
    """
    if is_gathered:
        around = rows.order_by().filter(**{f"person__enrolments__{path}": F("path")})
        return Q(pk__in=around.values("person__enrolments"))
    return Q(Exists(rows.order_by().filter(person=OuterRef("person"), path=OuterRef(path))))


def _certified_on(on: date) -> Case:
    """Return the day of the certificate that is valid. For whoever had one, that of the refresher path will do."""
    valid = Certificate.objects.valid_on(on).filter(person=OuterRef("person"))
    days = [
        valid.filter(path=OuterRef(path)).order_by("-issued_on").values("issued_on")[:1]
        for path in ("path", "path__refresher")
    ]
    return Case(
        When(_was_certified(on), then=Coalesce(*(Subquery(day) for day in days))), default=None
    )


def _is_exempt(*, is_gathered: bool = False) -> Q:
    """Return a condition: no rule asks for the path but those from which they are exempted."""
    in_force = Assignment.objects.in_force().filter(
        person=OuterRef("person"), path=OuterRef("path"), is_mandatory=True
    )
    exempted = Assignment.objects.open().filter(is_mandatory=True).exclude(exempted_at=None)
    # One inside the other: beside it, PostgreSQL would gather all that are in force for the few that are exempted.
    return has_beside(exempted.exclude(Exists(in_force.order_by())), is_gathered=is_gathered)


def _rank(on: date, *, is_gathered: bool) -> Case:
    def place(state: FollowUpState) -> Value:
        return Value(READING_ORDER.index(state))

    valid = Certificate.objects.valid_on(on)
    is_certified = has_beside(valid, is_gathered=is_gathered) | has_beside(
        valid, path="path__refresher", is_gathered=is_gathered
    )
    is_late = Q(due_on__lt=on)
    # Until a new round begins, the day to meet is that of the one that was done.
    again = Case(
        When(is_certified, then=place(FollowUpState.DONE)),
        When(is_late, counts_from__isnull=False, then=place(FollowUpState.LATE)),
        default=place(FollowUpState.TODO),
    )
    return Case(
        When(is_exempt=True, then=place(FollowUpState.EXEMPT)),
        When(_was_certified(on, is_gathered=is_gathered), then=again),
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
    """Counts by state, and the enrolments of one page."""

    counts: dict[str, int]
    enrolments: list[Any]


def mandatory_page(
    paths: list[Path],
    people: QuerySet[Person],
    *,
    on: date,
    are_all: bool,
    state: str,
    first: int,
    number: int,
) -> MandatoryPage:
    """Return so many of `mandatory_enrolments_in_bulk` from the first on, and all counts. `paths`: by title."""
    rows, by_name = _in_bulk(paths, people, on=on, are_all=are_all)
    groups = _groups(rows, paths)
    counts = dict.fromkeys(FollowUpState.values, 0)
    for group in groups:
        counts[READING_ORDER[group.rank].value] += group.number
    listed, before = filter_by_state(rows, state), 0
    for group in groups:
        if not state or READING_ORDER[group.rank] == state:
            if before <= first and first + number <= before + group.number:
                listed, first = _of_group(by_name(), group), first - before
                break
            before += group.number
    return MandatoryPage(counts, list(_with_names(listed, on)[first : first + number]))


@dataclass(frozen=True, slots=True)
class _Group:
    """Enrolments that follow one another in the list and that names alone put in order."""

    rank: int
    due_on: date | None
    title: str
    paths: list[int]
    number: int


def _groups(enrolments: QuerySet[Any], paths: Sequence[Path]) -> list[_Group]:
    places = {path.pk: place for place, path in enumerate(paths)}
    rows = enrolments.order_by().values_list("rank", "due_on", "path").annotate(Count("pk"))
    groups: list[_Group] = []
    for rank, due_on, path, number in sorted(
        rows, key=lambda row: (row[0], row[1] or date.max, places[row[2]])
    ):
        title, last = paths[places[path]].title, groups[-1] if groups else None
        if last and (last.rank, last.due_on, last.title) == (rank, due_on, title):
            groups[-1] = replace(last, paths=[*last.paths, path], number=last.number + number)
        else:
            groups.append(_Group(rank, due_on, title, [path], number))
    return groups


def _of_group(enrolments: QuerySet[Any], group: _Group) -> QuerySet[Any]:
    """Return the enrolments of a group. The other ranks are left out, not this one kept: PostgreSQL then expects
    many, and reads people by name until the page is full."""
    others = [rank for rank in range(len(READING_ORDER)) if rank != group.rank]
    rows = enrolments.filter(path__in=group.paths, due_on=group.due_on).exclude(rank__in=others)
    return rows.order_by("person__folded_name", "pk")


def mandatory_counts(enrolments: QuerySet[Any]) -> dict[str, int]:
    """Return how many of `mandatory_enrolments` there are in each state."""
    by_rank = dict(enrolments.order_by().values_list("rank").annotate(Count("pk")))
    return {state.value: by_rank.get(rank, 0) for rank, state in enumerate(READING_ORDER)}


def mandatory_rows(enrolments: QuerySet[Enrolment], *, on: date) -> list[MandatoryRow]:
    """Return the rows of `mandatory_enrolments`. The same few queries for any number."""
    return _rows(list(_with_names(enrolments, on)))


def mandatory_rows_of(page: MandatoryPage) -> list[MandatoryRow]:
    """Return the rows of a page, in its order."""
    return _rows(page.enrolments)


def _with_names(enrolments: QuerySet[Any], on: date) -> QuerySet[Any]:
    positions = Position.objects.primary().held_on(on).select_related("team")
    return (
        enrolments.annotate(reminded_on=_last_reminder(), certified_on=_certified_on(on))
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
    """Return the days by person and path: as they are known, or derived."""
    done = [row for row in enrolments if READING_ORDER[row.rank] == FollowUpState.DONE]
    moments = {(row.person_id, row.path_id): row.known_at for row in done if row.known_at}
    moments |= completion_moments(row for row in done if not (row.known_at or row.certified_on))
    return {key: localtime(moment).date() for key, moment in moments.items()}
