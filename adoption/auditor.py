"""The independent auditor: can the published figures of a month force anybody's value?

It shares no code and no type with the rule that chose the figures. It writes every published
number as a constraint on how many people of each team (and of each part of the staff, where a
crossing partition is published) have each level, gives a coalition its own levels, and asks a
mixed-integer solver for worlds that differ. It gates a publication and
never chooses what to coarsen: a choice made from the true values would leak by itself.

People of one team and part are interchangeable apart from the coalition, so somebody is fixed
exactly when, in every world that fits, none or all of the others there have the value.

What it does not see: a reader who reasons about earlier months, or about why a figure was
coarsened. The rule's own proof covers these, and exhaustive tests on small organisations.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np


if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

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

# The two questions about a group and a level: does somebody reach it, and does somebody not?
SOMEBODY_DOES, SOMEBODY_DOES_NOT = 0, 1

COALITION = 3
MOST_COALITIONS = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """The group's people outside the coalition all reach the level, or none of them does."""

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
    wanted = list(dict.fromkeys(_coalitions(case, coalition_size)))
    findings: list[Finding] = []
    for coalition in wanted[:most_coalitions]:
        findings.extend(_fixed_by(case, coalition))
    return AuditResult(
        findings=tuple(findings),
        figures_checked=len(case.figures),
        coalitions_tried=min(len(wanted), most_coalitions),
        coalitions_left_out=max(len(wanted) - most_coalitions, 0),
        seconds=time.perf_counter() - started,
    )


class _Case:
    """The unknowns: for each group of people, a count for each level, row by row.

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
        self.known_facts, self.lows, self.highs = self._known_facts()
        # Every world found so far, of everybody: it may serve another coalition as well.
        self.worlds: list[NDArray[np.int64]] = []
        for rows, level, low, high in self.figures:
            if not low <= int(self.true[rows, level:].sum()) <= high:
                raise ValueError(f"a figure at level {level} of the groups {rows} is not true")

    def _known_facts(self) -> tuple[csr_array, NDArray[np.int64], NDArray[np.int64]]:
        """The sizes of the groups and the published figures: sums of unknowns, and their limits."""
        groups = [range(row * LEVELS, (row + 1) * LEVELS) for row in range(len(self.groups))]
        figures = [
            [row * LEVELS + cell for row in rows for cell in range(level, LEVELS)]
            for rows, level, _, _ in self.figures
        ]
        sizes = self.true.sum(axis=1)
        return (
            _sums([*groups, *figures], self.true.size),
            np.r_[sizes, [low for _, _, low, _ in self.figures]].astype(np.int64),
            np.r_[sizes, [high for _, _, _, high in self.figures]].astype(np.int64),
        )


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
    """Nobody; then those who know most about their own part or team: of use, then of each other level.

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
            case.published, key=lambda each: (each[1], len(case.teams[each[0]]), str(each[0]))
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
        for _, rows in sorted(rows_of.items(), key=lambda each: (len(each[1]), str(each[0])))
        if rows
    ]


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
            group.extend([(case.groups[row], person_level)] * min(count, size))
    chosen = rare[:rarer]
    chosen += common[: size - len(chosen)]
    return tuple(sorted(chosen, key=str))


def _fixed_by(case: _Case, coalition: Sequence[Member]) -> list[Finding]:
    """Everybody outside the coalition whom the figures and its own levels fix.

    Worlds that were found for other coalitions answer what they can. Then each round asks for one
    world in which as many open questions as possible are answered "not fixed"; the round that can
    answer none proves that the rest are fixed.
    """
    own = np.zeros_like(case.true)
    for group, level in coalition:
        own[case.row[group], level] += 1
    sizes = case.true.sum(axis=1) - own.sum(axis=1)
    waiting = np.zeros((len(case.groups), LEVELS, 2), dtype=bool)
    for _, level, _, _ in case.figures:
        waiting[sizes > 0, level] = True
    for found in case.worlds:
        if not waiting.any():
            return []
        if (found >= own).all():
            waiting &= ~_answered(found - own, sizes)
    while waiting.any():
        world = _world(case, own, sizes, np.argwhere(waiting))
        case.worlds.append(world + own)
        still = waiting & ~_answered(world, sizes)
        if (still == waiting).all():
            break
        waiting = still
    return [
        Finding(case.groups[row], level, answer == SOMEBODY_DOES_NOT, tuple(coalition))
        for row, level, answer in np.argwhere(waiting).tolist()
    ]


def _answered(world: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """By row, level and question: whether it is so in this world of the others."""
    reached = world[:, ::-1].cumsum(axis=1)[:, ::-1]
    return np.stack([reached >= 1, reached <= sizes[:, None] - 1], axis=2)


def _world(
    case: _Case,
    own: NDArray[np.int64],
    sizes: NDArray[np.int64],
    waiting: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Counts of the others, by group and level, answering as many questions as possible.

    waiting: a line (row, level, question) each. One more unknown a question, at most 1 and at most
    the number of people who answer it.
    """
    # Imported here: scipy is slow to load, and only an audit needs it.
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import block_array  # noqa: PLC0415

    cells, asked = case.true.size, len(waiting)
    known, answers = case.known_facts, _answers_to(waiting, cells)
    of_coalition = known @ own.ravel()
    solution = milp(
        c=np.r_[np.zeros(cells), -np.ones(asked)],
        constraints=LinearConstraint(
            block_array([[known, None], [answers[:, :cells], answers[:, cells:]]], format="csr"),
            np.r_[case.lows - of_coalition, np.full(asked, -np.inf)],
            np.r_[case.highs - of_coalition, np.zeros(asked)],
        ),
        bounds=Bounds(0, np.r_[np.repeat(sizes, LEVELS), np.ones(asked)]),
        integrality=np.r_[np.ones(cells), np.zeros(asked)],
        options={"mip_rel_gap": 0},
    )
    if solution.status != 0:
        raise RuntimeError(
            f"the solver found no world for the published figures: {solution.message}"
        )
    world: NDArray[np.int64] = np.rint(solution.x[:cells]).astype(np.int64)
    return world.reshape(-1, LEVELS)


def _sums(chosen: Iterable[Iterable[int]], cells: int) -> csr_array:
    """A line for each: the sum of the unknowns of these numbers."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    columns = [list(each) for each in chosen]
    ends = np.cumsum([0, *map(len, columns)])
    numbers = np.array([number for each in columns for number in each], dtype=np.int64)
    return csr_array((np.ones(len(numbers)), numbers, ends), shape=(len(columns), cells))


def _answers_to(waiting: NDArray[np.int64], cells: int) -> csr_array:
    """A line for each question: its own unknown, less the people who answer it; at most 0."""
    from scipy.sparse import eye_array, hstack  # noqa: PLC0415

    people = _sums(
        (
            range(row * LEVELS + level, (row + 1) * LEVELS)
            if question == SOMEBODY_DOES
            else range(row * LEVELS, row * LEVELS + level)
            for row, level, question in waiting.tolist()
        ),
        cells,
    )
    return hstack([-people, eye_array(len(waiting))], format="csr")
