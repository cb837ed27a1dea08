"""Arithmetic on published ranges: the bounds that they leave, never narrower. Pure."""

from collections.abc import Sequence

from adoption.foundation.rates import HIDDEN, Measure, Rate


def total(parts: Sequence[Measure]) -> Measure:
    """Sum counts of different people; hidden while one of them is."""
    if not parts or any(part.is_hidden for part in parts):
        return HIDDEN
    population = max(part.population for part in parts)
    low = sum(part.low or 0 for part in parts)
    high = sum(part.high or 0 for part in parts)
    return Measure(min(low, population), min(high, population), population)


def remainder(whole: Measure, *parts: Measure) -> Measure:
    """Subtract parts from a count that contains them; hidden while one of them is."""
    taken = total(parts)
    if whole.low is None or whole.high is None or taken.low is None or taken.high is None:
        return HIDDEN
    return Measure(max(0, whole.low - taken.high), max(0, whole.high - taken.low), whole.population)


def average(parts: Sequence[Measure], whole: Measure) -> tuple[float, float] | None:
    """Mean number of things a person among `whole`, each of whom has one at least: to one decimal, outwards."""
    if not parts or any(part.is_hidden for part in parts) or not whole.low or whole.high is None:
        return None
    low = 10 * sum(part.low or 0 for part in parts) // whole.high
    high = -(-10 * sum(part.high or 0 for part in parts) // whole.low)
    return max(1.0, low / 10), min(float(len(parts)), high / 10)


def reached_within(share: float, steps: Sequence[tuple[int, Rate]]) -> tuple[int, int | None]:
    """Days by which that share (in per cent) is reached: after the first, by the second at most.

    steps: days and the rate within them, in order. 0: nothing is known of the start; None: of the end.
    """
    after = max((days for days, rate in steps if rate.high < share), default=0)
    by = min((days for days, rate in steps if rate.low >= share), default=None)
    return after, by
