"""Quantiles of Student’s and Fisher’s distributions, in Python alone: the library that has them takes 75 MB of a
process of the site. Tests hold them to that library’s.
"""

import math
from functools import lru_cache


MOST_STEPS = 200
PRECISE = 1e-15
NEAR = 1e-13  # of a step of Newton’s: the next one would be its square
TINY = 1e-300


@lru_cache(maxsize=4096)
def student_quantile(share: float, freedom: float) -> float:
    """Return the value that Student’s t is below in that share of cases."""
    if share == 0.5:
        return 0.0
    tail = beta_quantile(2 * min(share, 1 - share), freedom / 2, 0.5)
    value = math.sqrt(freedom * (1 - tail) / tail)
    return value if share > 0.5 else -value


def fisher_quantile(share: float, first: float, second: float) -> float:
    """Return the value that Fisher’s F, of these degrees of freedom, is below in that share of cases."""
    part = beta_quantile(share, first / 2, second / 2)
    rest = beta_quantile(1 - share, second / 2, first / 2)
    return second * part / (first * rest)


def beta_quantile(share: float, a: float, b: float) -> float:
    """Return x so that `beta_share(x, a, b)` is that share: Newton’s steps, halved where they leave the interval."""
    low, high, x = 0.0, 1.0, a / (a + b)
    for _step in range(MOST_STEPS):
        missed = beta_share(x, a, b) - share
        low, high = (low, x) if missed > 0 else (x, high)
        slope = math.exp((a - 1) * math.log(x) + (b - 1) * math.log1p(-x) - _log_beta(a, b))
        following = x - missed / slope if slope else low
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - x) <= NEAR * following:
            return following
        x = following
    return x


def beta_share(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function, by its continued fraction."""
    if x > (a + 1) / (a + b + 2):
        return 1 - _fraction(1 - x, b, a)
    return _fraction(x, a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction by Lentz’s method, where x lies below the mean."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 / _not_zero(1 + term * d), _not_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < PRECISE:
            break
    return value * math.exp(a * math.log(x) + b * math.log1p(-x) - _log_beta(a, b)) / a


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
