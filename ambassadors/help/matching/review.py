"""Evaluate a drafted round and the effect of each manual change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ambassadors.help.matching.frame import IMPOSSIBLE, scoring_frame
from ambassadors.help.matching.parties import Guide, Id, Seeker
from ambassadors.help.matching.scoring import load_cost
from ambassadors.help.reasons import Obstacle


@dataclass(frozen=True, slots=True)
class RoundTotals:
    """Totals of a round: people placed, points of their pairs, cost of load."""

    people: int
    points: int
    load_cost: int

    @property
    def total(self) -> int:
        return self.points - self.load_cost


@dataclass(frozen=True, slots=True)
class GuideChange:
    """A change of guide: points of the new pair, change of the round's total, resulting load of the guide."""

    guide: Id
    points: int
    change: int
    follows: int


@dataclass(frozen=True, slots=True)
class CurrentGuide:
    """The guide whom a seeker has in the draft, and the points of that pair."""

    guide: Id
    points: int


def load_cost_of(loads: Iterable[tuple[int, int]]) -> int:
    """Return the cost of load. `loads`: (seekers before, seekers of the round) of each guide."""
    return sum(load_cost(before + number) for before, count in loads for number in range(count))


def best_guide_changes(
    seekers: Sequence[Seeker],
    guides: Sequence[Guide],
    *,
    held: Mapping[Id, CurrentGuide],
    most: int,
    shown: Collection[Id] = (),
) -> dict[Id, list[GuideChange]]:
    """Return for each seeker the `most` best changes, and those to the guides in `shown`.

    `load` of the guides counts the draft; a guide without a place is not offered.
    """
    free = sorted((guide for guide in guides if guide.capacity), key=lambda guide: guide.id)
    load = {guide.id: guide.load for guide in guides}
    if not free:
        return {seeker.id: [] for seeker in seekers}
    costs = np.array([load_cost(guide.load) for guide in free])
    beside = np.isin(np.arange(len(free)), [n for n, g in enumerate(free) if g.id in shown])
    frame = scoring_frame(seekers, free)
    changes: dict[Id, list[GuideChange]] = {}
    for rows in frame.blocks():
        for seeker, points in zip(seekers[rows], frame.points(rows), strict=True):
            now = held.get(seeker.id)
            possible = (points != IMPOSSIBLE) & np.array(
                [not now or now.guide != g.id for g in free]
            )
            order = np.lexsort((np.arange(len(free)), costs - points))
            order = order[possible[order]]
            offered = [*order[:most], *(place for place in order[most:] if beside[place])]
            given_up = now.points - load_cost(load.get(now.guide, 1) - 1) if now else 0
            changes[seeker.id] = [
                GuideChange(
                    free[place].id,
                    int(points[place]),
                    int(points[place] - costs[place]) - given_up,
                    free[place].load + 1,
                )
                for place in offered
            ]
    return changes


def seekers_with_another_fit(
    seekers: Sequence[Seeker], guides: Sequence[Guide], *, held: Mapping[Id, CurrentGuide]
) -> set[Id]:
    """Return seekers for whom another guide would do, with a place or not.

    A guide ruled out, by either side, counts as one: that is not told.
    """
    if not seekers or not guides:
        return set()
    columns = {guide.id: column for column, guide in enumerate(guides)}
    frame = scoring_frame(seekers, guides)
    ids: set[Id] = set()
    for rows in frame.blocks():
        possible = np.ones((rows.stop - rows.start, len(guides)), dtype=np.bool_)
        for obstacle, passes in frame.obstacles(rows):
            if obstacle is not Obstacle.RULED_OUT:
                possible &= passes
        possible[frame.themselves(rows)] = False
        for row, seeker in enumerate(seekers[rows]):
            now = held.get(seeker.id)
            if now is not None and now.guide in columns:
                possible[row, columns[now.guide]] = False
            if possible[row].any():
                ids.add(seeker.id)
    return ids
