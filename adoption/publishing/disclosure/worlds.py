"""Worlds that fit published figures: the auditor's search for one in which somebody's value differs.

A world says how many people of each group have each level. Whoever reads the figures and knows the
levels of some people can tell a value of the others only when no world answers otherwise. So the
search collects worlds, mends those that contradict what the coalition knows around its own groups,
and asks the whole organisation only for what is left. Each world is checked against every figure
before it counts; that none is left for a question is told by the solver on the whole problem, and
by nothing less.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


World = NDArray[np.int64]
# (group, level, reaches): can somebody there reach the level (True), can somebody fail to (False)?
Question = tuple[int, int, bool]

NEAR = (24, 160, 960)  # groups around a question that may change, before all may
MOST_TOGETHER = 12  # groups of a smallest figure that come in as one
KEPT = 48  # worlds remembered beside those of the beginning


class ContradictoryFigures(RuntimeError):
    """No world at all fits the figures: the figures themselves are wrong."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A world that was found. `unanswered`: the questions that it does not answer, whoever is asked about."""

    world: World
    unanswered: NDArray[np.bool_]


class Worlds:
    """`true`: one world that fits, by group and level. `lines`: low <= matrix @ world <= high.

    Every group's size must be one of the lines.
    """

    def __init__(
        self,
        true: NDArray[np.int64],
        matrix: Any,
        lows: NDArray[np.float64],
        highs: NDArray[np.float64],
        levels: Sequence[int],
    ) -> None:
        self.true = true
        self.sizes = true.sum(axis=1)
        self.cells = true.shape[1]
        self.by_line = matrix
        self.by_cell = matrix.tocsc()
        self.lows, self.highs = lows, highs
        self.levels = sorted(levels)
        self.around = _Neighbours(matrix, self.cells)
        self.nobody = np.zeros_like(true)
        self.lasting: list[_Found] = []
        self.recent: deque[_Found] = deque()  # bounded once the search has begun
        self.lasting.append(self._found(true))
        open_ = self._open(self.nobody, np.array([], dtype=np.int64))
        for count in NEAR:
            self._explore_near(open_, count)
        self._close(self.nobody, open_)
        self._keep_few()

    def fixed(self, own: NDArray[np.int64]) -> list[Question]:
        """Questions that no world answers, once the coalition's own people (by group and level) are set apart."""
        groups = np.flatnonzero(own.any(axis=1))
        open_ = self._open(own, groups)
        for found in self.lasting:
            if not open_.any():
                return []
            is_wanted = bool((open_ & ~found.unanswered).any())
            if is_wanted and not _holds(found.world, own, groups):
                for count in NEAR:
                    mended = self._near(found.world, own, groups, open_, count)
                    if mended is not None:
                        self.recent.append(self._found(mended))
                        open_ &= ~self._answers(mended, own)
                        break
        self._close(own, open_)
        return [
            (int(group), self.levels[level], bool(reaches))
            for group, level, reaches in np.argwhere(open_)
        ]

    def _close(self, own: NDArray[np.int64], open_: NDArray[np.bool_]) -> None:
        """Changes `open_`: what is left there at the end, no world answers."""
        for count in NEAR:
            self._close_near(own, open_, count)
        while open_.any():
            world = self._solve(self.true, own, np.arange(len(self.true)), open_)
            if world is None:
                raise ContradictoryFigures("the solver found no world for the published figures")
            answered = open_ & self._answers(world, own)
            if not answered.any():
                return
            self.recent.append(self._found(world))
            open_ &= ~answered

    # --- Questions, as a table: group, level, (fails, reaches) ---------------------------------------

    def _open(self, own: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Questions that no world found so far answers. The coalition changes only what is asked of its groups."""
        open_ = np.ones((len(self.true), len(self.levels), 2), dtype=bool)
        kept = [
            found_world for found_world in self._all() if _holds(found_world.world, own, groups)
        ]
        for found in kept:
            open_ &= found.unanswered
        open_[groups] = True
        for found in kept:
            open_[groups] &= ~self._answers(found.world[groups], own[groups])
        open_[self.sizes == own.sum(axis=1)] = False
        return open_

    def _found(self, world: World) -> _Found:
        return _Found(world, ~self._answers(world, self.nobody))

    def _answers(self, world: World, own: NDArray[np.int64]) -> NDArray[np.bool_]:
        others = world - own
        reach = others[:, ::-1].cumsum(axis=1)[:, ::-1][:, self.levels]
        left = others.sum(axis=1)[:, None]
        return np.stack([reach < left, reach > 0], axis=2)

    def _all(self) -> Iterator[_Found]:
        yield from self.lasting
        yield from self.recent

    # --- The search ----------------------------------------------------------------------------------

    def _explore_near(self, open_: NDArray[np.bool_], count: int) -> None:
        """Changes `open_`: one world after the other, each changed stretch by stretch, while it helps."""
        before = -1
        while open_.any() and open_.sum() != before:
            world, before = self.true, int(open_.sum())
            for group in self.around.spread(count):
                near = self.around.of([group], count)
                if open_[near].any():
                    found = self._solve(world, self.nobody, near, open_)
                    world = world if found is None else found
            open_ &= ~self._answers(world, self.nobody)
            self.lasting.append(self._found(world))

    def _keep_few(self) -> None:
        """Keep only as many worlds as it takes to answer what all found ones answer together."""
        found, self.recent = [*self._all()], deque(maxlen=KEPT)
        self.lasting = found[:1]  # the true one, in which every coalition can be set apart
        left = found[0].unanswered.copy()
        while True:
            gains = [int((left & ~found_world.unanswered).sum()) for found_world in found]
            best = int(np.argmax(gains))
            if not gains[best]:
                return
            self.lasting.append(found[best])
            left &= found[best].unanswered

    def _close_near(self, own: NDArray[np.int64], open_: NDArray[np.bool_], count: int) -> None:
        """Changes `open_`: what worlds that differ around each open question answer."""
        tried: set[int] = set()
        while True:
            left = [int(row) for row in np.unique(np.argwhere(open_)[:, 0])]
            group = next((row for row in left if row not in tried), None)
            if group is None or len(tried) >= NEAR[0]:
                return
            tried.add(group)
            groups = np.flatnonzero(own.any(axis=1))
            base = next(
                found_world.world
                for found_world in self._all()
                if _holds(found_world.world, own, groups)
            )
            world = self._near(base, own, np.array([group]), open_, count)
            if world is not None:
                self.recent.append(self._found(world))
                open_ &= ~self._answers(world, own)

    def _near(
        self,
        base: World,
        own: NDArray[np.int64],
        groups: NDArray[np.int64],
        open_: NDArray[np.bool_],
        count: int,
    ) -> World | None:
        return self._solve(
            base, own, self.around.of([int(group) for group in groups], count), open_
        )

    def _solve(
        self,
        base: World,
        own: NDArray[np.int64],
        groups: NDArray[np.int64],
        open_: NDArray[np.bool_],
    ) -> World | None:
        """A world that is `base` outside these groups and answers as many of their questions as can be."""
        # Imported here: scipy is slow to load, and only an audit needs it.
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
        from scipy.sparse import coo_array, hstack, vstack  # noqa: PLC0415

        columns = (groups[:, None] * self.cells + np.arange(self.cells)).ravel()
        part = self.by_cell[:, columns]
        lines = np.unique(part.indices)
        part = part.tocsr()[lines]
        rest = self.by_line[lines] @ base.ravel() - part @ base.ravel()[columns]
        lows, highs = self.lows[lines] - rest, self.highs[lines] - rest
        asked = np.argwhere(open_[groups])
        answers, least = self._asking(asked, own[groups])
        extra = coo_array((len(lines), len(asked)))
        matrix = vstack([hstack([part, extra]), answers], format="csr") if len(asked) else part
        size = np.repeat(self.sizes[groups], self.cells)
        solution = milp(
            c=np.r_[np.zeros(len(columns)), -np.ones(len(asked))],
            constraints=LinearConstraint(
                matrix, np.r_[lows, least], np.r_[highs, np.full(len(asked), np.inf)]
            ),
            bounds=Bounds(
                np.r_[own[groups].ravel(), np.zeros(len(asked))], np.r_[size, np.ones(len(asked))]
            ),
            integrality=np.r_[np.ones(len(columns)), np.zeros(len(asked))],
            options={"mip_rel_gap": 0},
        )
        if (
            solution.status != 0
        ):  # too little may change here, or the figures contradict one another
            return None
        world = base.copy()
        world[groups] = np.rint(solution.x[: len(columns)]).astype(np.int64).reshape(-1, self.cells)
        self._check(world, own)
        return world

    def _asking(
        self, asked: NDArray[np.int64], own: NDArray[np.int64]
    ) -> tuple[Any, NDArray[np.float64]]:
        """Constraints of the questions: people who answer one, less the coalition's own, are at least its unknown."""
        from scipy.sparse import coo_array  # noqa: PLC0415

        width = own.size
        rows: list[int] = []
        columns: list[int] = []
        least = np.zeros(len(asked))
        for number, (group, place, reaches) in enumerate(asked):
            level = self.levels[place]
            cells = range(level, self.cells) if reaches else range(level)
            rows += [number] * len(cells)
            columns += [group * self.cells + cell for cell in cells]
            least[number] = own[group, cells.start : cells.stop].sum()
        factors = np.r_[np.ones(len(rows)), -np.ones(len(asked))]
        rows += range(len(asked))
        columns += range(width, width + len(asked))
        shape = (len(asked), width + len(asked))
        return coo_array((factors, (rows, columns)), shape=shape), least

    def _check(self, world: World, own: NDArray[np.int64]) -> None:
        """Rounding or a slip of the solver is no world."""
        sums = self.by_line @ world.ravel()
        if (world < own).any() or (sums < self.lows).any() or (sums > self.highs).any():
            raise RuntimeError("the solver's world does not fit the published figures")


def _holds(world: World, own: NDArray[np.int64], groups: NDArray[np.int64]) -> bool:
    """Whether the coalition can be set apart in it."""
    return bool((world[groups] >= own[groups]).all())


class _Neighbours:
    """Groups that share the smallest figures with a group, which a change must move with it."""

    def __init__(self, matrix: Any, cells: int) -> None:
        self.count = matrix.shape[1] // cells
        members: dict[bytes, NDArray[np.int64]] = {}
        for line in range(matrix.shape[0]):
            columns = matrix.indices[matrix.indptr[line] : matrix.indptr[line + 1]]
            groups = np.unique(columns // cells).astype(np.int64)
            if len(groups) > 1:
                members.setdefault(groups.tobytes(), groups)
        self.sets = sorted(members.values(), key=len)
        self.of_group: list[list[int]] = [[] for _ in range(self.count)]
        for number, groups in enumerate(self.sets):
            for group in groups:
                self.of_group[group].append(number)

    def of(self, groups: Sequence[int], count: int) -> NDArray[np.int64]:
        """About as many as asked for, whatever their figures hold.

        Whoever comes in through a wide figure brings those of their own smallest one, without whom
        nothing of theirs could change.
        """
        near = set(groups)
        for group in groups:
            wanted = len(near) + count // len(groups)
            for number in self.of_group[group]:
                members = self.sets[number]
                place = int(np.searchsorted(members, group))
                first, last = place, place + 1
                while len(near) < wanted and (first > 0 or last < len(members)):
                    if first > 0:
                        first -= 1
                        near.update(self._close_to(int(members[first])))
                    if last < len(members):
                        near.update(self._close_to(int(members[last])))
                        last += 1
                if len(near) >= wanted:
                    break
        return np.array(sorted(near))

    def _close_to(self, group: int) -> list[int]:
        numbers = self.of_group[group]
        if not numbers or len(self.sets[numbers[0]]) > MOST_TOGETHER:
            return [group]
        return [int(member) for member in self.sets[numbers[0]]]

    def spread(self, count: int) -> Iterator[int]:
        """Groups whose neighbourhoods cover all."""
        seen: set[int] = set()
        for group in range(self.count):
            if group not in seen:
                seen.update(self.of([group], count).tolist())
                yield group
