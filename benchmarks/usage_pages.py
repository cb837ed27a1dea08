"""The pages, charts and files of adoption at 200 and 70,000 staff, two years of months out, on PostgreSQL.

With everything there is to say (benchmarks/usage_filling.py). Milliseconds are those between a request and its
answer on one connection; `cpu_ms` the server's own processor time, which a busy machine changes less. Both stand
beside the bare page of the same run. `queries` are the database's. Charts: the first time, in a process that has
drawn before, and after. `hidden_beside_shown` compares the page of a team whose count is hidden with that of one
whose count is shown: bytes, and the median of so many calls in turn.
"""

import html
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import cpu_seconds
from benchmarks.pages import Browser, Server, queries_of
from benchmarks.usage_filling import AT_A_DESK, MANAGER, READER
from tests.e2e import site as sites
from tests.services import Missing, postgresql


SIZES = {200: 18, 70_000: 5_000}  # staff: teams
ROUNDS, REQUESTS = 3, 30
BARE, MANY = "bare page", 300  # it takes less than a tick of the processor's clock
CALLS = 100  # P29
DRAWN = 3  # times that a chart is made anew
HERE = "/usage/"
# {names} are those of usage_filling.
PAGES = {
    "manager's page": (MANAGER, "equipe/"),
    "manager's page, hidden": (READER, "equipe/?equipe={hidden}"),
    "manager's page, shown": (READER, "equipe/?equipe={shown}"),
    "manager's page, organisation": (READER, "equipe/?equipe={organisation}"),
    "populations to choose from": (READER, "equipe/choisir/?dans={organisation}"),
    "programme": (READER, "programme/"),
    "programme, last": (READER, "programme/?page=9999"),
    "programme, only shown groups": (READER, "programme/?affiches=oui"),
    "programme, a branch, another month": (
        READER,
        "programme/?equipe={division}&niveaux=3&mois=2026-05",
    ),
    "targets": (READER, "programme/cibles/"),
    "quarter by quarter": (READER, "programme/trimestres/"),
    "saved views": (READER, "programme/vues/"),
    "report": (READER, "programme/rapport/"),
    "report, a year before": (READER, "programme/rapport/?mois=2025-10"),
    "contacts": (READER, "equipe/contacts/"),
    "learning reach": (READER, "equipe/formations/"),
    "organisation": (READER, "organisation/"),
    "experiments": (READER, "experiences/"),
    "experiments, searched": (READER, "experiences/?q=mardi&decision=open"),
    "experiment": (READER, "experiences/{experiment}/"),
    "experiment of a third of the teams": (READER, "experiences/{programme}/"),
    "form of an experiment": (READER, "experiences/nouvelle/"),
    "desk": (AT_A_DESK, "guichet/"),
    "at the desks": (READER, "accueil/"),
    "comparison": (READER, "comparaison/"),
    "sharing": (READER, "partage/"),
    "programme as CSV, all groups": (READER, "programme/adoption.csv"),
    "targets as CSV": (READER, "programme/cibles.csv"),
}
# Each with the page that shows it: its address is what the page says, with the mark of this session.
CHARTS = {
    "trend": ("equipe/?equipe={organisation}", "equipe/light.svg"),
    "segments": ("programme/", "programme/situations/light.svg"),
    "target": ("programme/cibles/?cible={target}", "programme/cibles/{target}/light.svg"),
    "quarters": ("programme/trimestres/", "programme/trimestres/light.svg"),
    "contacts": ("equipe/contacts/", "equipe/contacts/light.svg"),
    "desks": ("accueil/", "accueil/light.svg"),
    "comparison": ("comparaison/", "comparaison/light.svg"),
    "experiments": ("experiences/", "experiences/dessin/light.svg"),
    "report's rates": ("programme/rapport/", "programme/rapport/overview/taux/light.svg"),
    "report's contacts": ("programme/rapport/", "programme/rapport/contacts/contacts/light.svg"),
}


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
    places = _filled(settings, str(staff), str(teams), sites.PASSWORD)
    pages = {name: (who, HERE + path.format_map(places)) for name, (who, path) in PAGES.items()}
    with (
        Server(settings, "config.wsgi") as (url, pid),
        Server(settings, "benchmarks.bare") as (bare_url, bare_pid),
    ):
        browsers = {name: Browser(url) for name in (MANAGER, READER, AT_A_DESK)}
        for name, browser in browsers.items():
            browser.sign_in(name)
        asked = {BARE: (Browser(bare_url), bare_pid, "/")}
        asked |= {page: (browsers[who], pid, path) for page, (who, path) in pages.items()}
        figures = _in_turn(asked)
        reader = browsers[READER]
        drawings = folder / "cache" / "drawings"
        charts = {name: _shown(reader, *given, places) for name, given in CHARTS.items()}
        drawn = {
            name: _made(reader, pid, path, drawings, times=DRAWN) for name, path in charts.items()
        }
        beside = _beside(
            reader, pages["manager's page, hidden"][1], pages["manager's page, shown"][1]
        )
    for who in (MANAGER, READER, AT_A_DESK):
        paths = {name: path for name, (reader, path) in pages.items() if reader == who}
        for name, count in queries_of(settings, who, paths).items():
            figures[name]["queries"] = count
    return {
        "teams": teams,
        "pages": figures,
        "charts": drawn,
        "hidden_beside_shown": beside,
    }


def _filled(settings: dict[str, str], *given: str) -> dict:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.usage_filling", *given]
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
            times = [_seconds(browser, path) for _ in range(MANY if name == BARE else REQUESTS)]
            if turn:  # the first round warms up
                took[name] += times
                cpu[name].append((cpu_seconds(pid) - used) / len(times))
    bare_cpu, bare = statistics.median(cpu[BARE]), _p95(took[BARE])
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


def _shown(browser: Browser, page: str, chart: str, places: dict) -> str:
    """The address of a drawing as the page names it."""
    text = browser.body(HERE + page.format_map(places)).decode()
    found = re.search(re.escape(HERE + chart.format_map(places)) + r'\?[^"]*', text)
    if found is None:
        raise RuntimeError(f"{page} does not show {chart}")
    return html.unescape(found[0])


def _made(browser: Browser, pid: int, path: str, drawings: Path, *, times: int) -> dict:
    """First: nothing is kept of it, in a process that has drawn before. After: it is kept."""
    browser.body(path)

    def anew() -> None:
        shutil.rmtree(drawings, ignore_errors=True)

    first, first_cpu = _timed(browser, pid, path, times, before=anew)
    after, after_cpu = _timed(browser, pid, path, REQUESTS)
    return {
        "first_ms": round(1000 * statistics.median(first)),
        "first_cpu_ms": round(1000 * first_cpu),
        "after_p95_ms": round(1000 * _p95(after), 1),
        "after_median_ms": round(1000 * statistics.median(after), 1),
        "after_cpu_ms": round(1000 * after_cpu, 1),
        "times_as_fast": round(statistics.median(first) / statistics.median(after)),
    }


def _timed(
    browser: Browser, pid: int, path: str, times: int, before: Callable[[], None] = lambda: None
) -> tuple[list[float], float]:
    took, used = [], cpu_seconds(pid)
    for _ in range(times):
        before()
        began = time.perf_counter()
        if not browser.body(path).startswith((b"<?xml", b"%PDF")):
            raise RuntimeError(f"{path} answered something else")
        took.append(time.perf_counter() - began)
    return took, (cpu_seconds(pid) - used) / times


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
