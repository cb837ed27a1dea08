"""Queries of whom a number of mandatory training is about when they are few: reading it is a look at them.

Covered: each line that rests on fewer than ten people who must follow a path or are exempted from it (a
path, a team of a path, a day to meet), whether or not the state that is chosen leaves anything of it on the
screen, for an empty screen tells as much; and whom one narrower choice leaves out of a line, when they are
fewer than ten, for the wider page minus this one tells of them.

Not covered: pages of different days; wider pages minus several narrower ones, or one that gives up two
choices at once; a large line in which all are in the same state; a day to meet between two choices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window

from learning.enums import FollowUpState
from learning.models import Path
from learning.queries.mandatory import (
    READING_ORDER,
    mandatory_enrolments,
    required_or_exempted_enrolments,
)
from learning.queries.programme import TrainingCounts, annotate_team_path, team_depth_below
from people.models import Person, Team


SMALL_GROUP = 10


@dataclass(frozen=True, slots=True)
class PeopleSelection:
    """The people of whom numbers are shown. `nearby`: the same without one choice of a place.

    `above`: the same of a team above the one that is chosen, or of everybody.
    """

    people: QuerySet[Person]
    nearby: tuple[QuerySet[Person], ...] = ()
    above: tuple[QuerySet[Person], ...] = ()


def small_group_on_paths(
    choice: PeopleSelection, paths: Iterable[Path], *, has_few: bool = True
) -> QuerySet[Person]:
    """Return the few people behind the line of each of these paths. One query, or none.

    `has_few`: whether one of the lines rests on few people; whoever has counted them knows.
    """
    of_paths = Q(path__in=[path.pk for path in paths])
    groups = [required_or_exempted_enrolments(choice.people)] if has_few else []
    groups += [_left_out(choice, wider) for wider in (*choice.nearby, *choice.above)]
    return _people([_few(rows.filter(of_paths), "path") for rows in groups])


def small_group_on_path(
    choice: PeopleSelection,
    path: Path,
    *,
    below: Team | None,
    on: date,
    days: Iterable[date] = (),
    has_few: bool = True,
) -> QuerySet[Person]:
    """Return the few people behind the lines of its teams, and behind these days to meet.

    Where the whole is few, so is each of its teams. `has_few`: as of several paths.
    """
    days = list(days)
    depth = team_depth_below(below)
    groups = [required_or_exempted_enrolments(choice.people)] if has_few else []
    groups += [_left_out(choice, wider) for wider in choice.nearby]
    small_groups = [
        _few(annotate_team_path(rows.filter(path=path), depth, on=on), "part") for rows in groups
    ]
    small_groups += [
        _few(_left_out(choice, wider).filter(path=path), "path") for wider in choice.above
    ]
    if days:
        waiting = mandatory_enrolments(choice.people, on=on).filter(
            path=path, due_on__in=days, rank=READING_ORDER.index(FollowUpState.TODO)
        )
        small_groups.append(_few(waiting, "due_on"))
    return _people(small_groups)


def is_few(counts: TrainingCounts) -> bool:
    """Return whether a line rests on fewer people than may be looked at without a word of it."""
    return counts.asked + counts.exempt < SMALL_GROUP


def small_group_of(people: QuerySet[Person]) -> list[Person]:
    """Return those of these people who must follow something, unless they are many: none, then. One query."""
    enrolled = required_or_exempted_enrolments(people).values("person")
    few_people = list(Person.objects.filter(pk__in=enrolled).order_by("pk")[:SMALL_GROUP])
    return few_people if len(few_people) < SMALL_GROUP else []


def _left_out(choice: PeopleSelection, wider: QuerySet[Person]) -> QuerySet[Any]:
    return required_or_exempted_enrolments(wider).exclude(
        person__in=choice.people.order_by().values("pk")
    )


def _few(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    """Return small groups. Somebody follows a path once: of one path, rows are people."""
    size = Window(Count("pk"), partition_by=[F(key)])
    return rows.order_by().annotate(size=size).filter(size__lt=SMALL_GROUP).values("person")


def _people(groups: list[QuerySet[Any]]) -> QuerySet[Person]:
    if not groups:
        return Person.objects.none()
    is_one = Q()
    for rows in groups:
        is_one |= Q(pk__in=rows)
    return Person.objects.filter(is_one).order_by("pk")
