"""The independent auditor: can the published figures of a month force anybody's value?

It shares no code and no type with the rule that chose the figures. It writes every published
number as a constraint on how many people of each team (and of each part of the staff, where a
crossing partition is published) have each level, gives a coalition its own levels, and asks
adoption.publishing.disclosure.worlds for worlds that differ. It gates a publication and
never chooses what to coarsen: a choice made from the true values would leak by itself.

People of one team and part are interchangeable apart from the coalition, so somebody is fixed
exactly when, in every world that fits, none or all of the others there have the value.

What it does not see: a reader who reasons about earlier months, or about why a figure was
coarsened. The rule's own proof covers these, and exhaustive tests on small organisations.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from adoption.publishing.disclosure.worlds import Worlds


Key = int | str
# A team, or (team, part): the people directly attached to the team who belong to the part.
Group = Key | tuple[Key, Key]
# The five levels of a person: unknown, known, account, used, habit.
LEVELS = 5
USED = 3
# (team, level, least, greatest): so many people of the team and its sub-teams reach the level.
Published = tuple[Key, int, int, int]
# (part, level, least, greatest): the same of a part of the staff.
PublishedPart = tuple[Key, int, int, int]
# (group, level): one member of the coalition.
Member = tuple[Group, int]

COALITION = 3
MOST_COALITIONS = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """A forced value: the group's people outside the coalition all reach the level, or none of them does."""

    group: Group
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
    people: Mapping[Any, Sequence[int]],
    published: Iterable[Published],
    published_parts: Iterable[PublishedPart] = (),
    *,
    coalition_size: int = COALITION,
    most_coalitions: int = MOST_COALITIONS,
) -> AuditResult:
    """Try the published figures of one portal and month against readers who pool what they know.

    parents: each team's parent, None for the organisation. people: for each team, or for each
    (team, part), how many people directly attached to it are exactly at each of the five levels (the
    true values, which only serve to choose coalitions). published: figures with bounds; hidden
    ones are left out. published_parts: the same of the parts of the staff, across all teams.
    Coalitions beyond most_coalitions are left out, parts, use and the smallest teams being tried
    first, and counted in the result. ValueError when the true values contradict a figure.
    """
    started = time.perf_counter()
    case = _Case(parents, people, tuple(published), tuple(published_parts))
    every = list(_coalitions(case, coalition_size))
    wanted = list(dict.fromkeys(every))
    worlds = _worlds(case)
    findings: list[Finding] = []
    for coalition in wanted[:most_coalitions]:
        findings.extend(_fixed_by(case, worlds, coalition))
    return AuditResult(
        findings=tuple(findings),
        figures_checked=len(case.figures),
        coalitions_tried=min(len(wanted), most_coalitions),
        coalitions_left_out=max(len(wanted) - most_coalitions, 0),
        seconds=time.perf_counter() - started,
        coalitions_asked=len(every),
    )


class _Case:
    """The unknowns of the linear system: a count for each group and level, row by row.

    figures: (rows, level, least, greatest), of teams and of parts alike. teams, parts: the rows of each.
    """

    def __init__(
        self,
        parents: Mapping[Key, Key | None],
        people: Mapping[Any, Sequence[int]],
        published: Sequence[Published],
        published_parts: Sequence[PublishedPart],
    ) -> None:
        found: dict[Group, Sequence[int]] = {**people}
        self.groups = [group for group, levels in found.items() if sum(levels) > 0]
        self.row = {group: number for number, group in enumerate(self.groups)}
        self.true = np.array([found[group] for group in self.groups], dtype=int).reshape(-1, LEVELS)
        self.teams = _rows_below(parents, self.groups)
        self.parts = _rows_of_parts(self.groups)
        self.published = {(team, level) for team, level, _, _ in published}
        self.figures = [
            *((self.teams[team], level, low, high) for team, level, low, high in published),
            *((self.parts[part], level, low, high) for part, level, low, high in published_parts),
        ]
        for rows, level, low, high in self.figures:
            if not low <= int(self.true[rows, level:].sum()) <= high:
                raise ValueError(f"a figure at level {level} of the groups {rows} is not true")


