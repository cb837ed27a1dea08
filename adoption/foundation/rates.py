"""Rates, in per cent, with the bounds that two published counts leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor


WIDEST = 20  # points: a wider rate says less than its counts, and is no finding
UNREADABLE = 2 * WIDEST  # points: a wider range tells nothing, of a rate, a count or a forecast
LEAST_FOR_RATES = 50  # people: of fewer, counts are said and no percentages
LARGE = 200  # people
POINTS = 10  # of a group that is not large, one person is already several points


@dataclass(frozen=True, slots=True)
class Measure:
    """A published count as readers know it; no bounds and no population when hidden."""

    low: int | None = None
    high: int | None = None
    population: int = 0

    @property
    def is_hidden(self) -> bool:
        return self.low is None


HIDDEN = Measure()


@dataclass(frozen=True, slots=True)
class Rate:
    """Least and greatest possible rate, in per cent."""

    low: float
    high: float

    @property
    def is_narrow(self) -> bool:
        return self.high - self.low <= WIDEST

    @property
    def is_open(self) -> bool:
        """Whether the bounds are too wide for the rate or its count to be shown on a page."""
        return self.high - self.low > UNREADABLE

    @property
    def rest(self) -> "Rate":
        """The rate of the people outside the part, of the same whole."""
        return Rate(100 - self.high, 100 - self.low)

    def rounded(self) -> "Rate":
        """Bounds rounded outwards, so that no more is claimed than was published."""
        if self.low == self.high:
            return Rate(round(self.low), round(self.high))
        return Rate(floor(self.low), ceil(self.high))


def sign_of_sure_change(before: tuple[float, float], after: tuple[float, float]) -> int:
    """Return 1 or -1 only where the bounds leave no doubt, else 0."""
    if after[0] > before[1]:
        return 1
    return -1 if after[1] < before[0] else 0


def index_of_clear_maximum(rates: Sequence[Rate | None]) -> int | None:
    """Index of the rate surely above all others, else None."""
    for place, rate in enumerate(rates):
        others = [other_rate for other, other_rate in enumerate(rates) if other != place]
        if rate is not None and all(
            other_rate is not None and rate.low > other_rate.high for other_rate in others
        ):
            return place
    return None


def sign_of_clear_change(before: Measure, now: Measure) -> int:
    """Return 1 or -1 where both the count and its share surely moved that way, else 0.

    Of fewer than 200 people, by at least 10 points: less may be one person, or one colleague who left.
    """
    if before.low is None or before.high is None or now.low is None or now.high is None:
        return 0
    if not (before.population and now.population):
        return 0
    shares = [
        (100 * each_low / size, 100 * each_high / size)
        for each_low, each_high, size in (
            (before.low, before.high, before.population),
            (now.low, now.high, now.population),
        )
    ]
    change = sign_of_sure_change((before.low, before.high), (now.low, now.high))
    if change != sign_of_sure_change(*shares):
        return 0
    apart = shares[1][0] - shares[0][1] if change > 0 else shares[0][0] - shares[1][1]
    is_large = min(before.population, now.population) >= LARGE
    return change if is_large or apart >= POINTS else 0


def name_of_clear_maximum(counts: Mapping[str, Measure]) -> str | None:
    """Name of the count that no other one exceeds within the bounds, else None."""
    name = max(sorted(counts), key=lambda count: counts[count].low or 0, default=None)
    if name is None:
        return None
    least = counts[name].low or 0
    others = (count.high for other, count in counts.items() if other != name)
    return name if all(high is not None and high <= least for high in others) else None


def share_of_population(count: Measure) -> Rate | None:
    """Rate among the whole population; None when hidden, or of fewer than 50 people.

    “At least”: whoever is silent is in the population and not in the count.
    """
    if count.low is None or count.high is None or count.population < LEAST_FOR_RATES:
        return None
    return Rate(100 * count.low / count.population, 100 * count.high / count.population)


def rate_of(part: Measure, whole: Measure) -> Rate | None:
    """Divide two counts of which the second contains the first; None when one is hidden.

    The least part may go with the greatest whole, and the greatest part with the least whole that
    still contains it.
    """
    if part.low is None or part.high is None or whole.low is None or whole.high is None:
        return None
    if whole.high == 0:
        return None
    least_whole = max(whole.low, part.high)
    high = 100 * part.high / least_whole if least_whole else 100.0
    return Rate(100 * part.low / whole.high, high)
