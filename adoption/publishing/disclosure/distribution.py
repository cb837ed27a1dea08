"""The rule for a question of a survey: how many of the people asked gave each of its answers.

The reader is that of adoption.publishing.disclosure.protection: c people who pool what they know, the number N of people
asked, everything published, and this program. The invariant is the same: ANY answers of ANY c + 1
people fit what is published.

Everybody asked has exactly one value: one of the options, or no answer. So the counts x of the
values are a partition, their sum being N, and each narrows the next. They are published one after
the other in an order that the content fixes, "no answer" first. For each,

    greatest = N - sum of the least of the cells that are out
    least    = N - sum of the greatest of the cells that are out, for the last value; else 0

are the ends that a reader can reach, by sums alone: take all others at their least, or at their
greatest. Between them the count says in which cell it lies: the lowest `edge` values, one value,
the highest `edge` values (edge = c + 2). With fewer than two edges between them nothing is said
that the reader does not have.

Why it holds. Let l and h be the ends of the cells that are out (0 and N where nothing was said), F
any c + 1 people, f their values, one count for each option. Others can be found who fill the cells
if and only if f <= h everywhere and the sum of max(l, f) is at most N, which is at most the sum of
h. The latter holds since the truth fits. For the first: a lowest cell reaches up to least + c + 1,
one value is greater than that, and a highest cell ends at `greatest`, which is at least 2 edge - 1
where it was cut. For the second: sum max(l, f) <= sum l + (c + 1), so it is enough that N - sum l
stays at least c + 1. It begins at N. A lowest cell takes its least from it, which is 0, or for the
last value leaves greatest - least >= 2 edge - 1; one value leaves at least c + 2; a highest cell
leaves c + 1 exactly. A value of which nothing was said has no cell: it asks for nothing. QED.

Two questions are two partitions of the same people without any condition between them, for each
question may be passed over by itself: whoever answers one may have left out the other. Hence the
invariant of one is that of all. So it is between rounds, as long as nobody is held to answer today
as they did before. Publishing how many sent anything at all would tie the questions to one another:
it is not published.

Some of those asked may be known to have said nothing: who left or lost their account while the round was open, at the hands of
whoever writes the staff list, perhaps. A reader who knows that of all `gone` of them has N - gone people before them and
`gone` of silence for sure, so it is among those that cells are cut: the rule for N - gone, silence counted from `gone` on. Others have
more worlds. Where some of them had answered, a count may lie beyond an end by as many, so end cells reach that much farther; and f <= h
and N - sum l >= c + 1 hold as before, h being greater and N too.

Not covered: a reader who knows of many more people what they answered, or that they did; likelihood.
"""

from collections.abc import Sequence

from adoption.publishing.disclosure.protection import (
    HIDDEN,
    LEAST_POPULATION,
    Figure,
    Kind,
    Parameters,
    figure_of,
)


def protect_distribution(
    asked: int,
    counts: Sequence[int],
    parameters: Parameters,
    *,
    least: int = LEAST_POPULATION,
    gone: int = 0,
) -> list[Figure]:
    """Protect one question's counts, in their order; they add up to `asked`.

    `least`: the smallest number of people asked of whom anything is shown. `gone`: how many of them, who may
    be known to have given no answer, which is the first count.
    A figure of which nothing new is said carries the ends that the others leave.
    ValueError when the counts are no partition.
    """
    if min(counts, default=0) < 0 or sum(counts) != asked:
        raise ValueError("everybody asked has exactly one of the values")
    if asked - gone < least:
        return [HIDDEN] * len(counts)
    figures: list[Figure] = []
    least_out = greatest_out = 0
    for number, count in enumerate(counts, start=1):
        high = asked - least_out
        low = max(0, asked - greatest_out) if number == len(counts) else 0
        low = gone if number == 1 else low
        figure = _cell(count, low, high, parameters.edge)
        figures.append(figure)
        least_out += low if figure.low is None else figure.low
        greatest_out += high if figure.high is None else figure.high
    figures = [_reaching(figure, gone, asked) for figure in figures]
    return [_known(figures, place, asked) for place in range(len(figures))]


def _reaching(figure: Figure, farther: int, asked: int) -> Figure:
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return figure
    return Figure(Kind.BLOCK, max(0, figure.low - farther), min(asked, figure.high + farther))


def _cell(count: int, low: int, high: int, edge: int) -> Figure:
    if high - low + 1 < 2 * edge:
        return HIDDEN
    if count < low + edge:
        return Figure(Kind.BLOCK, low, low + edge - 1)
    if count > high - edge:
        return Figure(Kind.BLOCK, high - edge + 1, high)
    return Figure(Kind.EXACT, count, count)


def _known(figures: Sequence[Figure], place: int, asked: int) -> Figure:
    """What readers know of a count after publication: its cell, cut by what the others leave."""
    others = [figure for at, figure in enumerate(figures) if at != place]
    own = figures[place]
    low = max(own.low or 0, asked - sum(_high(figure, asked) for figure in others))
    high = min(_high(own, asked), asked - sum(figure.low or 0 for figure in others))
    return figure_of(low, high, asked)


def _high(figure: Figure, asked: int) -> int:
    return asked if figure.high is None else figure.high
