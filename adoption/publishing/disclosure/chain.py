"""The slack rule for counts that contain one another: known, account, used, habit on the team tree.

The invariant is that of adoption.publishing.disclosure.protection: any values of any c + 1 people fit what is published,
a value being a level: unknown, known, account, used, habit. docs/decisions/0030-chain-on-the-tree.md
has the argument at length.

Three linked counts on a tree four teams deep are no flow problem: the matrix of the figures is no
longer totally unimodular, and bounds found by adding up, or by a linear program, need not be those
of real people. So nothing here rests on exact bounds. The counts are published one after the
other, each on the whole tree, and each is cut into cells by what it may be in ONE world that fits
what was published before, the witness:

    account   by adoption.publishing.disclosure.protection, as if alone. Witness: the holders A.
    used      within A. Witness: the users U, all of A.
    habit     within U.
    known     around A, without those of whom history tells (adoption.publishing.disclosure.history).

Given the witness a count is a matter of people who surely have the value, people who cannot, and
people who are free, on a laminar family: least and greatest are sums, exact ones. Low..high so
found lie inside what the reader can derive. The lowest cell is everything up to low + below, the
highest everything from high - above on, and one value each between them.

Why a figure keeps the invariant. Fix any levels of c + 1 people. The witness changes a little:
below and above say by how many people, at most, those who surely have the value, and those who
cannot, become more. Each of them moves the least and the greatest of any population by at most one.
Every cell then still holds a count, whatever cells the populations below are in.

How much the witness changes, for one fixed person p. In a laminar family a forced change is made
good by at most one other person (a cycle of its flow passes two people, or one and the top).
    A         p leaves and p' enters, or p enters and x leaves.
    used      one more who surely has it (p), one fewer who can (p or x): below = above = c + 1.
    known     one more who surely is (p' or p), one fewer who can be (p): below = above = c + 1,
              above more with history.
    U         whoever must leave (p, x) is replaced; where p enters, y leaves.
    habit     one more who has it (p), two fewer who can (x and y, or p): below = c + 1,
              above = 2 (c + 1).
The same world has all four counts, for each layer is built upon the changed one before it.

The cells come from published figures, sizes and memberships, so that the truths with the same
publication are exactly those that satisfy its inequalities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

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
    how many could. below, above: by how many people the first may grow, the second shrink.
    """

    least: Mapping[PopulationId, int]
    most: Mapping[PopulationId, int]
    below: int
    above: int


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
    k: int,
) -> dict[PopulationId, Figure]:
    """Protect one count of the chain on the tree; figures in publication order."""
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
        if population.size >= k:
            cell = _cell(counts[key], low + room.below, high - room.above, shown)
            figure = figure_of(*cell, population.size)
        figures[key] = figure
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
    at_least: Mapping[PopulationId, int] = MappingProxyType({}),
) -> dict[PopulationId, int]:
    """Distribute direct people with the value, by population, in one world that fits the ranges.

    The organisation's count is its least; what it leaves open below is shared out by the room that
    there is, so that no team is emptied or filled without need. Fixed by the arguments alone.
    at_least: by population, what its count is raised to.
    """
    target = {tree.root.id: at_least.get(tree.root.id, ranges[tree.root.id][0])}
    world = {}
    for population in reversed(tree.order):
        key, below = population.id, tree.children[population.id]
        spans = [most[key], *(ranges[child.id][1] - ranges[child.id][0] for child in below)]
        shares = apportion(target[key] - sum(ranges[child.id][0] for child in below), spans)
        world[key] = shares[0]
        for child, share in zip(below, shares[1:], strict=True):
            target[child.id] = max(at_least.get(child.id, 0), ranges[child.id][0] + share)
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
