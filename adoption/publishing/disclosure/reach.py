"""The rule for learning reach: how many took up a path and finished it, quarter by quarter.

The reader is that of adoption.publishing.disclosure.protection: c people who pool what they know, everything ever
published, who was employed when, and this program. The invariant is the same too: ANY values of
ANY c + 1 people fit what is published, a value being the quarter in which somebody took the path
up, if they did, and the quarter in which they finished it, not before, if they did.

Each of the two happens once to a person, so quarters are not free of one another: when nearly
everybody has started, the count of a quarter would say who is left. Hence two sums, made of
published figures and memberships only:

    free      = population - sum of the least starts of earlier quarters
    starters  = sum of the least starts up to now - sum of the least finishes of earlier quarters
                - people of earlier quarters who are not in this one

A count among its `room` (free for starts, starters for finishes) is cut into cells: 0..edge - 1,
one value each, room - edge + 1 and more. With less room than two edges nothing is shown.

Why it holds. Fix any values of c + 1 people. Quarter by quarter, let others start until the least
number of the cell is reached: at most `sum of the least starts` others have started by then, so at
least free - (c + 1) are left, and no cell asks for more: one value at most room - edge, the last
cell room - edge + 1 = room - (c + 1), edge being c + 2. The fixed people alone never overfill a
cell: they are c + 1 = edge - 1. Then let starters finish, in the same way: of those chosen,
starters - (c + 1) at least are still there, have not finished and are not fixed. QED. The reader
may know more worlds to be possible (people finish twice, or began before the first quarter): that
only adds worlds.

Not covered: two paths of which one contains the other are published apart, though whoever
finishes the wider has done the narrower; and a path that becomes mandatory later, it or one that
lies within it, when a list then names most of those who were counted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from adoption.publishing.disclosure.protection import (
    HIDDEN,
    LEAST_POPULATION,
    Figure,
    Kind,
    Parameters,
)


@dataclass(frozen=True, slots=True)
class EarlierFigures:
    """Published figures of one path and one earlier quarter."""

    started: Figure
    finished: Figure


@dataclass(frozen=True, slots=True)
class ReachCounts:
    """True counts of one path and one quarter.

    left: people of any earlier quarter's population who are not in this one.
    """

    population: int
    left: int
    started: int
    finished: int


def protect_reach(
    counts: ReachCounts,
    earlier: Sequence[EarlierFigures],
    parameters: Parameters,
    *,
    least: int = LEAST_POPULATION,
) -> tuple[Figure, Figure]:
    """Protect the counts of people who started and of those who finished, in this order.

    `least`: the smallest population of which anything is shown.
    ValueError when somebody outside the population is counted.
    """
    if not 0 <= max(counts.started, counts.finished) <= counts.population:
        raise ValueError("only people of the population start and finish")
    if counts.population < least:
        return HIDDEN, HIDDEN
    begun = sum(_least(quarter.started) for quarter in earlier)
    started = protect_first_times(
        counts.started, counts.population, [quarter.started for quarter in earlier], parameters
    )
    ended = sum(_least(quarter.finished) for quarter in earlier)
    starters = begun + _least(started) - ended - counts.left
    finished = _cell(counts.finished, starters, counts.population, parameters)
    return started, finished


def protect_first_times(
    count: int, population: int, earlier: Sequence[Figure], parameters: Parameters
) -> Figure:
    """Protect the count of people to whom a one-time event happened in a quarter.

    The half of the argument above that is about starts.
    """
    return _cell(
        count, population - sum(_least(quarter) for quarter in earlier), population, parameters
    )


def _cell(count: int, room: int, population: int, parameters: Parameters) -> Figure:
    edge = parameters.edge
    if room < 2 * edge:
        return HIDDEN
    if count < edge:
        return Figure(Kind.BLOCK, 0, edge - 1)
    if count > room - edge:
        return Figure(Kind.BLOCK, room - edge + 1, population)
    return Figure(Kind.EXACT, count, count)


def _least(figure: Figure) -> int:
    return figure.low or 0
