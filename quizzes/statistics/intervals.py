"""How sure a figure is: intervals that hold the true value in 95 of 100 samples."""

import math
from statistics import NormalDist

from core.distributions import fisher_quantile, student_quantile


LEVEL = 0.95
TAIL = (1 - LEVEL) / 2
NORMAL = NormalDist().inv_cdf(1 - TAIL)

Interval = tuple[float, float]


def wilson(low: float, high: float, count: int) -> Interval:
    """Return Wilson's interval (1927) for a share of `count` of which only low <= successes <= high is known."""
    return _wilson(low / count, count)[0], _wilson(high / count, count)[1]


def _wilson(share: float, count: int) -> Interval:
    z2 = NORMAL**2
    middle = share + z2 / (2 * count)
    half = NORMAL * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    scale = 1 + z2 / count
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def mean_interval(mean: float, deviation: float, count: int) -> Interval:
    """Student’s, for the mean of anything that is not right or wrong."""
    half = student_quantile(1 - TAIL, count - 1) * deviation / math.sqrt(count)
    return mean - half, mean + half


def fisher_z(correlation: float, count: int) -> Interval | None:
    """Return the interval of a correlation, through Fisher’s z."""
    if count <= 3 or abs(correlation) >= 1:
        return None
    z, half = math.atanh(correlation), NORMAL / math.sqrt(count - 3)
    return math.tanh(z - half), math.tanh(z + half)


def feldt(alpha: float, count: int, items: int) -> Interval | None:
    """Return the interval of Cronbach’s alpha (Feldt, 1965)."""
    if count < 2 or items < 2:
        return None
    first, second = count - 1, (count - 1) * (items - 1)
    above, below = (fisher_quantile(share, first, second) for share in (1 - TAIL, TAIL))
    return 1 - (1 - alpha) * above, 1 - (1 - alpha) * below
