"""Forecast a published rate some months ahead, as an interval. Pure: published bounds in, bounds out.

The rate is taken as a curve (a straight line, or one that levels off) from which it strays month by
month, whose slope turns, and about which it is scattered. How much of each is not settled from a dozen
months: every mixture of a grid is reckoned, and weighs as much as the months speak for it
(docs/decisions/0045-targets-and-forecast.md).

A rate that is published between two bounds may be anywhere between them in each month, so that the
forecast is the widest that some course between the bounds would give. A month that is hidden says
nothing, and nothing is put in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from adoption.foundation.rates import Rate


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
    """An interval in per cent."""

    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """Forecast for 1 to n months ahead, as a mixture: bounds of the median and scale of each component."""

    least: Array
    most: Array
    scale: Array
    weights: Array
    freedom: float

    @property
    def months(self) -> int:
        return len(self.least)

    def interval(self, ahead: int, share: float = LIKELY) -> Interval:
        """Interval that holds the rate with that probability, `ahead` months after the last published one."""
        return self._intervals(share, slice(ahead - 1, ahead))[0]

    def intervals(self, share: float = LIKELY) -> Sequence[Interval]:
        """All intervals of that probability, cached."""
        if share not in self._found:
            self._found[share] = tuple(self._intervals(share, slice(None)))
        return self._found[share]

    @cached_property
    def _found(self) -> dict[float, tuple[Interval, ...]]:
        return {}

    def _intervals(self, share: float, months: slice) -> list[Interval]:
        tail = (1 - share) / 2
        least, most, scale = self.least[months], self.most[months], self.scale[months]
        lows, highs = self._quantiles(
            np.array([least, most]), np.array([[tail], [1 - tail]]), np.array([scale, scale])
        )
        return [
            Interval(float(max(0.0, low)), float(min(100.0, high)))
            for low, high in zip(np.minimum(lows, 100), np.maximum(highs, 0), strict=True)
        ]

    def chance_of(self, percent: float, ahead: int) -> Interval:
        """Bounds of the probability, from 0 to 1, of that rate or more."""
        middles = np.array([self.least[ahead - 1], self.most[ahead - 1]])
        below = self._below(middles, np.full(2, float(percent)), self.scale[ahead - 1])
        low, high = sorted(float(share) for share in below)
        return Interval(1 - high, 1 - low)

    def _below(self, middles: Array, values: Array, scale: Array) -> Array:
        # Imported here: only a forecast needs it.
        from scipy.special import stdtr  # noqa: PLC0415

        found: Array = stdtr(self.freedom, (values[..., None] - middles) / scale) @ self.weights
        return found

    def _quantiles(self, middles: Array, shares: Array, scale: Array) -> Array:
        low, high = np.full(middles.shape[:-1], -150.0), np.full(middles.shape[:-1], 250.0)
        for _ in range(STEPS):
            middle = (low + high) / 2
            is_below = self._below(middles, middle, scale) < shares
            low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
        return (low + high) / 2


def forecast(rates: Sequence[Rate | None], months: int) -> Forecast | None:
    """Forecast from monthly rates. `rates`: without a gap, None where hidden, the last one published last.

    None where too few are shown. `months`: how many to look ahead from the last of `rates`.
    """
    shown = [(place, rate) for place, rate in enumerate(rates) if rate is not None]
    if len(shown) < LEAST_MONTHS or months < 1:
        return None
    start = shown[0][0]
    lens = _lens(tuple(place - start for place, _rate in shown), len(rates) - start, months)
    middles = np.array([(rate.low + rate.high) / 2 for _place, rate in shown])
    margins = np.array([(rate.high - rate.low) / 2 for _place, rate in shown])
    freedom = len(shown) - 2 + ITS_WEIGHT
    # A month between two bounds adds what it would, were it anywhere between them.
    squares = (middles @ lens.rest) @ middles + lens.rests @ margins**2 / 3
    squares += ITS_WEIGHT * USUAL_SCATTER**2
    said = -0.5 * (lens.turned + freedom * np.log(squares))
    weights = np.exp(said - said.max())
    # A weighted sum of the months: over all courses between the bounds it is least and greatest at their ends.
    middle, margin = lens.pull @ middles, np.abs(lens.pull) @ margins
    return Forecast(
        least=(middle - margin).T,
        most=(middle + margin).T,
        scale=np.sqrt(squares[:, None] / freedom * lens.variance).T,
        weights=weights / weights.sum(),
        freedom=freedom,
    )


@dataclass(frozen=True)
class _Lens:
    """Forecast weights that apply to any rates of these months, as a mixture.

    `pull`: how each later month hangs on the shown ones. `rest`: the form that gives the squares of what no
    curve explains, `rests` its diagonal. `variance`: of each later month, in those squares. `turned`: what
    the months say for the mixture but for the squares.
    """

    pull: Array
    rest: Array
    rests: Array
    variance: Array
    turned: Array


@lru_cache(maxsize=32)
def _lens(shown: tuple[int, ...], first: int, months: int) -> _Lens:
    """Generalised least squares with a flat prior on level and slope. It hangs on which months are shown alone."""
    times, later = np.array(shown, float), np.arange(first, first + months, dtype=float)
    mixtures = np.array(list(product(STRAYING, TURNING, LEVELLING)))
    straying, turning = mixtures[:, 0, None, None], mixtures[:, 1, None, None]
    curves = [_curve(levelling, times[-1]) for levelling in mixtures[:, 2]]
    level = np.array([np.column_stack([np.ones_like(times), curve(times)]) for curve in curves])
    ahead = np.array([np.column_stack([np.ones_like(later), curve(later)]) for curve in curves])
    spread = _shared(times, times, straying, turning) + (1 - straying) * np.eye(len(times))
    across = _shared(later, times, straying, turning)
    inverse = np.linalg.inv(spread)
    precision = level.mT @ inverse @ level
    fit = np.linalg.solve(precision, level.mT @ inverse)
    kept = across @ inverse
    gap = ahead - kept @ level
    rest = inverse - inverse @ level @ fit
    own = _shared(later, later, straying, turning).diagonal(axis1=1, axis2=2)
    variance = 1 - mixtures[:, 0, None] + own - np.sum(kept * across, axis=2)
    variance += np.sum(gap * np.linalg.solve(precision, gap.mT).mT, axis=2)
    return _Lens(
        pull=kept + gap @ fit,
        rest=rest,
        rests=rest.diagonal(axis1=1, axis2=2),
        variance=variance,
        turned=np.linalg.slogdet(spread)[1] + np.linalg.slogdet(precision)[1],
    )


def _curve(levelling: float, last: float) -> Any:
    """Saturating curve from 0 in the first month to 1 in the last one shown, so that none weighs more by its size."""
    if levelling == 1:
        return lambda times: times / last
    return lambda times: (1 - levelling**times) / (1 - levelling**last)


def _shared(some: Array, others: Array, straying: Array, turning: Array) -> Array:
    """Covariance of months: from the steps, and changes of slope, that two months have in common."""
    earlier = np.minimum(some[:, None], others[None, :])
    later = np.maximum(some[:, None], others[None, :])
    slopes = earlier * (earlier + 1) * (2 * earlier + 1) / 6
    slopes += (later - earlier) * earlier * (earlier + 1) / 2
    tied: Array = straying * (earlier + 1) + turning * slopes
    return tied
