"""Integer circulations: the least and greatest flow through an arc of a network.

Exact integers by maximum flow. No Django and nothing of portal use.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


Node = Hashable


@dataclass(frozen=True, slots=True)
class Arc:
    """Between two nodes there is at most one arc, in one of the two directions."""

    name: Hashable
    tail: Node
    head: Node
    low: int
    high: int


class Circulation:
    """Arcs with limits and a feasible flow. ValueError when the given flow breaks a limit."""

    def __init__(self, arcs: Sequence[Arc], flow: Mapping[Hashable, int]) -> None:
        nodes = list(dict.fromkeys(node for arc in arcs for node in (arc.tail, arc.head)))
        number = {node: place for place, node in enumerate(nodes)}
        self._nodes = len(nodes)
        self._place = {arc.name: place for place, arc in enumerate(arcs)}
        self._tails = np.array([number[arc.tail] for arc in arcs], dtype=np.int32)
        self._heads = np.array([number[arc.head] for arc in arcs], dtype=np.int32)
        self._low = np.array([arc.low for arc in arcs], dtype=np.int32)
        self._high = np.array([arc.high for arc in arcs], dtype=np.int32)
        self._flow = np.array([flow.get(arc.name, 0) for arc in arcs], dtype=np.int32)
        self._check()

    def range_of(self, name: Hashable) -> tuple[int, int]:
        """Return the least and the greatest flow of the arc. Every whole number between them is possible."""
        place = self._place[name]
        return (
            int(self._flow[place] - self._pushed(place, self._flow, -1)[0]),
            int(self._flow[place] + self._pushed(place, self._flow, +1)[0]),
        )

    def flow_of(self, name: Hashable) -> int:
        return int(self._flow[self._place[name]])

    def narrow(self, name: Hashable, low: int, high: int | None) -> None:
        """Restrict the arc to low..high (no upper limit: None).

        ValueError when nothing between them may pass.
        """
        place = self._place[name]
        high = int(self._high[place]) if high is None else min(high, int(self._high[place]))
        if self._flow[place] < low:
            self._flow = self._pushed(place, self._flow, +1, low - int(self._flow[place]))[1]
        elif self._flow[place] > high:
            self._flow = self._pushed(place, self._flow, -1, int(self._flow[place]) - high)[1]
        self._low[place], self._high[place] = max(low, int(self._low[place])), high
        self._check()

    def _pushed(
        self, place: int, flow: NDArray[np.int32], sign: int, most: int | None = None
    ) -> tuple[int, NDArray[np.int32]]:
        """Return how much more (sign +1) or less (-1) can pass the arc, and the resulting flow."""
        # Imported here: scipy is slow to load, and only a publication needs it.
        from scipy.sparse import csr_array  # noqa: PLC0415
        from scipy.sparse.csgraph import maximum_flow  # noqa: PLC0415

        room = self._high[place] - flow[place] if sign > 0 else flow[place] - self._low[place]
        limit = int(room) if most is None else min(most, int(room))
        if limit <= 0:
            return 0, flow
        up, down = self._high - flow, flow - self._low
        up[place] = down[place] = 0
        # More through an arc comes back from its head to its tail; less, the other way round.
        ends = (self._heads[place], self._tails[place])
        source, sink = ends if sign > 0 else ends[::-1]
        start = self._nodes
        matrix = csr_array(
            (
                np.concatenate([up, down, [limit]]).astype(np.int32),
                (
                    np.concatenate([self._tails, self._heads, [start]]),
                    np.concatenate([self._heads, self._tails, [source]]),
                ),
            ),
            shape=(start + 1, start + 1),
        )
        result = maximum_flow(matrix, start, int(sink))
        changed = flow + np.asarray(result.flow[self._tails, self._heads]).ravel()
        changed[place] = flow[place] + sign * result.flow_value
        return int(result.flow_value), changed.astype(np.int32)

    def _check(self) -> None:
        balance = np.zeros(self._nodes, dtype=np.int64)
        np.add.at(balance, self._tails, self._flow)
        np.subtract.at(balance, self._heads, self._flow)
        if balance.any() or (self._flow < self._low).any() or (self._flow > self._high).any():
            raise ValueError("no such flow keeps within the limits of the arcs")
