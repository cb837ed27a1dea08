"""Finds what in the staff list would make figures by team wrong, or leave somebody out of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Person, Position, Team
from people.models.organisation import TeamQuerySet
from people.models.person import PersonQuerySet


SHOWN = 20


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
    open_teams = list(teams.open().exclude(code=Team.ROOT_CODE).order_by("path"))
    filled = set(primary.order_by().values_list("team__path", flat=True).distinct())
    return [
        _of_people(
            "no_team",
            _("People without a team"),
            _("They count in no team’s figures, and no manager has them."),
            staff.exclude(pk__in=primary.values("person")),
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
            staff.filter(folded_name__in=_names_held_twice(staff)).order_by("folded_name", "pk"),
        ),
        _of_teams(
            "no_manager",
            _("Teams that nobody leads"),
            _("Nobody leads them, nor a team above them: their figures reach no manager."),
            _without_manager(open_teams, filled, on),
        ),
        _of_teams(
            "empty_team",
            _("Teams without anybody"),
            _("Nobody works there, nor below: moved, renamed or over, perhaps."),
            [team for team in open_teams if not _is_filled(team, filled)],
        ),
    ]


def _of_people(key: str, title: Any, consequence: Any, people: QuerySet[Person]) -> StaffListCheck:
    return StaffListCheck(key, title, consequence, people.count(), people=tuple(people[:SHOWN]))


def _of_teams(key: str, title: Any, consequence: Any, teams: list[Team]) -> StaffListCheck:
    return StaffListCheck(key, title, consequence, len(teams), teams=tuple(teams[:SHOWN]))


def _names_held_twice(staff: QuerySet[Person]) -> QuerySet[Person, str]:
    counted = staff.order_by().values("folded_name").annotate(holders=Count("pk"))
    return counted.filter(holders__gt=1).values_list("folded_name", flat=True)


def _without_manager(teams: Iterable[Team], filled: set[str], on: date) -> list[Team]:
    """Return the teams without a manager at or above them. The root does not count: whoever leads the
    organisation is not everybody's manager."""
    led = set(Position.objects.managing(on).order_by().values_list("team__path", flat=True))
    return [
        team for team in teams if team.path in filled and not led.intersection(_at_and_above(team))
    ]


def _at_and_above(team: Team) -> Iterable[str]:
    """Return the paths of this team and those above it, without the root."""
    return (
        team.path[:length] for length in range(2 * Team.steplen, len(team.path) + 1, Team.steplen)
    )


def _is_filled(team: Team, filled: set[str]) -> bool:
    return any(path.startswith(team.path) for path in filled)
