"""Organisations whose lives are made of real days of use, and a solver that looks for a world.

A kind of person: their team, their level in the quarter's last month, and every count of adoption.publishing.disclosure.further
in which they are. Kinds are found by drawing links and days and asking adoption.publishing.disclosure.quarterly_activity, so that what
the rule believes possible is what the program would count.
"""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from adoption.foundation.indicators import PersonMonth, use_values
from adoption.foundation.periods import Quarter
from adoption.publishing.disclosure.further import (
    UNUSED,
    USED,
    count_quarter,
    month_bounds,
    protect_quarter,
)
from adoption.publishing.disclosure.history import ChainCounts, protect_chain, witness_of
from adoption.publishing.disclosure.protection import HIDDEN, PopulationNode, build_tree
from adoption.publishing.disclosure.quarterly_activity import (
    ExpectedFrequency,
    LinkedUse,
    Service,
    quarterly_activity_of,
)
from adoption.publishing.disclosure.staff import Staff


QUARTER = Quarter(2026, 3)
MONTH = QUARTER.months[-1]
OLD, BEFORE, LATER = date(2026, 1, 10), date(2026, 4, 10), date(2026, 5, 20)
FIRST, SECOND, THIRD = date(2026, 7, 10), date(2026, 8, 15), date(2026, 9, 12)
LAST = date(2026, 9, 30)
WEEKLY = [
    day
    for month in QUARTER.months
    for day in (month.first_day + timedelta(n) for n in (4, 10, 17, 24))
]
PATTERNS = [
    [],
    [OLD],
    [BEFORE],
    [LATER],
    [OLD, BEFORE],
    [FIRST],
    [SECOND],
    [THIRD],
    [LAST],
    [SECOND, THIRD],
    [OLD, THIRD],
    [BEFORE, FIRST],
    [BEFORE, THIRD],
    [BEFORE, FIRST, SECOND, THIRD],
    [LATER, FIRST, SECOND, THIRD],
    [FIRST, SECOND, THIRD],
    [BEFORE, *WEEKLY],
    [LATER, *WEEKLY],
    WEEKLY,
]
LINKS = [date(2025, 1, 1), date(2026, 4, 6), date(2026, 4, 28), date(2026, 9, 1)]
LEVELS = ("known", "account", "used", "habit")


def kinds_of(services):
    """Of linked people: (level, counts), each once."""
    kinds = set()
    for patterns in itertools.product(PATTERNS, repeat=len(services)):
        days = {
            service.slug: frozenset(pattern)
            for service, pattern in zip(services, patterns, strict=True)
            if pattern
        }
        everything = frozenset().union(*days.values())
        month = frozenset(day for day in everything if day in MONTH)
        level = sum(
            getattr(use_values(PersonMonth("x", True, True, month), MONTH), each) for each in LEVELS
        )
        for linked_on in LINKS:
            doings = quarterly_activity_of(LinkedUse(linked_on, days), QUARTER, services)
            counts = count_quarter([] if doings is None else [doings])
            kinds.add((level, frozenset([*counts, (USED if month else UNUSED, "")])))
    return kinds


@dataclass(frozen=True)
class Organisation:
    """teams: name to size; those of "all" belong to no team."""

    teams: tuple[tuple[str, int], ...]
    services: tuple[Service, ...]

    @cached_property
    def staff(self):
        team_of = {f"{team}-{n}": team for team, size in self.teams for n in range(size)}
        sizes = [PopulationNode(team, "all", size) for team, size in self.teams if team != "all"]
        everybody = sum(size for _team, size in self.teams)
        return Staff(build_tree([*sizes, PopulationNode("all", None, everybody)]), team_of)

    @cached_property
    def kinds(self):
        """(team, level, counts): five who only declare, and those who are linked."""
        linked = sorted(kinds_of(self.services), key=lambda kind: (kind[0], sorted(kind[1])))
        silent = [(level, frozenset()) for level in range(5)]
        return [(team, *kind) for team, _size in self.teams for kind in [*silent, *linked]]

    @cached_property
    def rows(self):
        """By (level, population) or by count, which kinds are in it."""
        found = {}
        for at, (team, level, counts) in enumerate(self.kinds):
            for name in LEVELS[:level]:
                for population in {team, "all"}:
                    found.setdefault((name, population), np.zeros(len(self.kinds)))[at] = 1
            for key in counts:
                found.setdefault(key, np.zeros(len(self.kinds)))[at] = 1
        return found

    def published(self, world, parameters, protect=protect_quarter):
        """All figures of the month: of the chain by (level, population), and of the organisation."""
        none = np.zeros(len(self.kinds))
        totals = {key: int(row @ world) for key, row in self.rows.items()}
        populations = [each.id for each in self.staff.tree.order]
        chain = protect_chain(
            self.staff,
            [],
            ChainCounts(*({p: totals.get((name, p), 0) for p in populations} for name in LEVELS)),
            parameters,
        )
        room = month_bounds(self.staff, chain, witness_of(self.staff, chain), parameters)
        figures = protect(totals, room, list(self.services), parameters, least=1)
        shown = {
            (name, population): figure
            for name in LEVELS
            for population, figure in getattr(chain, name).items()
        } | figures
        for key, figure in shown.items():
            if figure != HIDDEN:
                assert figure.low <= totals.get(key, 0) <= figure.high, (key, figure, totals)
        return {
            key: (self.rows.get(key, none), figure)
            for key, figure in shown.items()
            if figure != HIDDEN
        }

    def find(self, published, at_least=0, most=None):
        """A world in which the same is published, with these people at least; None if there is none."""
        wanted = [(row, figure.low, figure.high) for row, figure in published.values()]
        for team, size in self.teams:
            own = np.array([float(kind[0] == team) for kind in self.kinds])
            wanted.append((own, size, size))
        rows, lows, highs = zip(*wanted, strict=True)
        solution = milp(
            np.zeros(len(self.kinds)) if most is None else -most,
            constraints=LinearConstraint(np.array(rows), lows, highs),
            bounds=Bounds(at_least, np.inf),
            integrality=np.ones(len(self.kinds)),
            options={"time_limit": 60},
        )
        return None if solution.x is None else np.rint(solution.x).astype(int)


def service(slug, expected=ExpectedFrequency.MONTHLY, *, advanced=False):
    return Service(slug, advanced, expected)
