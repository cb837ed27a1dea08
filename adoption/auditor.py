"""The independent auditor: can the published figures of a month force anybody's value?

It shares no code and no type with the rule that chose the figures. It writes every published
number as a constraint on how many people of each team have each level, gives a coalition its
own levels, and asks adoption.worlds for worlds that differ. It gates a publication and
never chooses what to coarsen: a choice made from the true values would leak by itself.

People of one team are interchangeable apart from the coalition, so somebody is fixed exactly
when, in every world that fits, none or all of the team's other people have the value.

What it does not see: a reader who reasons about earlier months, or about why a figure was
coarsened. The rule's own proof covers these, and exhaustive tests on small organisations.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from adoption.worlds import Worlds


if TYPE_CHECKING:
    from numpy.typing import NDArray

Key = int | str
# The five levels of a person: unknown, known, account, used, habit.
LEVELS = 5
USED = 3
# (team, level, least, greatest): so many people of the team and its sub-teams reach the level.
Published = tuple[Key, int, int, int]
# (team, level): one member of the coalition, directly attached to the team.
Member = tuple[Key, int]

COALITION = 3
MOST_COALITIONS = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """The team's people outside the coalition all reach the level, or none of them does."""

    team: Key
    level: int
    reached_by_all: bool
    coalition: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class AuditResult:
    findings: tuple[Finding, ...]
    figures_checked: int
    coalitions_tried: int
    coalitions_left_out: int
    seconds: float
    # Before those that come twice are put together: how many do so depends on hidden values.
    coalitions_asked: int = 0

    @property
    def passed(self) -> bool:
        return not self.findings


def audit(
    parents: Mapping[Key, Key | None],
    people: Mapping[Key, Sequence[int]],
    published: Iterable[Published],
    coalition_size: int = COALITION,
    most_coalitions: int = MOST_COALITIONS,
) -> AuditResult:
    """Try the published figures of one portal and month against readers who pool what they know.

    parents: each team's parent, None for the organisation. people: for each team, how many
    people directly attached to it are exactly at each of the five levels (the true values,
    which only serve to choose coalitions). published: figures with bounds; hidden ones are
    left out. Coalitions beyond most_coalitions are left out, use and the smallest teams being
    tried first, and counted in the result. ValueError when the true values contradict a figure.
    """
    started = time.perf_counter()
    figures = tuple(published)
    case = _Case(parents, people, figures)
    every = list(_coalitions(case, coalition_size))
    wanted = list(dict.fromkeys(every))
    worlds = _worlds(case)
    findings: list[Finding] = []
    for coalition in wanted[:most_coalitions]:
        findings.extend(_fixed_by(case, worlds, coalition))
    return AuditResult(
        findings=tuple(findings),
        figures_checked=len(figures),
        coalitions_tried=min(len(wanted), most_coalitions),
        coalitions_left_out=max(len(wanted) - most_coalitions, 0),
        seconds=time.perf_counter() - started,
        coalitions_asked=len(every),
    )


class _Case:
    """The unknowns: for each team with direct members, a count for each level, row by row."""

    def __init__(
        self,
        parents: Mapping[Key, Key | None],
        people: Mapping[Key, Sequence[int]],
        figures: Sequence[Published],
    ) -> None:
        self.teams = [team for team in parents if sum(people.get(team, ())) > 0]
        self.row = {team: number for number, team in enumerate(self.teams)}
        self.true = np.array([people[team] for team in self.teams], dtype=int).reshape(-1, LEVELS)
        self.members = _rows_below(parents, self.row)
        self.figures = figures
        for team, level, low, high in figures:
            count = int(self.true[self.members[team], level:].sum())
            if not low <= count <= high:
                raise ValueError(f"the figure of team {team!r} at level {level} is not true")


def _rows_below(parents: Mapping[Key, Key | None], row: Mapping[Key, int]) -> dict[Key, list[int]]:
    below: dict[Key, list[int]] = {team: [] for team in parents}
    for team in row:
        above: Key | None = team
        steps = 0
        while above is not None:
            if steps == len(parents):
                raise ValueError(f"team {team!r} is below itself")
            below[above].append(row[team])
            above = parents[above]
            steps += 1
    return below


