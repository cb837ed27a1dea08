"""Detect a share that surely fell twice running, from published counts. No Django."""

from collections.abc import Sequence

from adoption.foundation.rates import LARGE, POINTS, Measure


POINTS_OF_LARGE = 5


def fell_twice(measures: Sequence[Measure]) -> bool:
    """Whether the count fell in two successive publications. `measures`: the oldest first.

    True once for each way down: where the last three go down and the three before did not.
    """
    return is_falling(measures) and not is_falling(measures[:-1])


def is_falling(measures: Sequence[Measure]) -> bool:
    """Whether the last months fall, whether or not an alert was due."""
    return _surely_falls(measures[-3:])


def _surely_falls(three: Sequence[Measure]) -> bool:
    """Whether each share is surely below the one before, and the last by more than chance in such a group."""
    if len(three) < 3 or any(measure.low is None or not measure.population for measure in three):
        return False
    shares = [
        (
            100 * (measure.low or 0) / measure.population,
            100 * (measure.high or 0) / measure.population,
        )
        for measure in three
    ]
    (first, _), (middle_low, middle_high), (_, last) = shares
    if not (middle_high < first and last < middle_low):
        return False
    is_large = min(measure.population for measure in three) >= LARGE
    return first - last >= (POINTS_OF_LARGE if is_large else POINTS)
