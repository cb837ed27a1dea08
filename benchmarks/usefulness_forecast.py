"""How often the forecast of targets holds, and how wide it is.

`coverage`: share of held-out series whose later rate lies in the 80 % interval, after 12 and 24 months, 3 and 6 ahead.
The forecast was chosen on series that other formulas draw, in tests/adoption/targets/test_forecast.py; decision 45 says
how often held-out ones were looked at. `width`: of the interval, in points, 3 and 6 months after 12 published months of
an organisation of 100 to 200 people and of its teams, whose counts are published exact or in a block of five. Their seed
is drawn when measuring, and told.
"""

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from adoption.foundation.rates import LEAST_FOR_RATES, Rate
from adoption.targets.forecast import WIDEST, forecast, month_effects


SEED, SERIES = 93_281, 400  # of each shape and length
LENGTHS, AHEAD = (12, 24), (3, 6)
ORGANISATIONS = 50
FIRST = 9  # October: of the organisations, so that no summer lies ahead
BLOCK = 5
# Of the grid of 36 mixtures at commit 0f527f4e, on `organisation` of seeds 4000 to 4019, 50 of each: of the organisations
# with their teams, and of the organisations alone.
WIDTH_BEFORE, WIDTH_OF_ORGANISATIONS_BEFORE = 63.8, 27.6

Array = npt.NDArray[Any]
Chance = np.random.Generator
Shape = Callable[[Array, Array, Chance], Array]


def levels_off(age: Array, _calendar: Array, chance: Chance) -> Array:
    """Hyperbola: half of what it gains in a few months, then ever slower."""
    gained = age / (age + chance.uniform(2, 8))
    return chance.uniform(2, 20) + chance.uniform(20, 60) * gained


def follows_an_s(age: Array, _calendar: Array, chance: Chance) -> Array:
    """Gompertz curve: it takes off faster than it settles."""
    middle, pace = chance.uniform(4, 13), chance.uniform(2.5, 5.5)
    return chance.uniform(2, 10) + chance.uniform(30, 65) * np.exp(-np.exp((middle - age) / pace))


def dips_in_summer(age: Array, calendar: Array, chance: Chance) -> Array:
    """Straight line less a triangle from June to September."""
    lost = np.maximum(0, 1 - np.abs(calendar - 6.5) / 2)
    return chance.uniform(15, 40) + chance.uniform(0, 1.5) * age - chance.uniform(4, 11) * lost


SHAPES = (levels_off, follows_an_s, dips_in_summer)


def measure() -> dict:
    seed = secrets.randbits(32)
    return {
        "coverage": coverage(SERIES, SEED),
        "series_of_each_shape": SERIES * len(LENGTHS),
        "width": {"seed": seed} | widths(np.random.default_rng(seed)),
    }


def coverage(series: int, seed: int) -> dict:
    """Share held of the forecasts that were said: of all of a shape, then by published months and months ahead."""
    found: dict = {}
    for shape in SHAPES:
        held = {
            (months, ahead): _held(
                shape, months, ahead, series, np.random.default_rng([seed, months, ahead])
            )
            for months in LENGTHS
            for ahead in AHEAD
        }
        everything = [each for some in held.values() for each in some]
        found[shape.__name__] = {
            "all": round(float(np.mean(everything)), 3),
            "said": round(len(everything) / (len(held) * series), 2),
        } | {
            f"{months}_months_{ahead}_ahead": round(float(np.mean(some)), 3)
            for (months, ahead), some in held.items()
        }
    return found


def _held(shape: Shape, months: int, ahead: int, series: int, chance: Chance) -> list[bool]:
    held = []
    for _ in range(series):
        first, rates = drawn(shape, months + ahead, chance)
        shown = [Rate(rate, rate) for rate in rates[:months]]
        likely = forecast(shown, ahead, month_effects(shown, first), first)
        if likely:
            held.append(bool(likely[-1].low <= rates[-1] <= likely[-1].high))
    return held


