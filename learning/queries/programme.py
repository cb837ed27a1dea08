"""Counts mandatory training by path and by team, and how many a suggestion is made to.

Of a suggestion only its reach is counted: whom its rules meet, whatever anybody did with it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from learning.criteria.registry import UnknownCriterion, criteria_condition
from learning.enums import FollowUpState
from learning.models import Assignment, AssignmentRule, Certificate, Enrolment, Path
from learning.queries.assignments import assignable_staff, dividing_team_depth
from learning.queries.mandatory import (
    READING_ORDER,
    has_beside,
    mandatory_enrolments_in_bulk,
)
from people.models import Person, Position, Team


SOON = timedelta(days=60)
DAYS_SHOWN = 3


@dataclass(slots=True)
class TrainingCounts:
    """Counts of people and a path that they must follow. Whoever is exempted is asked nothing.

    `due`: how many still have to meet each day that is not past.
    """

    done: int = 0
    todo: int = 0
    late: int = 0
    exempt: int = 0
    ends_soon: int = 0
    due: Counter[date] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        return self.done + self.todo + self.late

    @property
    def percent_done(self) -> int:
        return self.done * 100 // self.asked if self.asked else 0

    @property
    def next_due(self) -> date | None:
        return min(self.due, default=None)

    @property
    def next_due_days(self) -> list[tuple[date, int]]:
        """Return the next days to meet, and how many still have to."""
        return sorted(self.due.items())[:DAYS_SHOWN]

    def of(self, state: str) -> int:
        return int(getattr(self, state))

    def add(self, other: "TrainingCounts") -> None:
        for name in (*FollowUpState.values, "ends_soon"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.due.update(other.due)


@dataclass(frozen=True, slots=True)
class PathCounts:
    path: Path
    counts: TrainingCounts = field(default_factory=TrainingCounts)


@dataclass(frozen=True, slots=True)
class TeamCounts:
    """The line of a team. `team` is None for people without a primary position. `is_whole`: with all below it."""

    team: Team | None
    is_whole: bool
    counts: TrainingCounts


@dataclass(frozen=True, slots=True)
class SuggestedPath:
    """A path that rules propose. `reach` is None where a condition is no longer known.

    `is_at_most`: a rule asks for results too, and nobody is told who, or how many, meet those.
    """

    path: Path
    reach: int | None
    is_at_most: bool


def mandatory_paths(people: QuerySet[Person]) -> list[Path]:
    """Return those that at least one of these people must follow, or is exempted from."""
    required = Enrolment.objects.filter(
        path=OuterRef("pk"), is_mandatory=True, person__in=people.order_by().values("pk")
    )
    exempted = Assignment.objects.open().filter(
        path=OuterRef("pk"), is_mandatory=True, person__in=people.order_by().values("pk")
    )
    wanted = Q(Exists(required.order_by())) | Q(
        Exists(exempted.exclude(exempted_at=None).order_by())
    )
    return list(Path.objects.filter(wanted).order_by("title", "pk"))


def counts_by_path(
    paths: Iterable[Path], people: QuerySet[Person], *, on: date, are_all: bool = False
) -> list[PathCounts]:
    """Return a line for each of these paths that asks something of these people."""
    counts_of_path = {path.pk: PathCounts(path) for path in paths}
    asked = [line.path for line in counts_of_path.values()]
    enrolments = mandatory_enrolments_in_bulk(asked, people, on=on, are_all=are_all)
    rows = _counted(enrolments, "path", on=on, are_all=are_all)
    for key, counts in rows.items():
        counts_of_path[key].counts.add(counts)
    return [line for line in counts_of_path.values() if line.counts.asked or line.counts.exempt]


def counts_by_team(
    path: Path, people: QuerySet[Person], *, below: Team | None, on: date, are_all: bool = False
) -> list[TeamCounts]:
    """Return a line for each team at the level under `below`, or at the first of the organisation; its own
    people apart."""
    depth = team_depth_below(below)
    enrolments = annotate_team_path(
        mandatory_enrolments_in_bulk([path], people, on=on, are_all=are_all), depth, on=on
    )
    counted = _counted(enrolments, "part", on=on, are_all=are_all)
    teams = {
        team.path: team for team in Team.objects.filter(path__in=[key or "" for key in counted])
    }
    lines = [
        TeamCounts(
            team=teams.get(key or ""),
            is_whole=len(key or "") == Team.steplen * depth,
            counts=counts,
        )
        for key, counts in counted.items()
    ]
    return sorted(lines, key=_in_order)


def team_depth_below(team: Team | None) -> int:
    """Return the depth of the teams by which those of this one, or of everybody, are told apart."""
    return team.depth + 1 if team else dividing_team_depth()


def annotate_team_path(enrolments: QuerySet[Any], depth: int, *, on: date) -> QuerySet[Any]:
    """Annotate `part`: where in the tree, down to that depth, each person’s team stands."""
    positions = Position.objects.primary().held_on(on).filter(person=OuterRef("person"))
    positions = positions.order_by("-started_on", "-pk")
    return enrolments.annotate(place=Subquery(positions.values("team__path")[:1])).annotate(
        part=Substr("place", 1, Team.steplen * depth)
    )


def _in_order(line: TeamCounts) -> tuple[int, str]:
    """Return a sort key as in the tree; a team's own people first, those without a team last."""
    return (1, "") if line.team is None else (0, line.team.path)


