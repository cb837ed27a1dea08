"""Months that are out, with everything that the pages of adoption say, for `large_pages`. Runs with Django set up.

Rows as they are stored, drawn at random: pages read nothing else.
"""

import json
import random
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks import large, training


MONTHS, TARGETS, EXPERIMENTS, SITES = 24, 50, 60, 200
TEAMS_AT_MOST = 10_000  # the highest key
MANAGER, READER, AT_A_DESK, ADMINISTRATOR = "N0", "lecture", "N1", "administre"
SHARES = (0.8, 0.6, 0.4, 0.15)  # known, account, used, habit


def fill(staff: int, teams: int, password: str) -> dict:
    from django.contrib.auth.models import Group  # noqa: PLC0415

    from people.enums import Role  # noqa: PLC0415
    from people.models import Person  # noqa: PLC0415

    large.organisation(staff=staff, teams=teams)
    for number, role in ((READER, Role.TRAINING_MANAGER), (ADMINISTRATOR, Role.ADMINISTRATOR)):
        person = Person.objects.create(
            staff_number=number, first_name="Claire", last_name=number, employed_from=large.SINCE
        )
        person.groups.add(Group.objects.get(name=role))
    _to_a_desk()
    accounts = [MANAGER, READER, AT_A_DESK, ADMINISTRATOR]
    for person in Person.objects.filter(staff_number__in=accounts):
        large.open_account(person, password)
    training.require_of_everybody()
    training.publish_catalogue()
    [portal] = large.portals(1)
    return _months(portal)


def _to_a_desk() -> None:
    from people.enums import PublicContact  # noqa: PLC0415
    from people.models import Position, Site  # noqa: PLC0415

    site = Site.objects.create(name="Accueil")
    held = Position.objects.filter(person__staff_number=AT_A_DESK)
    held.update(site=site, contact=PublicContact.FRONT_OFFICE)


def _months(portal: Any) -> dict:
    from adoption.publishing.models import Publication  # noqa: PLC0415
    from people.models import Team  # noqa: PLC0415
    from tests.adoption import full_portal  # noqa: PLC0415

    sizes = _sizes()
    teams = [team for team in Team.objects.order_by("path") if sizes.get(team.path)]
    parameters = large.parameters()
    out = [
        Publication.objects.create(
            portal=portal,
            month=large.MONTHS[1 - back].first_day,
            status="published",
            populations=len(teams),
            parameters=parameters,
        )
        for back in range(MONTHS)
    ]
    _copy_figures(_figures(out, teams, sizes))
    full_portal.fill_beside(out)
    _at_desks(portal)
    _actions(out[0], teams, sizes)
    _targets(out[0], teams[:TARGETS])
    for number in range(EXPERIMENTS):
        tried = teams[number * 3 :: 40] if number else teams[::3]
        full_portal.add_experiment(portal, tried, number, is_evaluated=number % 3 > 0)
    _analyse()
    return _addresses(out[0], teams)


def _addresses(latest: Any, teams: Sequence[Any]) -> dict:
    from django.urls import reverse  # noqa: PLC0415

    from adoption.experiments.models import Experiment  # noqa: PLC0415
    from adoption.targets.models import Target  # noqa: PLC0415

    leaves = [team for team in teams if not team.numchild]
    used = latest.figures.filter(team__in=leaves, indicator="used")
    tried = Experiment.objects.order_by("pk").values_list("uuid", flat=True)
    return {
        "hidden": used.filter(low__isnull=True).values_list("team", flat=True)[0],
        "shown": used.filter(low__isnull=False).values_list("team", flat=True)[0],
        "organisation": teams[0].pk,
        "division": teams[1].pk,
        "target": str(Target.objects.latest("pk").uuid),
        "programme": str(tried[0]),
        "teams": reverse("organisation_admin:teams"),
        "checks": reverse("organisation_admin:checks"),
    }


def _sizes() -> dict[str, int]:
    """People of each team and all below it, by path."""
    from people.models import Position, Team  # noqa: PLC0415

    sizes: dict[str, int] = {}
    for path in Position.objects.values_list("team__path", flat=True).iterator():
        for end in range(Team.steplen, len(path) + 1, Team.steplen):
            sizes[path[:end]] = sizes.get(path[:end], 0) + 1
    return sizes