def _coalitions(case: _Case, size: int) -> Iterator[tuple[Member, ...]]:
    """Nobody; then those who know most about their own team: of use, then of each other level.

    From the smallest team up. Most is known by people who share the rarer value of a level that is
    published of the team (use is asked of every team); and by a manager with the commoner value
    whose colleagues share the rarer one.
    """
    yield ()
    levels_of: dict[Key, set[int]] = {team: {USED} for team in case.members}
    for team, level, _, _ in case.figures:
        levels_of[team].add(level)
    teams = sorted(
        (team for team, rows in case.members.items() if rows),
        key=lambda team: (len(case.members[team]), str(team)),
    )
    # Use first, of every team: in a large organisation not all coalitions are tried.
    wanted = sorted(
        ((level, team) for team in teams for level in levels_of[team]),
        key=lambda each: (each[0] != USED, each[0]),
    )
    for level, team in wanted:
        rows = case.members[team]
        reached = case.true[rows, level:].sum()
        rarer_reaches = 2 * reached <= case.true[rows].sum()
        for rarer in range(size, max(size - 2, -1), -1):
            yield _pick(case, rows, level, bool(rarer_reaches), rarer, size)


def _pick(
    case: _Case, rows: Sequence[int], level: int, rarer_reaches: bool, rarer: int, size: int
) -> tuple[Member, ...]:
    """`rarer` people with the rarer value and the rest with the other, the smallest rows first."""
    rare: list[Member] = []
    common: list[Member] = []
    for row in sorted(rows, key=lambda number: (case.true[number].sum(), number)):
        for person_level in range(LEVELS):
            group = rare if (person_level >= level) == rarer_reaches else common
            count = int(case.true[row, person_level])
            group.extend([(case.teams[row], person_level)] * min(count, size))
    chosen = rare[:rarer]
    chosen += common[: size - len(chosen)]
    return tuple(sorted(chosen, key=str))


def _fixed_by(case: _Case, worlds: Worlds, coalition: Sequence[Member]) -> list[Finding]:
    """Everybody outside the coalition whom the figures and its own levels fix."""
    own = np.zeros_like(case.true)
    for team, level in coalition:
        own[case.row[team], level] += 1
    return [
        Finding(case.teams[row], level, not reaches, tuple(coalition))
        for row, level, reaches in worlds.fixed(own)
    ]


def _worlds(case: _Case) -> Worlds:
    # Imported here: scipy is slow to load, and only an audit needs it.
    from scipy.sparse import csr_array  # noqa: PLC0415

    lines = _Lines()
    _add_known_facts(lines, case, np.zeros_like(case.true), case.true.sum(axis=1))
    matrix = csr_array(
        (lines.factors, (lines.rows, lines.columns)), shape=(len(lines.lows), case.true.size)
    )
    levels = sorted({level for _, level, _, _ in case.figures})
    return Worlds(case.true, matrix, np.array(lines.lows), np.array(lines.highs), levels)


class _Lines:
    """Linear constraints low <= sum of factor * unknown <= high, as a sparse matrix wants them."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.factors: list[float] = []
        self.lows: list[float] = []
        self.highs: list[float] = []

    def add(self, terms: Iterable[tuple[int, float]], low: float, high: float) -> None:
        for column, factor in terms:
            self.rows.append(len(self.lows))
            self.columns.append(column)
            self.factors.append(factor)
        self.lows.append(low)
        self.highs.append(high)


def _add_known_facts(
    lines: _Lines, case: _Case, own: NDArray[np.int64], sizes: NDArray[np.int64]
) -> None:
    """The sizes of the teams and the published figures, less what the coalition makes of them."""
    for row, size in enumerate(sizes):
        lines.add(((row * LEVELS + level, 1.0) for level in range(LEVELS)), size, size)
    for team, level, low, high in case.figures:
        rows = case.members[team]
        known = own[rows, level:].sum()
        terms = ((row * LEVELS + cell, 1.0) for row in rows for cell in range(level, LEVELS))
        lines.add(terms, low - known, high - known)
