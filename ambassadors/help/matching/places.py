"""Model guides' places and the growing cost of several seekers for one guide: fairness of load."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ambassadors.help.matching.parties import Guide
from ambassadors.help.matching.scoring import LOAD_MOST, load_cost


Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """Steps of equal cost: `of` the guide's position, `number` of places, `cost` of each; `held`: seekers
    before.

    The cheaper steps of a guide stand first, so that a solver fills them in that order.
    """

    guides: int
    of: Ints
    number: Ints
    cost: Ints
    held: Ints

    def capacities(self) -> Ints:
        return np.bincount(self.of, weights=self.number, minlength=self.guides).astype(np.int64)

    def cost_of_nth(self, number: Ints) -> Ints:
        """Return the cost of each guide's `number`-th new seeker, from 1."""
        return np.minimum(self.held + number - 1, LOAD_MOST)

    def gain(self, prices: Ints) -> int:
        """Return the most that places are worth at these prices, less their costs."""
        return int((np.maximum(0, prices[self.of] - self.cost) * self.number).sum())


def places_by_cost(guides: Sequence[Guide], *, at_most: int) -> Places:
    rows = [
        (position, number, cost)
        for position, guide in enumerate(guides)
        for cost, number in _steps(guide.load, min(guide.capacity, at_most))
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    loads = np.array([guide.load for guide in guides], dtype=np.int64)
    return Places(len(guides), table[:, 0], table[:, 1], table[:, 2], loads)


def total_cost(guides: Iterable[Guide], taken: Iterable[int]) -> int:
    """Return the cost of giving each guide that many seekers."""
    return sum(
        load_cost(guide.load + number)
        for guide, most in zip(guides, taken, strict=True)
        for number in range(most)
    )


def _steps(load: int, capacity: int) -> Iterable[tuple[int, int]]:
    """Yield (cost, places), one place at a time until the cost rises no more."""
    rising = min(capacity, max(0, LOAD_MOST - load))
    for number in range(rising):
        yield load_cost(load + number), 1
    if capacity > rising:
        yield LOAD_MOST, capacity - rising
