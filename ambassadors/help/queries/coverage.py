"""Count ambassadors by team and site. It reads neither use nor requests."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ambassadors.help.coverage import (
    CoverageCounts,
    publishable_in_tree,
    publishable_parts,
    sorted_by_need,
)
from ambassadors.help.models import Ambassador
from core.site_settings import value_of
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
    """Counts of one team at one site: of staff, and of active ambassadors among them."""

    path: str
    site: int | None
    staff: int
    ambassadors: int


def coverage_of_all(*, on: date) -> Coverage:
    """Return the whole coverage, for those who run the network and know each ambassador's name anyway."""
    places, names = _places(on)
    least = value_of("PUBLICATION_THRESHOLD")
    return Coverage(_teams(places, names, least), _sites(places, least), least)


def coverage_under(teams: QuerySet[Team], *, on: date) -> Coverage:
    """Return the part of the whole organisation's cut that lies in these teams, for their manager.

    Two managers who compare their pages find no part that the cut hides. Sites lie across teams and are left
    out.
    """
    tops = _top_team_paths(teams)
    least = value_of("PUBLICATION_THRESHOLD")
    lines = _teams(*_places(on), least)
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


def _places(on: date) -> tuple[list[_Place], dict[str, str]]:
    """Return the counts where people have their primary position, and the names of all teams by path.

    Paused ambassadors are counted: a pause is nobody's business. Who is no member of staff is taken off: few, and
    quicker to look for than all others.
    """
    held = _one_for_each_person(Position.objects.primary().held_on(on), on)
    of_others = held.filter(person__in=Person.objects.not_staff_on(on).order_by().values("pk"))
    helpers = held.filter(person__in=Ambassador.objects.active().order_by().values("person"))
    staff, ambassadors = _by_place(held), _by_place(helpers)
    staff.subtract(_by_place(of_others))
    ambassadors.subtract(_by_place(helpers.filter(pk__in=of_others.values("pk"))))
    teams = {pk: told for pk, *told in Team.objects.order_by().values_list("pk", "path", "name")}
    places = [
        _Place(teams[team][0], site, staff[team, site], ambassadors[team, site])
        for team, site in staff
        if staff[team, site]
    ]
    return places, dict(teams.values())


def _by_place(positions: QuerySet[Position]) -> Counter[tuple[int, int | None]]:
    rows = positions.order_by().values_list("team", "site").annotate(number=Count("pk"))
    return Counter({(team, site): number for team, site, number in rows})


def _one_for_each_person(held: QuerySet[Position], on: date) -> QuerySet[Position]:
    """Return the latest primary position of each. Of two on one day, one has its end: few rows are compared."""
    further = held.filter(person=OuterRef("person")).filter(
        Q(started_on__gt=OuterRef("started_on"))
        | Q(started_on=OuterRef("started_on"), pk__lt=OuterRef("pk"))
    )
    ends = Q(ended_on__gte=on)
    return held.exclude(Exists(further.filter(ends))).exclude(ends & Q(Exists(further)))


def _top_team_paths(teams: QuerySet[Team]) -> list[str]:
    """Return the paths of teams that lie below no other of them."""
    tops: list[str] = []
    for path in teams.order_by("path").values_list("path", flat=True):
        if not any(path.startswith(top) for top in tops):
            tops.append(path)
    return tops


def _teams(places: list[_Place], names: dict[str, str], least: int) -> list[CoverageLine]:
    staff, ambassadors = Counter[str](), Counter[str]()
    for place in places:
        for end in range(len(place.path), 0, -Team.steplen):
            staff[place.path[:end]] += place.staff
            ambassadors[place.path[:end]] += place.ambassadors
    above = {path: path[: -Team.steplen] for path in staff if path[: -Team.steplen] in staff}
    rows = sorted_by_need(
        CoverageCounts(path, staff[path], ambassadors[path])
        for path in publishable_in_tree(staff, above, least=least)
    )
    return [
        CoverageLine(names[row.key], names.get(above.get(row.key, ""), ""), row) for row in rows
    ]


def _sites(places: list[_Place], least: int) -> list[CoverageLine]:
    staff, ambassadors = Counter[str](), Counter[str]()
    for place in places:
        if place.site is not None:
            staff[str(place.site)] += place.staff
            ambassadors[str(place.site)] += place.ambassadors
    whole = sum(place.staff for place in places)
    names = {str(pk): name for pk, name in Site.objects.values_list("pk", "name")}
    rows = sorted_by_need(
        CoverageCounts(key, staff[key], ambassadors[key])
        for key in publishable_parts(whole, staff, least=least)
    )
    return [CoverageLine(names[row.key], "", row) for row in rows if row.key in names]
