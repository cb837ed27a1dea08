"""Where a published rate may be some months on, as an interval. Pure: published bounds in, bounds out.

The rate is taken as a curve (a straight line, or one that levels off) from which it strays month by
month, whose slope turns, and about which it is scattered. How much of each is not settled from a dozen
months: every mixture of a grid is reckoned, and weighs as much as the months speak for it
(docs/decisions/0045-targets-and-forecast.md).

A rate that is published between two bounds may be anywhere between them in each month, so that the
forecast is the widest that some course between the bounds would give. A month that is hidden says
nothing, and nothing is put in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from adoption.rates import Rate


LEAST_MONTHS = 6  # shown ones; under that there is nothing to tell
LIKELY, CORE = 0.8, 0.5  # eight chances in ten; an even chance
STRAYING = (0.3, 0.6, 1.0)  # of the variance of a month, what stays; the rest is scatter
TURNING = (0.0, 0.02, 0.1, 0.3)  # beside it, the variance of a month's change of slope
LEVELLING = (1.0, 0.9, 0.8)  # of a month's change, what is left for the next; 1: a straight line
# Months differ by a point or two, said with the weight of two months: a flat year is not without doubt.
USUAL_SCATTER, ITS_WEIGHT = 1.5, 2.0
STEPS = 60  # of halving, from 400 points

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """In per cent."""

    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """For 1 to so many months on, by mixture: where the middle is at least and at most, and its scale."""

    least: Array
    most: Array
    scale: Array
    weights: Array
    freedom: float

    @property
    def months(self) -> int:
        return len(self.least)

    def interval(self, ahead: int, share: float = LIKELY) -> Interval:
        """In which the rate is, with that chance, `ahead` months after the last published one."""
        return self.intervals(share)[ahead - 1]

    def intervals(self, share: float = LIKELY) -> list[Interval]:
        tail = (1 - share) / 2
        lows = self._quantiles(self.least, tail)
        highs = self._quantiles(self.most, 1 - tail)
        return [
            Interval(float(max(0.0, low)), float(min(100.0, high)))
            for low, high in zip(np.minimum(lows, 100), np.maximum(highs, 0), strict=True)
        ]

    def chance_of(self, percent: float, ahead: int) -> Interval:
        """At least and at most: of that much or more, from 0 to 1."""
        below = [
            float(self._below(middles, np.full(self.months, percent))[ahead - 1])
            for middles in (self.least, self.most)
        ]
        return Interval(1 - max(below), 1 - min(below))

    def _below(self, middles: Array, values: Array) -> Array:
        shares = self._student((values[:, None] - middles) / self.scale)
        found: Array = shares @ self.weights
        return found

    def _quantiles(self, middles: Array, share: float) -> Array:
        low, high = np.full(self.months, -150.0), np.full(self.months, 250.0)
        for _ in range(STEPS):
            middle = (low + high) / 2
            is_below = self._below(middles, middle) < share
            low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
        return (low + high) / 2

    def _student(self, values: Array) -> Array:
        found: Array = self._stdtr(self.freedom, values)
        return found

    @cached_property
    def _stdtr(self) -> Any:
        # Imported here: only a forecast needs it.
        from scipy.special import stdtr  # noqa: PLC0415

        return stdtr


def forecast(rates: Sequence[Rate | None], months: int) -> Forecast | None:
    """`rates`: month by month without a gap, None where hidden, the last one published last.

    None where too few are shown. `months`: how many to look ahead from the last of `rates`.
    """
    shown = [(place, rate) for place, rate in enumerate(rates) if rate is not None]
    if len(shown) < LEAST_MONTHS or months < 1:
        return None
    start = shown[0][0]
    times = np.array([place - start for place, _rate in shown], float)
    later = np.arange(len(rates) - start, len(rates) - start + months, dtype=float)
    middles = np.array([(rate.low + rate.high) / 2 for _place, rate in shown])
    margins = np.array([(rate.high - rate.low) / 2 for _place, rate in shown])
    found = [
        _one(times, later, middles, margins, mixture)
        for mixture in product(STRAYING, TURNING, LEVELLING)
    ]
    logs = np.array([each[3] for each in found])
    weights = np.exp(logs - logs.max())
    return Forecast(
        least=np.column_stack([each[0] for each in found]),
        most=np.column_stack([each[1] for each in found]),
        scale=np.column_stack([each[2] for each in found]),
        weights=weights / weights.sum(),
        freedom=len(shown) - 2 + ITS_WEIGHT,
    )


def _one(
    times: Array, later: Array, middles: Array, margins: Array, mixture: tuple[float, float, float]
) -> tuple[Array, Array, Array, float]:
    """Least and greatest middle, scale, and the logarithm of what the months say for this mixture.

    Generalised least squares with a flat prior on level and slope: the middle is a weighted sum of the
    months, so that over all courses between the bounds it is least and greatest at their ends.
    """
    straying, turning, levelling = mixture
    curve = _curve(levelling, times[-1])
    level = np.column_stack([np.ones_like(times), curve(times)])
    level_later = np.column_stack([np.ones_like(later), curve(later)])
    spread = _shared(times, times, straying, turning) + (1 - straying) * np.eye(len(times))
    across = _shared(later, times, straying, turning)
    inverse = np.linalg.inv(spread)
    precision = level.T @ inverse @ level
    fit = np.linalg.solve(precision, level.T @ inverse)
    kept = across @ inverse
    gap = level_later - kept @ level
    pull = kept + gap @ fit
    middle, margin = pull @ middles, np.abs(pull) @ margins

    rest = inverse - inverse @ level @ fit
    # A month between two bounds adds what it would, were it anywhere between them.
    squares = middles @ rest @ middles + np.diag(rest) @ margins**2 / 3
    squares += ITS_WEIGHT * USUAL_SCATTER**2
    freedom = len(times) - 2 + ITS_WEIGHT
    variance = 1 - straying + np.diag(_shared(later, later, straying, turning))
    variance = variance - np.sum(kept * across, axis=1)
    variance += np.sum(gap * np.linalg.solve(precision, gap.T).T, axis=1)
    scale = np.sqrt(squares / freedom * variance)
    said = -0.5 * (
        np.linalg.slogdet(spread)[1] + np.linalg.slogdet(precision)[1] + freedom * np.log(squares)
    )
    return middle - margin, middle + margin, scale, float(said)


def _curve(levelling: float, last: float) -> Any:
    """From 0 in the first month to 1 in the last one shown, so that no curve weighs more by its size."""
    if levelling == 1:
        return lambda times: times / last
    return lambda times: (1 - levelling**times) / (1 - levelling**last)


def _shared(some: Array, others: Array, straying: float, turning: float) -> Array:
    """How months are tied to each other: by the steps, and the changes of slope, that both have behind them."""
    earlier = np.minimum(some[:, None], others[None, :])
    later = np.maximum(some[:, None], others[None, :])
    slopes = earlier * (earlier + 1) * (2 * earlier + 1) / 6
    slopes += (later - earlier) * earlier * (earlier + 1) / 2
    tied: Array = straying * (earlier + 1) + turning * slopes
    return tied