def _counted(
    enrolments: QuerySet[Any], key: str, *, on: date, are_all: bool
) -> dict[Any, TrainingCounts]:
    """Count in one query, whatever the number of people."""
    rows = (
        enrolments.order_by()
        .values_list(key, "rank", "due_on")
        .annotate(number=Count("pk"), ending=Count("pk", filter=_ends_soon(on, are_all=are_all)))
    )
    counts_by_key: dict[Any, TrainingCounts] = {}
    for name, rank, day, number, ending in rows:
        state = READING_ORDER[rank]
        counts = TrainingCounts(ends_soon=ending if state == FollowUpState.DONE else 0)
        setattr(counts, state.value, number)
        if day and day >= on and state == FollowUpState.TODO:
            counts.due[day] = number
        counts_by_key.setdefault(name, TrainingCounts()).add(counts)
    return counts_by_key


def _ends_soon(on: date, *, are_all: bool) -> Q:
    """Return a condition: the certificate by which it is done ends within the next days, and none lasts longer."""
    valid = Certificate.objects.valid_on(on)
    lasting = valid.filter(Q(expires_on=None) | Q(expires_on__gt=on + SOON))
    is_valid, lasts = (
        has_beside(rows, is_gathered=are_all)
        | has_beside(rows, path="path__refresher", is_gathered=are_all)
        for rows in (valid, lasting)
    )
    return is_valid & ~lasts


# --- What is proposed ----------------------------------------------------------------------------------


def suggested_paths(people: QuerySet[Person] | None, *, on: date) -> list[SuggestedPath]:
    """Return paths that rules in force propose, with how many of these people, or of all staff, they meet.

    Nothing that anybody began or finished moves these numbers. Three queries, and those of conditions.
    """
    rules = (
        AssignmentRule.objects.in_force()
        .filter(is_mandatory=False, path__is_retired=False)
        .select_related("path")
        .prefetch_related("criteria")
        .order_by("path__title", "path", "pk")
    )
    by_path: dict[Path, list[AssignmentRule]] = {}
    for rule in rules:
        by_path.setdefault(rule.path, []).append(rule)
    met = {path.pk: _met_by_any(of_path, on) for path, of_path in by_path.items()}
    counts = _numbers({key: q for key, q in met.items() if q is not None}, people, on)
    return [
        SuggestedPath(path, counts.get(path.pk), any(rule.uses_results for rule in of_path))
        for path, of_path in by_path.items()
    ]


def _met_by_any(rules: Iterable[AssignmentRule], on: date) -> Q | None:
    conditions: list[Q] = []
    try:
        conditions = [
            criteria_condition(rule.criteria.all(), on, with_results=False) for rule in rules
        ]
    except UnknownCriterion:
        return None
    if not all(conditions):  # a rule without a condition is for everybody
        return Q(pk__isnull=False)
    met = Q()
    for row in conditions:
        met |= row
    return met


def _numbers(met: dict[int, Q], people: QuerySet[Person] | None, on: date) -> dict[int, int]:
    if not met:
        return {}
    staff = assignable_staff(on).order_by()
    if people is not None:
        staff = staff.filter(pk__in=people.order_by().values("pk"))
    aggregates = {f"path_{key}": Count("pk", filter=condition) for key, condition in met.items()}
    counts = staff.aggregate(**aggregates)
    return {key: counts[f"path_{key}"] for key in met}


# --- Who has nothing to do -----------------------------------------------------------------------------


def staff_without_open_assignments(
    people: QuerySet[Person], *, on: date, are_all: bool = False
) -> QuerySet[Any]:
    """Return staff of whom no mandatory path is to do, and to whom no rule in force proposes one.

    By assignments and mandatory enrolments alone. What somebody chose, or did with a proposal, changes
    nothing here; nor does a proposal that rests on results, which would tell of them. `must_follow`:
    something is asked, and done.
    """
    waiting = (FollowUpState.LATE, FollowUpState.TODO)
    asked = mandatory_paths(people)
    to_do = mandatory_enrolments_in_bulk(asked, people, on=on, are_all=are_all).filter(
        rank__in=[READING_ORDER.index(state) for state in waiting]
    )
    proposed = (
        Assignment.objects.in_force()
        .filter(person=OuterRef("pk"), is_mandatory=False)
        .filter(rule__in=AssignmentRule.objects.in_force().filter(uses_results=False).order_by())
    )
    required = Enrolment.objects.filter(person=OuterRef("pk"), is_mandatory=True)
    return (
        people.filter(pk__in=assignable_staff(on).order_by().values("pk"))
        .exclude(pk__in=to_do.order_by().values("person"))
        .exclude(Exists(proposed.order_by()))
        .annotate(must_follow=Exists(required.order_by()))
        .order_by("folded_name", "pk")
    )
