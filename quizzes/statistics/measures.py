"""What first attempts say about a test and its items, as Moodle defines it.

Source of the formulas: “Quiz statistics calculations” of the Moodle developers’ documentation; Cronbach’s
alpha is its “coefficient of internal consistency”. Variances and covariances divide by n - 1. All figures are
shares (0.25, not 25 %); None stands for what cannot be computed.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answers:
    """First attempts, one row each. `fractions`: a column an item, NaN where it was not asked."""

    fractions: Floats
    points: Floats

    @property
    def marks(self) -> Floats:
        return self.fractions * self.points

    @property
    def is_complete(self) -> bool:
        return not np.isnan(self.fractions).any()


@dataclass(frozen=True, slots=True)
class ItemMeasures:
    asked: int
    facility: float | None  # mean share of the points
    deviation: float | None  # of that share
    intended_weight: float
    effective_weight: float | None
    discrimination: float | None  # correlation with the rest of the test
    efficiency: float | None  # that covariance, to the greatest that these marks allow


@dataclass(frozen=True, slots=True)
class TestMeasures:
    """Figures of scores, as shares of the points of the test."""

    __test__ = False  # not a test of ours

    attempts: int
    mean: float
    median: float
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None


def measure_items(answers: Answers) -> list[ItemMeasures]:
    marks = answers.marks
    totals = np.nansum(marks, axis=1)
    with_total = [_covariance(marks[:, i], totals) for i in range(marks.shape[1])]
    roots = [math.sqrt(one) if one is not None and one >= 0 else None for one in with_total]
    all_roots = sum(root for root in roots if root is not None)
    all_points = float(answers.points.sum())
    return [
        _measure_item(
            marks[:, index],
            totals,
            points=float(answers.points[index]),
            all_points=all_points,
            weight=root / all_roots if root is not None and all_roots else None,
        )
        for index, root in enumerate(roots)
    ]


def _measure_item(
    column: Floats, totals: Floats, *, points: float, all_points: float, weight: float | None
) -> ItemMeasures:
    was_asked = ~np.isnan(column)
    marks, rest = column[was_asked], (totals - column)[was_asked]
    count = len(marks)
    spread = _deviation(marks)
    return ItemMeasures(
        asked=count,
        facility=float(marks.mean()) / points if count else None,
        deviation=None if spread is None else spread / points,
        intended_weight=points / all_points,
        effective_weight=weight,
        discrimination=correlation(marks, rest),
        efficiency=_efficiency(marks, rest),
    )


def measure_test(answers: Answers) -> TestMeasures:
    """Measure at least one attempt; alpha needs every item asked of everybody."""
    totals = np.nansum(answers.marks, axis=1)
    available = np.where(np.isnan(answers.fractions), 0.0, answers.points).sum(axis=1)
    shares = totals / available
    return TestMeasures(
        attempts=len(shares),
        mean=float(shares.mean()),
        median=float(np.median(shares)),
        deviation=_deviation(shares),
        skewness=_skewness(shares),
        kurtosis=_kurtosis(shares),
        alpha=_alpha(answers.marks, totals) if answers.is_complete else None,
    )


def _alpha(marks: Floats, totals: Floats) -> float | None:
    count, items = marks.shape
    if count < 2 or items < 2 or not _varies(totals):
        return None
    parts = float(marks.var(axis=0, ddof=1).sum())
    return items / (items - 1) * (1 - parts / float(totals.var(ddof=1)))


def error_ratio(alpha: float) -> float | None:
    """The part of the scores’ deviation that is chance: measurement, not ability."""
    return math.sqrt(1 - alpha) if alpha <= 1 else None


def correlation(one: Floats, other: Floats) -> float | None:
    if not (_varies(one) and _varies(other)):
        return None
    covariance = _covariance(one, other)
    assert covariance is not None
    return covariance / math.sqrt(float(one.var(ddof=1)) * float(other.var(ddof=1)))


def _efficiency(marks: Floats, rest: Floats) -> float | None:
    if not (_varies(marks) and _varies(rest)):
        return None
    covariance, greatest = _covariance(marks, rest), _covariance(np.sort(marks), np.sort(rest))
    return covariance / greatest if covariance is not None and greatest else None


def _covariance(one: Floats, other: Floats) -> float | None:
    known = ~np.isnan(one)
    count = int(known.sum())
    if count < 2:
        return None
    first, second = one[known], other[known]
    return float(((first - first.mean()) * (second - second.mean())).sum()) / (count - 1)


def _varies(values: Floats) -> bool:
    return len(values) > 1 and bool(np.ptp(values) > 1e-9)


def _deviation(values: Floats) -> float | None:
    return float(values.std(ddof=1)) if len(values) > 1 else None


def _moment(values: Floats, power: int) -> float:
    return float(((values - values.mean()) ** power).mean())


def _second(values: Floats) -> float:
    return len(values) / (len(values) - 1) * _moment(values, 2)


def _skewness(values: Floats) -> float | None:
    """k3 / k2^(3/2), with k-statistics."""
    n = len(values)
    if n < 3 or not _varies(values):
        return None
    third = n**2 / ((n - 1) * (n - 2)) * _moment(values, 3)
    return float(third / _second(values) ** 1.5)


def _kurtosis(values: Floats) -> float | None:
    """k4 / k2^2: nought for the normal distribution."""
    n = len(values)
    if n < 4 or not _varies(values):
        return None
    inner = (n + 1) * _moment(values, 4) - 3 * (n - 1) * _moment(values, 2) ** 2
    return n**2 / ((n - 1) * (n - 2) * (n - 3)) * inner / _second(values) ** 2
