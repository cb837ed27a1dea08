"""The slack rule for a count that lies around or within another one: account, habit and known beside use.

Linked counts on a tree and a partition are no flow problem: the matrix of the figures is not totally
unimodular, and bounds found by adding up, or by a linear program, need not be those of real people. So
nothing here rests on exact bounds. Each count is cut into cells by what it may be in ONE world that fits
what was published before, the witness. Given the witness a count is a matter of people who surely have
the value, people who cannot, and people who are free, on a laminar family: least and greatest are sums,
exact ones. Low..high so found lie inside what the reader can derive. The lowest cell is everything up to
low + below, the highest everything from high - above on, and one value each between them.

Fix any values of c + 1 people. The witness changes a little: `below` and `above` say by how many people of a
population, at most, those who surely have the value, and those who cannot, become more. Each of them
moves the least and the greatest of the population by at most one. Every cell then still holds a count,
whatever cells the populations below are in. How large they are: adoption.publishing.disclosure.history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adoption.publishing.disclosure.protection import (
    HIDDEN,
    Figure,
    PopulationId,
    Ranges,
    Tree,
    aggregate_range,
    figure_of,
)


@dataclass(frozen=True, slots=True)
class WitnessBounds:
    """Bounds that the witness leaves a count.

    least, most: how many people directly attached to each population have the value in it, and
    how many could. below, above: by how many people of each population with all below it the first may
    grow, the second shrink.
    """

    least: Mapping[PopulationId, int]
    most: Mapping[PopulationId, int]
    below: Mapping[PopulationId, int]
    above: Mapping[PopulationId, int]


@dataclass(frozen=True, slots=True)
class NeighbourRanges:
    """What readers know of the count that contains this one and of the one within it.

    It narrows no cell: it only says where a cell at an end stops, which everybody can work out.
    """

    within: Ranges
    around: Ranges


def protect_linked(
    tree: Tree,
    counts: Mapping[PopulationId, int],
    room: WitnessBounds,
    between: NeighbourRanges,
    smallest: int,
) -> dict[PopulationId, Figure]:
    """Protect one count of each population of at least `smallest` people; figures in publication order."""
    figures: dict[PopulationId, Figure] = {}
    inside: Ranges = {}
    readable: Ranges = {}
    # How far this count is, at least, from the two others in each population.
    gaps: Ranges = {}
    nobody = dict.fromkeys(tree.direct, 0)
    for population in tree.order:
        key = population.id
        within, around = between.within[key], between.around[key]
        low, high = aggregate_range(tree, population, inside, room.least, room.most)
        least, most = aggregate_range(tree, population, readable, nobody, tree.direct)
        over, under = aggregate_range(tree, population, gaps, nobody, nobody)
        shown = max(least, within[0] + over), min(most, around[1] - under)
        figure = HIDDEN
        if population.size >= smallest:
            cell = _cell(counts[key], low + room.below[key], high - room.above[key], shown)
            figure = figures[key] = figure_of(*cell, population.size)
        if figure.low is not None and figure.high is not None:
            shown = figure.low, figure.high
        readable[key] = shown
        gaps[key] = max(over, shown[0] - within[1]), max(under, around[0] - shown[1])
        inside[key] = max(low, shown[0]), min(high, shown[1])
    return figures


def distribute_people(
    tree: Tree,
    ranges: Ranges,
    most: Mapping[PopulationId, int],
) -> dict[PopulationId, int]:
    """Distribute direct people with the value, by population, in one world that fits the ranges.

    The organisation's count is its least; what it leaves open below is shared out by the room that
    there is, so that no team is emptied or filled without need. Fixed by the arguments alone.
    """
    target = {tree.root.id: ranges[tree.root.id][0]}
    world = {}
    for population in reversed(tree.order):
        key, below = population.id, tree.children[population.id]
        spans = [most[key], *(ranges[child.id][1] - ranges[child.id][0] for child in below)]
        shares = apportion(target[key] - sum(ranges[child.id][0] for child in below), spans)
        world[key] = shares[0]
        for child, share in zip(below, shares[1:], strict=True):
            target[child.id] = ranges[child.id][0] + share
    return world


def apportion(number: int, spans: Sequence[int]) -> list[int]:
    """Split a number as proportionally as whole numbers allow; the remainder goes to the first."""
    total = sum(spans)
    shares = [number * span // total if total else 0 for span in spans]
    left = number - sum(shares)
    for place, span in enumerate(spans):
        more = min(left, span - shares[place], 1)
        shares[place] += more
        left -= more
    return shares


def _cell(count: int, floor: int, ceiling: int, shown: tuple[int, int]) -> tuple[int, int]:
    if floor >= ceiling:
        return shown
    if count <= floor:
        return shown[0], floor
    if count >= ceiling:
        return ceiling, shown[1]
    return count, count
