"""Estimate the effect with a library, and the spread of teams with a sum of low sensitivity to one person."""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from adoption.experiments.evaluation.design import Design
from adoption.experiments.evaluation.panel import Counts, Reals


NORMAL_SD_PER_MEAN_DEVIATION = sqrt(pi / 2)  # a normal spread, by the mean distance from the median
EFFICIENCY = 0.876  # of that distance beside the squares: it counts as fewer teams
TOLERANCE = 1e-8


class EstimateMismatch(ArithmeticError):
    """Raised when library and weights differ: the noise would then not fit what is published."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Public factors that turn the teams' mean distance from their median into an error, by side."""

    factors: tuple[float, float]
    freedom: float
    reach: float


def team_gaps(design: Design, rows: dict[int, Reals], values: Reals) -> Reals:
    """One number per team: after minus before, minus the same of the compared teams."""
    gaps = np.zeros(len(values))
    weight = dict.fromkeys(rows, 0.0)
    for team in design.treated:
        weight[int(design.starts[team])] += float(design.shares[team])
    for start, row in rows.items():
        moved = values @ row
        level = float(design.shares[design.compared] @ moved[design.compared])
        own = design.treated[design.starts[design.treated] == start]
        gaps[own] = moved[own] - level
        gaps[design.compared] += weight[start] * (moved[design.compared] - level)
    return gaps


def point_estimate(design: Design, gaps: Reals) -> float:
    """Compute by the library a weighted comparison of the two sides, one number per team."""
    from diff_diff import LinearRegression  # noqa: PLC0415

    teams = np.concatenate([design.treated, design.compared])
    is_treated = np.concatenate([np.ones(len(design.treated)), np.zeros(len(design.compared))])
    model = LinearRegression(
        weights=design.shares[teams] * len(teams) / 2, weight_type="pweight", vcov_type="hc1"
    ).fit(is_treated[:, None], gaps[teams])
    return float(model.get_inference(1).coefficient)


def verified_estimate(
    design: Design, weights: Reals, rows: dict[int, Reals], values: Reals
) -> float:
    """Return the library's estimate; raise Disagreement unless it equals the sum of known sensitivity."""
    estimate = point_estimate(design, team_gaps(design, rows, values))
    if abs(estimate - float((weights * values).sum())) > TOLERANCE:
        raise EstimateMismatch
    return estimate


def spread_factors(design: Design, sizes: Counts) -> Spread:
    heads = sizes.mean(axis=1)
    factors, variances, counts = [], [], []
    for arm in (design.treated, design.compared):
        shares = design.shares[arm]
        # Half of a team’s variance goes by its size, half is its own: the shape alone matters here.
        shape = 1 / heads[arm] + 1 / heads[arm].mean()
        left = 1 - 2 * shares + (shares**2).sum()
        expected = (shares * np.sqrt(shape * left)).sum()
        variance = float((shares**2 * shape).sum())
        factors.append(NORMAL_SD_PER_MEAN_DEVIATION * sqrt(variance) / float(expected))
        variances.append(variance)
        counts.append(variance**2 / float((shares**4 * shape**2).sum()))
    parts = [v**2 / (EFFICIENCY * (n - 1)) for v, n in zip(variances, counts, strict=True)]
    reach = design.spread_reach * sqrt(sum(factor**2 for factor in factors))
    return Spread((factors[0], factors[1]), sum(variances) ** 2 / sum(parts), reach)


def standard_error(design: Design, spread: Spread, gaps: Reals) -> float:
    """Compute the standard error from how teams lie around the median of their side.

    The sum of distances from the median is the least of all such sums, so a team’s gap that moves by x moves
    it by its share of x at most, however the others lie. A norm of the squares would not do: where all others
    are alike, one team is all of it.
    """
    sides = (
        factor * _distance(gaps[arm], design.shares[arm])
        for factor, arm in zip(spread.factors, (design.treated, design.compared), strict=True)
    )
    return sqrt(sum(side**2 for side in sides))


def _distance(values: Reals, shares: Reals) -> float:
    order = np.argsort(values, kind="stable")
    half = np.searchsorted(np.cumsum(shares[order]), 0.5)
    middle = values[order][min(int(half), len(values) - 1)]
    return float((shares * np.abs(values - middle)).sum())
