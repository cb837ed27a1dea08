"""Count ambassadors by team and site. It reads neither use nor requests."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from ambassadors.help.coverage import (
    CoverageCounts,
    publishable_in_tree,
    publishable_parts,
    sorted_by_need,
)
from ambassadors.help.models import Ambassador
from core.site_settings import value_of
from people.enums import PersonKind
from people.models import Person, Position, Site, Team


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A team or a site. `within`: the name of the team above; "" for a site."""

    name: str
    within: str
    row: CoverageCounts


@dataclass(frozen=True, slots=True)
class Coverage:
    """Lines that can be shown; `is_told`: enough people for any; `least`: how many that is."""

    teams: list[CoverageLine]
    sites: list[CoverageLine]
    least: int

    @property
    def is_told(self) -> bool:
        return bool(self.teams)


@dataclass(frozen=True, slots=True)
class _Place:
    person: int
    path: str
    site: int | None


def coverage_of_all(*, on: date) -> Coverage:
    """Return the whole coverage, for those who run the network and know each ambassador's name anyway."""
    places = _workplaces(Position.objects.all(), on)
    helpers = _active_ambassadors(on)
    least = value_of("PUBLICATION_THRESHOLD")
    teams = _teams([""], places, helpers, least)
    members = _by_site(places)
    sizes = {key: len(people) for key, people in members.items()}
    apart = publishable_parts(len(places), sizes, least=least)
    return Coverage(teams, _sites({key: members[key] for key in apart}, helpers), least)


def coverage_under(teams: QuerySet[Team], *, on: date) -> Coverage:
    """Return the part of the whole organisation's cut that lies in these teams, for their manager.

    Two managers who compare their pages find no part that the cut hides. Sites lie across teams and are left
    out.
    """
    tops = _top_team_paths(teams)
    least = value_of("PUBLICATION_THRESHOLD")
    everywhere = _workplaces(Position.objects.all(), on)
    lines = _teams([""], everywhere, _active_ambassadors(on), least)
    own = [line for line in lines if any(map(line.row.key.startswith, tops))]
    inside = {line.row.key for line in own}
    return Coverage(
        [
            line if line.row.key[: -Team.steplen] in inside else replace(line, within="")
            for line in own
        ],
        [],
        least,
    )


def _workplaces(positions: QuerySet[Position], on: date) -> list[_Place]:
    """Return each member of staff once, where their primary position is that day."""
    here = Person.objects.staff().employed_on(on).values("pk")
    rows = (
        positions.filter(pk__in=Position.objects.held_on(on).primary().values("pk"))
        .filter(person__in=here, person__kind=PersonKind.STAFF)
        .order_by("-started_on", "pk")
        .values_list("person", "team__path", "site")
    )
    places: dict[int, _Place] = {}
    for person, path, site in rows:
        places.setdefault(person, _Place(person, path, site))
    return list(places.values())


def _active_ambassadors(on: date) -> set[int]:
    """Return active ambassadors, paused ones included: a pause is nobody's business."""
    here = Person.objects.employed_on(on).values("pk")
    active = Ambassador.objects.active().filter(person__in=here)
    return set(active.order_by().values_list("person", flat=True))


def _top_team_paths(teams: QuerySet[Team]) -> list[str]:
    """Return the paths of teams that lie below no other of them."""
    tops: list[str] = []
    for path in teams.order_by("path").values_list("path", flat=True):
        if not any(path.startswith(top) for top in tops):
            tops.append(path)
    return tops


def _teams(
    tops: list[str], places: list[_Place], helpers: set[int], least: int
) -> list[CoverageLine]:
    """Return lines by path of team; a top of "" is the organisation itself."""
    members = _by_team(places)
    own = {path: len(people) for path, people in members.items() if any(map(path.startswith, tops))}
    above = {path: path[: -Team.steplen] for path in own if path[: -Team.steplen] in own}
    shown = publishable_in_tree(own, above, least=least)
    names = dict(Team.objects.values_list("path", "name"))
    rows = sorted_by_need(
        CoverageCounts(path, own[path], len(members[path] & helpers)) for path in shown
    )
    return [
        CoverageLine(names[row.key], names.get(above.get(row.key, ""), ""), row)
        for row in rows
        if row.key in names
    ]


def _by_team(places: list[_Place]) -> dict[str, set[int]]:
    members: dict[str, set[int]] = defaultdict(set)
    for place in places:
        for end in range(len(place.path), 0, -Team.steplen):
            members[place.path[:end]].add(place.person)
    return members


def _by_site(places: list[_Place]) -> dict[str, set[int]]:
    members: dict[str, set[int]] = defaultdict(set)
    for place in places:
        if place.site is not None:
            members[str(place.site)].add(place.person)
    return members


def _sites(members: dict[str, set[int]], helpers: set[int]) -> list[CoverageLine]:
    names = {str(pk): name for pk, name in Site.objects.values_list("pk", "name")}
    rows = sorted_by_need(
        CoverageCounts(key, len(people), len(people & helpers)) for key, people in members.items()
    )
    return [CoverageLine(names[row.key], "", row) for row in rows if row.key in names]
