"""The manager's and the programme page at 200, 7,600 and 200,000 staff, a year of months out, on PostgreSQL.

Milliseconds are those between a request and its answer on one connection, beside the bare page of the
same run; `queries` are the database's. `hidden_beside_shown` compares the page of a team whose count is
hidden with that of one whose count is shown: bytes, and the median of so many calls in turn.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import large
from benchmarks.machine import cpu_seconds
from benchmarks.pages import Browser, Server, queries_of
from tests.e2e import site as sites
from tests.services import Missing, postgresql


SIZES = {200: 18, 7_600: 500, 200_000: 5_000}  # staff: teams
MONTHS = 12
ROUNDS, REQUESTS = 5, 60
CALLS = 200  # P29
MANAGER, READER = "N0", "lecture"
TEAM, PROGRAMME = "/usage/equipe/", "/usage/programme/"


def measure() -> dict:
    figures: dict = {}
    for staff, teams in SIZES.items():
        with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
            try:
                with postgresql() as address:
                    figures[f"{staff} staff"] = _measured(Path(top), address, staff, teams)
            except Missing as missing:
                return {"postgresql": str(missing)}
    return figures


def _measured(folder: Path, address: dict[str, str], staff: int, teams: int) -> dict:
    settings = sites.environment(folder, **address)
    sites.manage("migrate", "-v0", **settings)
    filled = _filled(settings, str(staff), str(teams))
    pages = {
        "manager's page": (MANAGER, TEAM),
        "manager's page, hidden": (READER, f"{TEAM}?equipe={filled['hidden']}"),
        "manager's page, shown": (READER, f"{TEAM}?equipe={filled['shown']}"),
        "programme page": (READER, PROGRAMME),
        "programme page, last": (READER, f"{PROGRAMME}?page=9999"),
        "programme page, only shown groups": (READER, f"{PROGRAMME}?affiches=oui"),
        "targets": (READER, f"{PROGRAMME}cibles/"),
        "quarter by quarter": (READER, f"{PROGRAMME}trimestres/"),
    }
    with (
        Server(settings, "config.wsgi") as (url, pid),
        Server(settings, "benchmarks.bare") as (bare_url, bare_pid),
    ):
        browsers = {name: Browser(url) for name in (MANAGER, READER)}
        for name, browser in browsers.items():
            browser.sign_in(name)
        asked = {"bare page": (Browser(bare_url), bare_pid, "/")}
        asked |= {page: (browsers[who], pid, path) for page, (who, path) in pages.items()}
        figures = _in_turn(asked)
        figures["hidden_beside_shown"] = _beside(
            browsers[READER], pages["manager's page, hidden"][1], pages["manager's page, shown"][1]
        )
    for name, (who, path) in pages.items():
        figures[name]["queries"] = queries_of(settings, who, {name: path})[name]
    return {"teams": teams, **figures}


def _filled(settings: dict[str, str], *sizes: str) -> dict:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.usage_pages", *sizes]
    told = subprocess.run(
        command, cwd=sites.ROOT, env=os.environ | settings, stdout=subprocess.PIPE, check=True
    )
    figures: dict = json.loads(told.stdout.decode().splitlines()[-1])
    return figures


def _in_turn(asked: dict[str, tuple[Browser, int, str]]) -> dict:
    """Round after round, each page in turn, so that a noisy machine is noisy for all of them."""
    took: dict[str, list[float]] = {name: [] for name in asked}
    cpu: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(ROUNDS + 1):
        for name, (browser, pid, path) in asked.items():
            used = cpu_seconds(pid)
            times = [_seconds(browser, path) for _ in range(REQUESTS)]
            if turn:  # the first round warms up
                took[name] += times
                cpu[name].append((cpu_seconds(pid) - used) / REQUESTS)
    bare_cpu, bare = statistics.median(cpu["bare page"]), _p95(took["bare page"])
    return {
        name: {
            "p95_ms": round(1000 * _p95(took[name]), 1),
            "median_ms": round(1000 * statistics.median(took[name]), 1),
            "cpu_ms": round(1000 * statistics.median(cpu[name]), 2),
            "times_the_bare_page_cpu": round(statistics.median(cpu[name]) / bare_cpu, 1),
            "times_the_bare_page_p95": round(_p95(took[name]) / bare, 1),
        }
        for name in asked
    }


def _seconds(browser: Browser, path: str) -> float:
    began = time.perf_counter()
    status, _text = browser.ask("GET", path)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return time.perf_counter() - began


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _beside(browser: Browser, hidden: str, shown: str) -> dict:
    took: dict[str, list[float]] = {hidden: [], shown: []}
    for _ in range(CALLS):
        for path, times in took.items():
            times.append(_seconds(browser, path))
    medians = [1000 * statistics.median(took[path]) for path in (hidden, shown)]
    sizes = [len(browser.body(path)) for path in (hidden, shown)]
    return {
        "calls": CALLS,
        "median_ms": [round(each, 2) for each in medians],
        "time_differs_by_percent": round(100 * (medians[0] / medians[1] - 1), 1),
        "bytes": sizes,
        "size_differs_by_percent": round(100 * (sizes[0] / sizes[1] - 1), 1),
    }


# --- Inside a process with Django set up ----------------------------------------------------------


def fill(staff: int, teams: int) -> dict:
    """A year of months as they are stored, with figures drawn at random: pages read nothing else."""
    from django.contrib.auth.models import Group  # noqa: PLC0415

    from people.enums import Role  # noqa: PLC0415
    from people.models import Person  # noqa: PLC0415

    large.organisation(staff=staff, teams=teams)
    reader = Person.objects.create(
        staff_number=READER, first_name="Claire", last_name="Dumont", employed_from=large.SINCE
    )
    reader.groups.add(Group.objects.get(name=Role.TRAINING_MANAGER))
    for person in (reader, Person.objects.get(staff_number=MANAGER)):
        large.open_account(person, sites.PASSWORD)
    [portal] = large.portals(1)
    return _months(portal)


def _months(portal: Any) -> dict:
    from adoption.indicators import CHAIN  # noqa: PLC0415
    from adoption.models import Figure, Publication  # noqa: PLC0415
    from people.models import Team  # noqa: PLC0415

    sizes = _sizes()
    teams = [team for team in Team.objects.order_by("path") if sizes.get(team.path)]
    chance = random.Random(2)
    figures = []
    for back in range(MONTHS):
        publication = Publication.objects.create(
            portal=portal,
            month=large.MONTHS[1 - back].first_day,
            status="published",
            populations=len(teams),
            parameters={"threshold": 10, "coalition": 3, "edge": 5, "closing_day": 5},
        )
        for team in teams:
            shown = _chain(sizes[team.path], chance, is_leaf=not team.numchild)
            figures += [
                Figure(
                    publication=publication,
                    team=team,
                    team_name=team.name,
                    indicator=each.code,
                    population=sizes[team.path],
                    **bounds,
                )
                for each, bounds in zip(CHAIN, shown, strict=True)
            ]
    Figure.objects.bulk_create(figures, batch_size=large.BATCH)
    _actions(teams, sizes)
    _targets(portal, teams[:5])
    _analyse()
    leaves = [team for team in teams if not team.numchild]
    latest = Publication.objects.latest("month")
    return {
        kind: latest.figures.filter(
            team__in=leaves, indicator="used", low__isnull=is_hidden
        ).values_list("team", flat=True)[0]
        for kind, is_hidden in (("hidden", True), ("shown", False))
    }


def _actions(teams: Sequence[Any], sizes: dict[str, int]) -> None:
    """Each team has a year of actions, and most are told of their ambassadors."""
    from adoption.enums import TeamActionKind  # noqa: PLC0415
    from adoption.models import Publication, TeamAction, TeamCover  # noqa: PLC0415

    latest = Publication.objects.latest("month")
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
        ],
        batch_size=large.BATCH,
    )


def _targets(portal: Any, teams: list[Any]) -> None:
    """Of the organisation and some divisions, each with a forecast to reckon."""
    from adoption.models import Target  # noqa: PLC0415

    start = large.MONTHS[1].shifted(-5)
    Target.objects.bulk_create(
        Target(
            portal=portal,
            team=team,
            indicator="used",
            percent=80,
            start=start.first_day,
            by=start.shifted(12).first_day,
            set_on=start.last_day,
        )
        for team in teams
    )


def _sizes() -> dict[str, int]:
    """People of each team and all below it, by path."""
    from people.models import Position, Team  # noqa: PLC0415

    sizes: dict[str, int] = {}
    for path in Position.objects.values_list("team__path", flat=True).iterator():
        for end in range(Team.steplen, len(path) + 1, Team.steplen):
            sizes[path[:end]] = sizes.get(path[:end], 0) + 1
    return sizes


def _chain(size: int, chance: random.Random, *, is_leaf: bool) -> list[dict[str, Any]]:
    """Known, account, used, habit: a third of the small teams hidden, a third in ranges."""
    kind = chance.choice(["hidden", "block", "exact"]) if is_leaf else "exact"
    if kind == "hidden" or size < 10:
        return [{"kind": "hidden"}] * 4
    counts = [round(size * share) for share in (0.8, 0.6, 0.4, 0.15)]
    if kind == "exact":
        return [{"kind": kind, "low": each, "high": each} for each in counts]
    return [{"kind": kind, "low": each, "high": min(each + 4, size)} for each in counts]


def _analyse() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(fill(*map(int, sys.argv[1:]))))
