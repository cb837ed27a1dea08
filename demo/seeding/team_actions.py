"""Seed actions of some teams over the months: done, under way, dropped."""

from datetime import date, timedelta

from adoption.foundation.periods import Month
from adoption.publishing.models import Publication
from adoption.team_actions.actions import (
    default_planned_day,
    drop_action,
    finish_action,
    plan_action,
    record_coverage,
)
from adoption.team_actions.advice import Kind
from adoption.team_actions.models import TeamAction
from cms.models import Portal
from core.dates import today
from people.models import Person, Position, Team


# How many months ago it was noted, what, and what became of it: days until it was done.
LIVES = (
    ((9, Kind.WORKSHOP, 15), (6, Kind.EXAMPLE, 9), (3, Kind.LESSON, 20)),
    ((8, Kind.LESSON, 12), (2, Kind.TALK, None)),
    ((7, Kind.AMBASSADOR, 21), (4, Kind.WORKSHOP, 18), (1, Kind.REMINDER, None)),
)
DROPPED = (5, Kind.STORY, 10)
TEAMS = 9


def seed_team_actions(portal: Portal, manager: Person) -> None:
    """Give the cast’s manager past actions and none under way: planning one is left to the visitor."""
    record_coverage(today=today())
    publications = list(Publication.objects.out().filter(portal=portal).order_by("month"))
    managed = Position.objects.managing(today()).order_by("team__path").values("team")
    teams = list(Team.objects.open().filter(pk__in=managed).order_by("path")[:TEAMS])
    own = set(Team.objects.managed_by(manager, today()).values_list("pk", flat=True))
    for place, team in enumerate(teams):
        for life in LIVES[place % len(LIVES)]:
            _lived(team, publications, *life, is_own=team.pk in own)
        if place % 4 == 0:
            _lived(team, publications, *DROPPED, is_own=team.pk in own, is_dropped=True)
    for team in Team.objects.filter(pk__in=own).exclude(pk__in=[each.pk for each in teams]):
        for life in LIVES[0]:
            _lived(team, publications, *life, is_own=True)


def _lived(
    team: Team,
    publications: list[Publication],
    back: int,
    kind: Kind,
    days: int | None,
    *,
    is_own: bool,
    is_dropped: bool = False,
) -> None:
    month = Month.containing(today()).shifted(-back)
    noted: date = month.first_day + timedelta(days=9)
    before = [each for each in publications if each.month < month.first_day]
    if not before or (days is None and is_own):
        return
    action: TeamAction = plan_action(
        team=team,
        publication=before[-1],
        kind=kind,
        planned_on=default_planned_day(noted) if days is not None else default_planned_day(today()),
        today=noted,
    )
    if days is None:
        return
    end = drop_action if is_dropped else finish_action
    end(action=action, today=noted + timedelta(days=days))
