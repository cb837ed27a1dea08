"""What small teams read: exact counts, widths and people given away, by the rule in force.

On the demo's people and their use, frozen in benchmarks/usefulness_demo.json, and on random organisations
whose seeds are drawn at each run and printed. Advice is measured on the demo's own database, the forecast on
series of its own.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from adoption.publishing.disclosure.drafting import audit_figures, figures_of
from adoption.publishing.disclosure.history import ChainCounts, protect_chain
from adoption.publishing.disclosure.protection import Parameters, PopulationNode, build_tree
from adoption.publishing.disclosure.staff import Staff
from benchmarks import usefulness_forecast
from tests.e2e import site as sites


FROZEN = Path(__file__).with_name("usefulness_demo.json")
SMALL = (10, 25)  # people of a small team, both included
ORGANISATIONS, PERIODS = 50, 3
LEVELS = 5  # unknown, known, account, used, habit


def measure() -> dict[str, Any]:
    months = json.loads(FROZEN.read_text())
    year = [small_teams(_published(groups)) for groups in months.values()]
    seeds = [random.SystemRandom().randrange(10**6) for _ in range(ORGANISATIONS)]
    drawn = [
        _published(groups) for seed in seeds for groups in random_organisation(random.Random(seed))
    ]
    return {
        "demo_last_month": summary(year[-1]),
        "demo_all_months": summary([team for teams in year for team in teams]),
        "random_organisations": summary([team for month in drawn for team in small_teams(month)]),
        "fixed_by_the_auditor": sum(len(audit.findings) for _staff, _figures, audit in drawn),
        "seeds": seeds,
        "advice": _advice_in_the_demo(),
        "forecast": usefulness_forecast.measure(),
    }


def _advice_in_the_demo() -> dict[str, Any]:
    """What benchmarks.usefulness_advice finds in a demo seeded today."""
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        settings = sites.environment(Path(top))
        sites.manage("seed_demo", "--migrate", **settings)
        script = "import json; from benchmarks.usefulness_advice import measure; print(json.dumps(measure()))"
        answer = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", script],
            cwd=sites.ROOT,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            check=True,
        )
    figures: dict[str, Any] = json.loads(answer.stdout.decode().splitlines()[-1])
    return figures


def small_teams(published: tuple) -> list[tuple[int, int, int]]:
    """Size, low and high of the used count of each leaf team of 10 to 25 people."""
    staff, figures, _audit = published
    found = []
    for population in staff.tree.order:
        if staff.tree.children[population.id] or not SMALL[0] <= population.size <= SMALL[1]:
            continue
        figure = figures.used[population.id]
        low = 0 if figure.low is None else figure.low
        found.append(
            (population.size, low, population.size if figure.high is None else figure.high)
        )
    return found


def summary(teams: list[tuple[int, int, int]]) -> dict[str, Any]:
    """Widths in points of the population; `without_a_word`: teams of which any count is possible."""
    widths = [100 * (high - low) / size for size, low, high in teams]
    return {
        "teams": len(teams),
        "sizes": dict(sorted(Counter(size for size, _low, _high in teams).items())),
        "exact": sum(low == high for _size, low, high in teams),
        "exact_percent": round(100 * sum(low == high for _, low, high in teams) / len(teams)),
        "mean_width": round(sum(widths) / len(widths), 1),
        "without_a_word": sum((low, high) == (0, size) for size, low, high in teams),
    }


def _published(groups: dict[str, Any]) -> tuple:
    """Staff, figures and audit of a month. groups: parents of teams, and levels by team and part."""
    parents = groups["parents"]
    levels = {(team, part): own for team, part, own in groups["levels"]}
    counts, sizes, users = _totals(parents, levels)
    tree = build_tree(PopulationNode(team, parents[team], sizes[team]) for team in sizes)
    people = {
        f"{team}/{part}/{n}": (team, part)
        for (team, part), own in levels.items()
        for n in range(sum(own))
    }
    staff = Staff(
        tree,
        {key: team for key, (team, _part) in people.items()},
        {key: part for key, (_team, part) in people.items()},
    )
    parameters = Parameters.for_production()
    figures = protect_chain(
        staff, [], ChainCounts(*counts, parts=users), parameters, with_known=False
    )
    audit = audit_figures(tree, levels, figures_of(figures), figures.parts, parameters)
    return staff, figures, audit


def _totals(parents: dict[str, str | None], levels: dict) -> tuple:
    """Counts of the four levels by population, sizes by population, users by part."""
    counts = [Counter() for _ in range(1, LEVELS)]
    sizes, users = Counter(), Counter()
    for (team, part), own in levels.items():
        users[part] += sum(own[3:])
        above: str | None = team
        while above is not None:
            sizes[above] += sum(own)
            for level, count in enumerate(counts, start=1):
                count[above] += sum(own[level:])
            above = parents[above]
    every = [{team: count[team] for team in sizes} for count in counts]
    return every, sizes, dict(users)


def random_organisation(chance: random.Random) -> list[dict[str, Any]]:
    """Three periods of 100 to 200 people in divisions and teams of 8 to 25, and four to six jobs."""
    size, parents, members = chance.randint(100, 200), {"all": None}, []
    jobs = [f"job {n}" for n in range(chance.randint(4, 6))]
    while len(members) < size:
        division = f"division {len(parents)}"
        parents[division] = "all"
        for _ in range(chance.randint(2, 4)):
            team = f"team {len(parents)}"
            parents[team] = division
            ready = chance.betavariate(2, 2)
            usual = chance.sample(jobs, k=2)
            members += [
                (team, chance.choice(usual if chance.random() < 0.8 else jobs), ready)
                for _ in range(chance.randint(8, 25))
            ]
    return [_period(parents, members, chance, 0.5 + 0.25 * period) for period in range(PERIODS)]


def _period(parents: dict, members: list, chance: random.Random, progress: float) -> dict[str, Any]:
    levels: dict[tuple[str, str], list[int]] = {}
    for team, job, ready in members:
        own = levels.setdefault((team, job), [0] * LEVELS)
        level = 0
        while level < LEVELS - 1 and chance.random() < (0.55 + 0.45 * ready) * progress**0.5:
            level += 1
        own[level] += 1
    return {
        "parents": parents,
        "levels": [[team, job, own] for (team, job), own in levels.items()],
    }
