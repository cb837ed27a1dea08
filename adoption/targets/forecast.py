"""Forecast a published rate some months ahead, as an interval. Pure: published bounds in, bounds out.

A damped trend, from which known months of the year stray as they did before. The interval is conformal: as wide as
eight in ten of the forecasts that the published history itself would have seen miss by at most
(docs/decisions/0045-targets-and-forecast.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

import numpy as np
import numpy.typing as npt

from adoption.foundation.rates import Rate


LEAST_MONTHS = 6  # shown ones; under that there is nothing to tell
FARTHEST = 6  # months ahead: further ones were held too seldom when it was tried
LIKELY = 0.8  # eight chances in ten
WIDEST = 25  # points: a wider forecast tells nothing
DAMPING = 0.95  # of a month's change, what is left for the next
STIFFNESS = 8.0  # weight of a change of slope beside a miss of a month
RARITY = (
    2.0  # months without effect that a month of the year is taken to have had before any was seen
)
BACK, TRIED = 3, 3  # months that a tried forecast rests on at least, and looks ahead at most
YEAR = 12  # months, the latest, from which forecasts are tried
GROWTH = 0.2  # power of the months ahead by which a miss grows
LEAST_MISS = 0.5  # points: a flat year is not without doubt
SUMMER = {6, 7}  # July and August: offices empty

Seasons = Sequence[
    float | None
]  # points by which a month of the year strays, from January on; None: not known
NO_SEASONS: Seasons = (None,) * 12
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval in per cent."""

    low: float
    high: float

    @property
    def is_open(self) -> bool:
        return self.high - self.low > WIDEST


class NoForecast(StrEnum):
    """Reason why there is no forecast; the first that holds."""

    SMALL = "small"  # fewer people than percentages are said of
    FEW_MONTHS = "few_months"
    FAR = "far"
    SUMMER_NOW = "summer_now"
    SUMMER_AHEAD = "summer_ahead"
    GAPS = "gaps"  # too few forecasts of the past can be tried
    WIDE = "wide"


def forecast(
    rates: Sequence[Rate | None],
    months: int,
    seasons: Seasons = NO_SEASONS,
    first: int = 0,
) -> tuple[Interval, ...] | None:
    """Likely interval of each later month. `rates`: without a gap, None where hidden, the last one published last.

    None for a reason of `why_no_forecast`, or too many gaps. `seasons`: of `month_effects`. `first`: calendar month of
    the first of `rates`, 0 for January.
    """
    if why_no_forecast(rates, months, seasons, first):
        return None
    places, middles, margins = _shown(rates)
    total = len(rates) + months
    calendar = [(first + place) % 12 for place in range(total)]
    effects = np.array([seasons[month] or 0.0 for month in calendar])
    level = middles - effects[places]
    misses = np.sort(_misses(places, level, margins))
    rank = ceil((len(misses) + 1) * LIKELY)
    if rank > len(misses):
        return None
    # The effects were found with these very months, which so miss less than the ones to come.
    miss = max(LEAST_MISS, misses[rank - 1] / sqrt(1 - any(effects) / (2 + RARITY)))
    ahead = np.arange(1, months + 1)
    # Within bounds first, so that a trend beyond everybody does not look sure.
    middle = np.clip((_fit(places, level, total)[0] + effects)[len(rates) :], 0, 100)
    lows, highs = middle - miss * ahead**GROWTH, middle + miss * ahead**GROWTH
    return tuple(
        Interval(float(low), float(high))
        for low, high in zip(np.clip(lows, 0, 100), np.clip(highs, 0, 100), strict=True)
    )


def why_no_forecast(
    rates: Sequence[Rate | None], months: int, seasons: Seasons, first: int
) -> NoForecast | None:
    """Reason that months alone give, whatever the rates are."""
    if sum(rate is not None for rate in rates) < LEAST_MONTHS:
        return NoForecast.FEW_MONTHS
    if not 0 < months <= FARTHEST:
        return NoForecast.FAR
    last = first + len(rates) - 1
    if last % 12 in SUMMER:
        return NoForecast.SUMMER_NOW
    later = {(last + ahead) % 12 for ahead in range(1, months + 1)}
    if any(seasons[month] is None for month in later & SUMMER):
        return NoForecast.SUMMER_AHEAD
    return None


def month_effects(rates: Sequence[Rate | None], first: int) -> tuple[float | None, ...]:
    """Points by which each calendar month strays from the trend; None for those shown fewer than twice."""
    places, middles, _margins = _shown(rates)
    calendar = (places + first) % 12
    known = [month for month in range(12) if np.sum(calendar == month) > 1]
    if not known:
        return tuple(NO_SEASONS)
    effects = _fit(places, middles, len(rates), calendar[:, None] == known)[1]
    found = dict(zip(known, effects.tolist(), strict=True))
    return tuple(found.get(month) for month in range(12))


def _shown(rates: Sequence[Rate | None]) -> tuple[npt.NDArray[np.int64], Array, Array]:
    """Places, middles and half widths of the shown months."""
    shown = [(place, rate) for place, rate in enumerate(rates) if rate is not None]
    ends = np.array([(rate.low, rate.high) for _place, rate in shown]).reshape(-1, 2)
    places = np.array([place for place, _rate in shown], int)
    return places, ends.mean(axis=1), (ends[:, 1] - ends[:, 0]) / 2


def _misses(places: npt.NDArray[np.int64], level: Array, margins: Array) -> Array:
    """By how much forecasts of the past would have missed, at most, in points of a month ahead."""
    found = []
    for origin in range(max(BACK, len(places) - YEAR), len(places)):
        tried = slice(origin, np.searchsorted(places, places[origin - 1] + TRIED, side="right"))
        later = places[tried]
        if len(later):
            trend, _none = _fit(places[:origin], level[:origin], later[-1] + 1)
            missed = np.abs(level[tried] - trend[later]) + margins[tried]
            found.append(missed / (later - places[origin - 1]) ** GROWTH)
    return np.concatenate(found) if found else np.zeros(0)


def _fit(
    places: npt.NDArray[np.int64], values: Array, total: int, parts: Array | None = None
) -> tuple[Array, Array]:
    """Fit and extend a damped trend of `total` months, and the effects of the columns of `parts`, by least squares."""
    slopes = np.eye(total - 1, total, 1) - np.eye(total - 1, total)
    turns = (np.eye(total - 1) - DAMPING * np.eye(total - 1, k=-1)) @ slopes
    effects = np.zeros((len(places), 0)) if parts is None else parts
    design = np.hstack([np.eye(total)[places], effects])
    normal = design.T @ design + RARITY * np.diag(np.arange(design.shape[1]) >= total)
    normal[:total, :total] += STIFFNESS * turns.T @ turns
    found = np.linalg.solve(normal, design.T @ values)
    return found[:total], found[total:]
