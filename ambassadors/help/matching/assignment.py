"""The assignment over short lists of candidates, with its prices and an upper bound.

Notation: i a seeker, j a guide, w the weight of a pair, c a capacity, m_jk what the k-th person
whom j takes on costs: it never falls as k rises. For any prices p,

    sum_i max(0, max_j (w_ij - p_j)) + sum_j sum_{k <= c_j} max(0, p_j - m_jk)

is at least the weight of every assignment less its costs (the Lagrangian dual of the capacities).
With the prices of the sparse optimum it is tight unless a pair outside the lists would improve on
it; those pairs come out of the same pass over the full matrix.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ambassadors.help.matching.codes import Points
from ambassadors.help.matching.frame import IMPOSSIBLE, ScoringFrame
from ambassadors.help.matching.places import Places


Ints = NDArray[np.int64]
Values = NDArray[Any]  # of 16 bits where they suffice, else of 64
NONE = -1
MORE_PER_SEEKER = 10  # pairs added for one seeker at a time
MOST_16_BIT_PRICE = 2_000  # prices up to here leave a value in 16 bits
FAR_BELOW = -(2**40)  # the value of an impossible pair: under any other, and no risk of overflow


@dataclass(frozen=True, slots=True)
class Edges:
    """Candidate pairs: seekers' and guides' positions, and points."""

    seekers: Ints
    guides: Ints
    points: Ints


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Upper bounds from the full matrix. `weight`: no assignment weighs more, less its costs.

    `points`: the sum of each seeker's best. `people`: seekers with a possible guide. `missing`: pairs that
    may improve the result.
    """

    weight: int
    points: int
    people: int
    missing: Edges


def best_candidates(frame: ScoringFrame, count: int, prices: Ints | None = None) -> Edges:
    """Return the `count` best possible guides of each seeker, by points less price."""
    if prices is None:
        prices = np.zeros(frame.shape[1], dtype=np.int64)
    parts = []
    for rows in frame.blocks():
        points = frame.points(rows)
        value = values_at(points, prices, bonus=0)
        parts.append(_largest(value, points, np.arange(rows.start, rows.stop), count))
    return concatenated_edges(parts)


def solve(edges: Edges, places: Places, *, seekers: int, bonus: int) -> Ints:
    """Return for each seeker the index of the chosen edge, or NONE.

    Maximises the sum of `bonus + points` less the cost of places.
    """
    if seekers == 1:
        return _best_edge(edges, places, bonus=bonus)
    # Imported here: a web process asks for one seeker at a time, and has no use for a native solver in memory.
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415

    everyone = np.arange(seekers)
    sink = seekers + places.guides
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([edges.seekers, everyone, seekers + places.of]),
        np.concatenate([seekers + edges.guides, np.full(seekers + len(places.of), sink)]),
        np.concatenate([np.ones(len(edges.seekers) + seekers, dtype=np.int64), places.number]),
        np.concatenate([-(bonus + edges.points), np.zeros(seekers, np.int64), places.cost]),
    )
    flow.set_nodes_supplies(everyone, np.ones(seekers, dtype=np.int64))
    flow.set_node_supply(sink, -seekers)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the assignment was not solved: {status}")

    used = np.flatnonzero(flow.flows(arcs[: len(edges.seekers)]))
    chosen = np.full(seekers, NONE, dtype=np.int64)
    chosen[edges.seekers[used]] = used
    return chosen


def _best_edge(edges: Edges, places: Places, *, bonus: int) -> Ints:
    """Return for a single seeker the edge worth most, the first of equals; NONE where none is worth anything."""
    worth = (
        bonus + edges.points - places.cost_of_nth(np.ones(places.guides, np.int64))[edges.guides]
    )
    best = int(np.argmax(worth)) if len(worth) else NONE
    return np.array([best if best != NONE and worth[best] > 0 else NONE])


