"""Forecast a published rate some months ahead, as an interval. Pure: published bounds in, bounds out.

Three damped trends, each trusted by how little it would have missed the published history, from which known months of
the year stray as they did before. The interval is conformal: as wide as eight in ten of the forecasts that the history
itself would have seen miss by at most (docs/decisions/0045-targets-and-forecast.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
import numpy.typing as npt

from adoption.foundation.rates import Rate


LEAST_MONTHS = 6  # shown ones; under that there is nothing to tell
FARTHEST = 6  # months ahead: further ones were held too seldom when it was tried
LIKELY = 0.8  # eight chances in ten
WIDEST = 25  # points: a wider forecast tells nothing
# Weight of a turn beside a miss of a month, and of a month's change what is left for the next.
FITS = ((100.0, 0.97), (100.0, 0.85), (1.0, 0.92))  # goes on, levels off, turns fast
FIT_OF_SEASONS = (100.0, 0.92)
TRUST = 3  # power of its mean squared miss by which a fit is trusted less
RARITY = (
    2.0  # months without effect that a month of the year is taken to have had before any was seen
)
BACK = 3  # months that a tried forecast rests on at least
LEAST_TRIED = 4  # the fewest of which one miss in five can be left out
ORIGINS = 9  # months, the latest, from which forecasts are tried
GROWTH = 0.15  # power of the months ahead by which a miss grows
LEAST_MISS = 0.5  # points: a flat year is not without doubt
USUAL_MISS, USUAL = 4.5, 0.15  # points of every history; their part in the miss of one
SUMMER = {6, 7}  # July and August: offices empty
UNKNOWN_SUMMER = 0.1  # weight of its months: what it took is not known

Seasons = Sequence[
    float | None
]  # points by which a month of the year strays, from January on; None: not known
NO_SEASONS: Seasons = (None,) * 12
Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


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
    is_dark = np.array([month in SUMMER and seasons[month] is None for month in calendar])
    effects = np.array([seasons[month] or 0.0 for month in calendar])
    level, weights = middles - effects[places], np.where(is_dark, UNKNOWN_SUMMER, 1.0)[places]
    missed, margins = _tried(places, level, weights, margins)
    if len(margins) < LEAST_TRIED:
        return None
    trust = (np.mean(missed**2, axis=1) + LEAST_MISS**2) ** -TRUST
    trust /= trust.sum()
    misses = np.maximum(np.abs(trust @ missed), margins)
    miss = max(LEAST_MISS, np.quantile(misses, LIKELY, method="weibull"))
    # The effects were found with these very months, which so miss less than the ones to come.
    miss = miss ** (1 - USUAL) * USUAL_MISS**USUAL / sqrt(1 - any(effects) / (2 + RARITY))
    wide = miss * np.arange(1, months + 1) ** GROWTH
    trend = trust @ [_fit(fit, places, level, weights, total)[0] for fit in FITS]
    # Within bounds first, so that a trend beyond everybody does not look sure.
    middle = np.clip((trend + effects)[len(rates) :], 0, 100)
    return tuple(
        Interval(float(low), float(high))
        for low, high in np.clip([middle - wide, middle + wide], 0, 100).T
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
    weights, parts = np.ones(len(places)), calendar[:, None] == known
    effects = _fit(FIT_OF_SEASONS, places, middles, weights, len(rates), parts)[1]
    found = dict(zip(known, effects.tolist(), strict=True))
    return tuple(found.get(month) for month in range(12))


def _shown(rates: Sequence[Rate | None]) -> tuple[Places, Array, Array]:
    """Places, middles and half widths of the shown months."""
    shown = [(place, rate) for place, rate in enumerate(rates) if rate is not None]
    ends = np.array([(rate.low, rate.high) for _place, rate in shown]).reshape(-1, 2)
    places = np.array([place for place, _rate in shown], int)
    return places, ends.mean(axis=1), (ends[:, 1] - ends[:, 0]) / 2


def _tried(places: Places, level: Array, weights: Array, margins: Array) -> tuple[Array, Array]:
    """Misses of each fit over the past and half widths of what was missed, in points of a month ahead."""
    missed, bounds = [np.zeros((len(FITS), 0))], [np.zeros(0)]
    for origin in range(max(BACK, len(places) - ORIGINS), len(places)):
        last = places[origin - 1]
        tried = slice(origin, np.searchsorted(places, last + FARTHEST, side="right"))
        total, scale = places[tried.stop - 1] + 1, (places[tried] - last) ** GROWTH
        past = places[:origin], level[:origin], weights[:origin]
        trends = np.array([_fit(fit, *past, total)[0][places[tried]] for fit in FITS])
        missed.append((level[tried] - trends) / scale)
        bounds.append(margins[tried] / scale)
    return np.hstack(missed), np.hstack(bounds)


def _fit(
    fit: tuple[float, float],
    places: Places,
    values: Array,
    weights: Array,
    total: int,
    parts: Array | None = None,
) -> tuple[Array, Array]:
    """Fit and extend a damped trend of `total` months, and the effects of the columns of `parts`, by least squares."""
    stiffness, damping = fit
    slopes = np.diff(np.eye(total), axis=0)
    turns = slopes[1:] - damping * slopes[:-1]
    effects = np.zeros((len(places), 0)) if parts is None else parts
    design = np.hstack([np.eye(total)[places], effects])
    weighed = design.T * weights
    normal = weighed @ design + RARITY * np.diag(np.arange(design.shape[1]) >= total)
    normal[:total, :total] += stiffness * turns.T @ turns
    found = np.linalg.solve(normal, weighed @ values)
    return found[:total], found[total:]