def _team_of(group: Group) -> Key:
    return group[0] if isinstance(group, tuple) else group


def _rows_below(parents: Mapping[Key, Key | None], groups: Sequence[Group]) -> dict[Key, list[int]]:
    below: dict[Key, list[int]] = {team: [] for team in parents}
    for row, group in enumerate(groups):
        above: Key | None = _team_of(group)
        steps = 0
        while above is not None:
            if steps == len(parents):
                raise ValueError(f"team {_team_of(group)!r} is below itself")
            below[above].append(row)
            above = parents[above]
            steps += 1
    return below


def _rows_of_parts(groups: Sequence[Group]) -> dict[Key, list[int]]:
    rows: dict[Key, list[int]] = {}
    for row, group in enumerate(groups):
        if isinstance(group, tuple):
            rows.setdefault(group[1], []).append(row)
    return rows


def _coalitions(case: _Case, size: int) -> Iterator[tuple[Member, ...]]:
    """Yield the empty coalition, then those who know most about their own part or team, by level.

    From the smallest up. Most is known by people who share the rarer value of a level that is
    published of the team (use is asked of every team, and of every part); and by a manager with the
    commoner value whose colleagues share the rarer one.
    """
    yield ()
    # Use first, of every part and team: in a large organisation not all coalitions are tried.
    parts = [(rows, USED) for rows in _smallest_first(case.parts)]
    use = [(rows, USED) for rows in _smallest_first(case.teams)]
    others = [
        (case.teams[team], level)
        for team, level in sorted(
            case.published,
            key=lambda team_level: (
                team_level[1],
                len(case.teams[team_level[0]]),
                str(team_level[0]),
            ),
        )
        if level != USED
    ]
    for rows, level in [*parts, *use, *others]:
        reached = case.true[rows, level:].sum()
        rarer_reaches = 2 * reached <= case.true[rows].sum()
        for rarer in range(size, max(size - 2, -1), -1):
            yield _pick(case, rows, level, bool(rarer_reaches), rarer, size)


def _smallest_first(rows_of: Mapping[Key, list[int]]) -> list[list[int]]:
    return [
        rows
        for _, rows in sorted(rows_of.items(), key=lambda item: (len(item[1]), str(item[0])))
        if rows
    ]


def _pick(
    case: _Case, rows: Sequence[int], level: int, rarer_reaches: bool, rarer: int, size: int
) -> tuple[Member, ...]:
    """Pick `rarer` people with the rarer value and the rest with the other, the smallest rows first."""
    rare: list[Member] = []
    common: list[Member] = []
    for row in sorted(rows, key=lambda number: (case.true[number].sum(), number)):
        for person_level in range(LEVELS):
            group = rare if (person_level >= level) == rarer_reaches else common
            count = int(case.true[row, person_level])
            group.extend([(case.groups[row], person_level)] * min(count, size))
    chosen = rare[:rarer]
    chosen += common[: size - len(chosen)]
    return tuple(sorted(chosen, key=str))


def _fixed_by(case: _Case, worlds: Worlds, coalition: Sequence[Member]) -> list[Finding]:
    """Everybody outside the coalition whose value the figures and the coalition's own levels fix."""
    own = np.zeros_like(case.true)
    for group, level in coalition:
        own[case.row[group], level] += 1
    return [
        Finding(case.groups[row], level, not reaches, tuple(coalition))
        for row, level, reaches in worlds.fixed(own)
    ]


def _worlds(case: _Case) -> Worlds:
    # Imported here: scipy is slow to load, and only an audit needs it.
    from scipy.sparse import csr_array  # noqa: PLC0415

    lines = _Lines()
    for row, size in enumerate(case.true.sum(axis=1)):
        lines.add(((row * LEVELS + level, 1.0) for level in range(LEVELS)), size, size)
    for rows, level, low, high in case.figures:
        terms = ((row * LEVELS + cell, 1.0) for row in rows for cell in range(level, LEVELS))
        lines.add(terms, low, high)
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