def _figures(out: Sequence[Any], teams: Sequence[Any], sizes: dict[str, int]) -> Iterable[str]:
    """Lines for COPY."""
    from adoption.foundation.indicators import CHAIN, KNOWN, USED  # noqa: PLC0415

    chance = random.Random(2)
    for publication in out:
        for team in teams:
            size = sizes[team.path]
            bounds = _chain(size, chance, is_leaf=not team.numchild)
            for each, (kind, low, high) in zip(CHAIN, bounds, strict=True):
                is_out = size >= large.DETAIL or each is USED
                if each is KNOWN:
                    is_out &= publication.month.month % 3 == 0
                told = f"{kind}\t{size}\t{low}\t{high}" if is_out else f"hidden\t{size}\t\\N\t\\N"
                yield f"{publication.pk}\t{team.pk}\t{team.name}\t{each.code}\t{told}\n"


def _chain(size: int, chance: random.Random, *, is_leaf: bool) -> list[tuple[str, Any, Any]]:
    """A third of the small teams hidden, a third in ranges."""
    kind = chance.choice(["hidden", "block", "exact"]) if is_leaf else "exact"
    if kind == "hidden" or size < 10:
        return [("hidden", "\\N", "\\N")] * 4
    counts = [round(size * share) for share in SHARES]
    if kind == "exact":
        return [(kind, each, each) for each in counts]
    return [(kind, each, min(each + 4, size)) for each in counts]


def _copy_figures(lines: Iterable[str]) -> None:
    from django.db import connection  # noqa: PLC0415

    columns = "publication_id, team_id, team_name, indicator, kind, population, low, high"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY adoption_figure ({columns}) FROM STDIN") as copy,
    ):
        for each in lines:
            copy.write(each)


def _at_desks(portal: Any) -> None:
    """Figures of each of many sites in the latest month."""
    from adoption.contacts.enums import Tap  # noqa: PLC0415
    from adoption.contacts.models import TallyFigure, TallyPublication  # noqa: PLC0415
    from people.models import Position, Site  # noqa: PLC0415

    latest = TallyPublication.objects.filter(portal=portal).latest("month")
    sites = Site.objects.bulk_create([Site(name=f"Accueil {each}") for each in range(SITES)])
    for number, site in enumerate(sites):
        Position.objects.filter(team__in=range(number, TEAMS_AT_MOST, SITES), site=None).update(
            site=site
        )
    TallyFigure.objects.bulk_create(
        TallyFigure(
            publication=latest, site=site, site_name=site.name, staff=20, tap=tap, low=100, high=200
        )
        for site in sites
        for tap in Tap
    )


def _actions(latest: Any, teams: Sequence[Any], sizes: dict[str, int]) -> None:
    """Each team has a year of actions, and most are told of their ambassadors."""
    from adoption.team_actions.enums import TeamActionKind  # noqa: PLC0415
    from adoption.team_actions.models import TeamAction, TeamCover  # noqa: PLC0415

    TeamCover.objects.bulk_create(
        [
            TeamCover(team=team, month=latest.month, staff=sizes[team.path], ambassadors=number % 2)
            for number, team in enumerate(teams)
            if sizes[team.path] >= 10
        ],
        batch_size=large.BATCH,
    )
    day = latest.month
    TeamAction.objects.bulk_create(
        [
            TeamAction(
                team=team,
                portal=latest.portal,
                publication=latest,
                kind=kind,
                noted_on=day,
                planned_on=day,
                done_on=day if number > 2 else None,
            )
            for team in teams
            for number, kind in enumerate(TeamActionKind.values)
            if kind != TeamActionKind.PATH
        ],
        batch_size=large.BATCH,
    )


def _targets(latest: Any, teams: Sequence[Any]) -> None:
    """Of the organisation and the groups after it, each with a forecast to reckon."""
    from adoption.targets.models import Target  # noqa: PLC0415

    start = large.MONTHS[1].shifted(-5)
    Target.objects.bulk_create(
        Target(
            portal=latest.portal,
            team=team,
            indicator="used",
            percent=80,
            start=start.first_day,
            by=start.shifted(12).first_day,
            set_on=start.last_day,
        )
        for team in teams
    )


def _analyse() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    import django

    django.setup()
    staff, teams, password = sys.argv[1:]
    print(json.dumps(fill(int(staff), int(teams), password)))