def prices_of(edges: Edges, chosen: Ints, places: Places, *, bonus: int) -> Ints:
    """Return the least prices that hold the chosen edges in place.

    They start at the cost of the guide's last seeker (the first, where there is none); for each i, chosen a,
    and other j, p_j >= w_ij - w_ia + p_a. Longest paths by relaxation; an optimum has no cycle that gains.
    """
    guides = places.guides
    weights = bonus + edges.points
    chosen_weights = np.append(weights, 0)[
        chosen
    ]  # NONE is -1: the weight 0 of being without a guide
    holder = np.append(edges.guides, guides)[chosen]  # the last price, of "nobody", stays 0
    source = holder[edges.seekers]
    gain = weights - chosen_weights[edges.seekers]

    order = np.lexsort((source, edges.guides))
    source, target, gain = source[order], edges.guides[order], gain[order]
    first = np.flatnonzero(np.diff(source, prepend=-1) | np.diff(target, prepend=-1))
    source, target, gain = source[first], target[first], np.maximum.reduceat(gain, first)

    load = np.bincount(edges.guides[chosen[chosen != NONE]], minlength=guides)
    prices = np.append(places.cost_of_nth(np.maximum(load, 1)), 0)
    for _ in range(guides + 1):
        raised = prices.copy()
        np.maximum.at(raised, target, gain + prices[source])
        if (raised == prices).all():
            break
        prices = raised
    return prices[:-1]


def ceiling_of(
    frame: ScoringFrame, prices: Ints, current: Ints, places: Places, *, bonus: int
) -> Ceiling:
    """Compute the bounds in one pass over the full matrix. `current`: each seeker's weight less price, or 0."""
    weight, points_sum, people = places.gain(prices), 0, 0
    parts = []
    for rows in frame.blocks():
        points = frame.points(rows)
        value = values_at(points, prices, bonus=bonus)
        best: Ints = value.max(axis=1)
        best_points: Points = points.max(axis=1)
        weight += int(np.maximum(best, 0).sum())
        points_sum += int(np.maximum(best_points, 0).sum())
        people += int((best_points != IMPOSSIBLE).sum())
        improved = np.flatnonzero(best > current[rows])
        if len(improved):
            value, points = value[improved], points[improved]
            points[value <= current[rows][improved, None]] = IMPOSSIBLE
            value[points == IMPOSSIBLE] = np.min(value)
            parts.append(_largest(value, points, improved + rows.start, MORE_PER_SEEKER))
    return Ceiling(weight, points_sum, people, concatenated_edges(parts))


def values_at(points: Points, prices: Ints, *, bonus: int) -> Values:
    """Return each pair's value over the price of the guide; under 0 where it is impossible."""
    if bonus or int(np.max(prices)) > MOST_16_BIT_PRICE:
        return np.where(points == IMPOSSIBLE, FAR_BELOW, points + (bonus - prices))
    return points - prices.astype(np.int16)


def _largest(value: Values, points: Points, seekers: Ints, count: int) -> Edges:
    """Return the possible cells of these seekers with the largest values, at most `count` in each row.

    Equal guides are taken in turn, starting from another one for each seeker and in an order that is not that
    of their ids, so that the lists do not all name the same few.
    """
    guides = value.shape[1]
    if count < guides:
        wide = np.int32 if value.dtype == np.int16 else np.int64
        order = np.random.default_rng(guides).permutation(guides).astype(wide)
        turn = np.subtract.outer((seekers % guides).astype(wide), order)
        turn += (turn < 0) * wide(guides)
        turn += value * wide(guides)
        columns = np.argpartition(turn, guides - count, axis=1)[:, guides - count :]
        columns.sort(axis=1)
    else:
        columns = np.broadcast_to(np.arange(guides), value.shape)
    worth = np.take_along_axis(points, columns, axis=1)
    row, place = np.nonzero(worth != IMPOSSIBLE)
    return Edges(
        seekers[row],
        columns[row, place].astype(np.int64),
        worth[row, place].astype(np.int64),
    )


def concatenated_edges(parts: list[Edges]) -> Edges:
    if not parts:
        return Edges(*np.zeros((3, 0), dtype=np.int64))
    return Edges(
        np.concatenate([part.seekers for part in parts]),
        np.concatenate([part.guides for part in parts]),
        np.concatenate([part.points for part in parts]),
    )
