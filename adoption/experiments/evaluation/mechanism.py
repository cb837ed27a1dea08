"""Turn the panel into the few numbers that are published, in whole points.

Three sums are drawn with noise: the estimate, its error, and the placebo. All that is told, the words
among it, is made of these three and of public things, and so tells nothing more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np

from adoption.experiments.evaluation.design import Design
from adoption.experiments.evaluation.estimate import (
    spread_factors,
    standard_error,
    team_gaps,
    verified_estimate,
)
from adoption.experiments.evaluation.noise import draw_laplace, laplace_scale
from adoption.experiments.evaluation.panel import Panel, panel_usage_rates
from core.distributions import student_quantile


VERSION = 2  # 1: rates of the people known
BUDGET = {"estimate": 1.0, "error": 0.5, "placebo": 0.5}  # 2 in all: docs/decisions/0046
SURE = 0.95
USUAL_SWING = 0.27
"""How far a person’s known use moves, after less before: what is taken for an error where little can be seen of it."""


class Verdict(StrEnum):
    ROSE = "rose"
    FELL = "fell"
    CHANCE = "chance"  # nothing can be told apart from it
    NOT_PARALLEL = "not_parallel"  # teams were drifting apart before: no effect is told


@dataclass(frozen=True, slots=True)
class Result:
    """Published numbers in points, from -100 to 100. `early`: the placebo, with its bounds. `noise`: half of the width that
    noise alone would give the interval.
    """

    verdict: Verdict
    estimate: int
    low: int
    high: int
    early: int
    early_low: int
    early_high: int
    noise: int


def evaluate_with_noise(panel: Panel, design: Design, mark: Callable[[str], str]) -> Result:
    """Run the mechanism. `mark`: for each name, a keyed text, the same each time, that nobody makes without the key."""
    values, spread = panel_usage_rates(panel), spread_factors(design, panel.sizes)
    estimate = verified_estimate(design, design.effect, design.gaps_of, values)
    placebo = verified_estimate(design, design.placebo, design.early_of, values)
    error = standard_error(design, spread, team_gaps(design, design.gaps_of, values))
    scales = {
        "estimate": laplace_scale(design.reach, BUDGET["estimate"]),
        "error": laplace_scale(spread.reach, BUDGET["error"]),
        "placebo": laplace_scale(design.placebo_reach, BUDGET["placebo"]),
    }
    shown = {
        name: value + draw_laplace(mark(name), scales[name])
        for name, value in (("estimate", estimate), ("error", error), ("placebo", placebo))
    }
    return noisy_result(shown, scales, design, spread.freedom)


def noisy_result(
    shown: dict[str, float], scales: dict[str, float], design: Design, freedom: float
) -> Result:
    """Derive the result from noisy draws and public data alone."""
    error = _shrunk_error(shown["error"], scales["error"], design)
    centre, early = _clipped(shown["estimate"]), _clipped(shown["placebo"])
    half = interval_half_width(error, scales["estimate"], freedom)
    effect, placebo = ((weights**2).sum() for weights in (design.effect, design.placebo))
    early_half = interval_half_width(
        error * sqrt(float(placebo) / float(effect)), scales["placebo"], freedom
    )
    low, high = _points(centre - half), _points(centre + half)
    early_low, early_high = _points(early - early_half), _points(early + early_half)
    verdict = Verdict.CHANCE
    if early_low > 0 or early_high < 0:
        verdict = Verdict.NOT_PARALLEL
    elif low > 0:
        verdict = Verdict.ROSE
    elif high < 0:
        verdict = Verdict.FELL
    alone = _points(interval_half_width(0.0, scales["estimate"], freedom))
    return Result(verdict, _points(centre), low, high, _points(early), early_low, early_high, alone)


def interval_half_width(error: float, scale: float, freedom: float, *, sure: float = SURE) -> float:
    """Find h such that error (Student's t) and noise together stay within h with probability `sure`."""
    odds = (np.arange(200, 400) + 0.5) / 400  # the other half lies as far on the other side
    draws = np.array([student_quantile(share, freedom) for share in odds.tolist()]) * error

    def within(half: float) -> float:
        near, far = np.exp(-np.abs(half - draws) / scale), np.exp(-(half + draws) / scale)
        inside = 1 - near / 2 - far / 2
        outside = near / 2 - far / 2
        return float(np.where(draws < half, inside, outside).mean())

    low, high = 0.0, 40 * (error + scale)
    for _round in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle) < sure else (low, middle)
    return high


def _shrunk_error(shown: float, scale: float, design: Design) -> float:
    """Shrink the noisy error towards a usual one, the more the noisier it is."""
    usual = expected_error(design)
    noise, doubt = 2 * scale**2, (usual / 2) ** 2
    return max((shown * doubt + usual * noise) / (doubt + noise), usual / 4)


def expected_error(design: Design) -> float:
    """Return the expected error, from the number of people alone."""
    people = sqrt(1 / design.treated_people + 1 / design.compared_people)
    return USUAL_SWING * people


def _clipped(value: float) -> float:
    return min(1.0, max(-1.0, value))


def _points(value: float) -> int:
    return round(100 * _clipped(value))
