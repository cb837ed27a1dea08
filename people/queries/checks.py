"""Finds what in the staff list would make figures by team wrong, or leave somebody out of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Person, Position, Team
from people.models.organisation import TeamQuerySet
from people.models.person import PersonQuerySet


SHOWN, FEW = 20, 1_000


@dataclass(frozen=True, slots=True)
class StaffListCheck:
    """A check and its findings. `shown`: the first of what was found, people or teams."""

    key: str
    title: Any
    consequence: Any
    count: int
    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.people or self.teams)


def checks_of_organisation(
    people: PersonQuerySet, teams: TeamQuerySet, on: date
) -> list[StaffListCheck]:
    """Return all checks, with or without findings, over those who work here on that day and the open teams."""
    staff = people.staff().employed_on(on)
    primary = Position.objects.primary().held_on(on)
    open_teams = teams.open().exclude(code=Team.ROOT_CODE).order_by("path")
    rows = list(open_teams.values_list("pk", "path"))
    paths = dict(Team.objects.order_by().values_list("pk", "path"))
    filled = {paths[team] for team in _teams_with(primary)}
    led = {paths[team] for team in _teams_with(Position.objects.managing(on))}
    filled_below = {path for full in filled for path in _at_and_above(full)}
    return [
        _of_people(
            "no_team",
            _("People without a team"),
            _("They count in no team’s figures, and no manager has them."),
            staff.exclude(Exists(primary.filter(person=OuterRef("pk")))),
        ),
        _of_people(
            "closed_team",
            _("People in a closed team"),
            _("Nobody sees the figures of a closed team, and theirs are among them."),
            staff.filter(pk__in=primary.exclude(team__closed_on=None).values("person")),
        ),
        _of_people(
            "same_name",
            _("People with the same name as somebody else"),
            _("Two people, or one with two staff numbers, who would be counted twice."),
            staff.filter(folded_name__in=_names_held_twice(staff)),
        ),
        _of_teams(
            "no_manager",
            _("Teams that nobody leads"),
            _("Nobody leads them, nor a team above them: their figures reach no manager."),
            open_teams,
            [pk for pk, path in rows if path in filled and led.isdisjoint(_at_and_above(path))],
        ),
        _of_teams(
            "empty_team",
            _("Teams without anybody"),
            _("Nobody works there, nor below: moved, renamed or over, perhaps."),
            open_teams,
            [pk for pk, path in rows if path not in filled_below],
        ),
    ]


def _of_people(key: str, title: Any, consequence: Any, people: QuerySet[Person]) -> StaffListCheck:
    """Return the findings. Few are found first, and then put in order: looked for in order, PostgreSQL asks for each person."""
    keys = list(people.order_by("pk").values_list("pk", flat=True)[:FEW])
    if len(keys) < FEW:
        people, count = Person.objects.filter(pk__in=keys), len(keys)
    else:
        count = people.count()
    return StaffListCheck(key, title, consequence, count, people=tuple(people[:SHOWN]))


def _of_teams(
    key: str, title: Any, consequence: Any, teams: TeamQuerySet, found: list[int]
) -> StaffListCheck:
    first = teams.filter(pk__in=found[:SHOWN])
    return StaffListCheck(key, title, consequence, len(found), teams=tuple(first))


def _names_held_twice(staff: QuerySet[Person]) -> QuerySet[Person, str]:
    """Return the names that several hold: of all names, few, and read off the index before anybody is looked at."""
    everybody = Person.objects.values("folded_name").alias(one=Min("pk"), other=Max("pk"))
    of_all = everybody.exclude(one=F("other")).order_by("folded_name")
    names = list(of_all.values_list("folded_name", flat=True)[:FEW])
    if len(names) < FEW:
        staff = staff.filter(folded_name__in=names)
    held = staff.order_by().values("folded_name").alias(holders=Count("pk"))
    return held.filter(holders__gt=1).values_list("folded_name", flat=True)


def _teams_with(positions: QuerySet[Position]) -> QuerySet[Position, int]:
    """Return the keys of the teams in which somebody holds one of these positions."""
    return positions.order_by().values_list("team", flat=True).distinct()


def _at_and_above(path: str) -> Iterable[str]:
    """Return the paths of this team and those above it, without the root: whoever leads the organisation is
    not everybody's manager."""
    return (path[:length] for length in range(2 * Team.steplen, len(path) + 1, Team.steplen))