def widths(chance: Chance) -> dict:
    rows = []  # people, width, whether it held
    for _ in range(ORGANISATIONS):
        for size, counts, lows, highs in organisation(chance, LENGTHS[0] + max(AHEAD)):
            ends = zip(lows[: LENGTHS[0]], highs[: LENGTHS[0]], strict=True)
            shown = [Rate(100 * low / size, 100 * high / size) for low, high in ends]
            likely = forecast(shown, max(AHEAD), first=FIRST) or ()
            for ahead in AHEAD:
                low, high = likely[ahead - 1].low, likely[ahead - 1].high
                rate = 100 * counts[LENGTHS[0] + ahead - 1] / size
                rows.append((size, high - low, low <= rate <= high))
    sizes, width, held = np.array(rows).T
    may_be_shown = sizes >= LEAST_FOR_RATES
    return {
        "organisations": ORGANISATIONS,
        "teams": int(np.sum(~may_be_shown)) // len(AHEAD),
        "mean": round(float(width.mean()), 1),
        "mean_before": WIDTH_BEFORE,
        "mean_of_organisations": round(float(width[may_be_shown].mean()), 1),
        "mean_of_organisations_before": WIDTH_OF_ORGANISATIONS_BEFORE,
        "coverage": round(float(held.mean()), 3),
        "coverage_of_organisations": round(float(held[may_be_shown].mean()), 3),
        "drawn_of_organisations": round(float(np.mean(width[may_be_shown] <= WIDEST)), 2),
    }


# --- Series ---------------------------------------------------------------------------------


def drawn(shape: Shape, months: int, chance: Chance) -> tuple[int, Array]:
    """Draw a calendar month and the monthly rates from it on: of the shape from some month of its life, with scatter."""
    first = int(chance.integers(12))
    rates = _curve(shape, months, first, chance)
    return first, np.clip(rates + chance.normal(0, chance.uniform(0.6, 2.4), months), 0, 100)


def _curve(shape: Shape, months: int, first: int, chance: Chance) -> Array:
    places = np.arange(months)
    return shape(places + float(chance.integers(7)), (first + places) % 12, chance)


def organisation(chance: Chance, months: int) -> Iterator[tuple[int, Array, Array, Array]]:
    """Size, true counts and published bounds of the organisation and each of its teams, month by month."""
    sizes = teams_of(int(chance.integers(100, 201)), chance)
    shape = SHAPES[chance.integers(len(SHAPES))]
    curve = np.clip(_curve(shape, months, FIRST, chance), 0, 80) / 80
    counts, lows, highs = [], [], []
    for size in sizes:
        begins = np.clip(chance.uniform(size=size) + chance.normal(0, 0.15), 0, 1)
        comes = chance.uniform(size=(months, size)) < 0.8
        counts.append(np.sum((begins < curve[:, None]) & comes, axis=1))
        low, high = published(counts[-1], np.zeros(months), np.full(months, size))
        lows.append(low)
        highs.append(high)
    yield from zip(sizes, counts, lows, highs, strict=True)
    total = np.sum(counts, axis=0)
    yield sum(sizes), total, *published(total, np.sum(lows, axis=0), np.sum(highs, axis=0))


def teams_of(people: int, chance: Chance) -> list[int]:
    sizes: list[int] = []
    while people - sum(sizes) > 40:
        sizes.append(int(chance.integers(10, 26)))
    return [*sizes, people - sum(sizes)]


def published(counts: Array, least: Array, most: Array) -> tuple[Array, Array]:
    """Bounds of a count by the slack rule: exact, or the block at that end of what is derived anyway."""
    low, high = counts.copy(), counts.copy()
    for place, count in enumerate(counts):
        if count - least[place] < BLOCK:
            low[place], high[place] = least[place], min(least[place] + BLOCK - 1, most[place])
        elif most[place] - count < BLOCK:
            low[place], high[place] = most[place] - BLOCK + 1, most[place]
    return low, high
