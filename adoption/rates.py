"""Rates that two published counts leave possible, in per cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor


WIDEST = 20  # points: a wider rate says less than its counts


@dataclass(frozen=True, slots=True)
class Measure:
    """A published count as a reader has it; no bounds and no population when it is hidden."""

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
        """Anything from nobody to everybody: nothing is said."""
        return self.low <= 0 and self.high >= 100

    def rounded(self) -> Rate:
        """Outwards, so that what is shown never promises more than what was published."""
        if self.low == self.high:
            return Rate(round(self.low), round(self.high))
        return Rate(floor(self.low), ceil(self.high))


def sure_change(before: tuple[float, float], after: tuple[float, float]) -> int:
    """1 or -1 only where the bounds, least and greatest, leave no doubt; 0 otherwise."""
    if after[0] > before[1]:
        return 1
    return -1 if after[1] < before[0] else 0


def surely_largest(counts: Mapping[str, Measure]) -> str | None:
    """The name of the count that no other one exceeds, whatever the bounds leave; None where one may."""
    name = max(sorted(counts), key=lambda each: counts[each].low or 0, default=None)
    if name is None:
        return None
    least = counts[name].low or 0
    others = (each.high for other, each in counts.items() if other != name)
    return name if all(high is not None and high <= least for high in others) else None


def rate_of(part: Measure, whole: Measure) -> Rate | None:
    """part / whole for two counts of which the second contains the first; None when one is hidden.

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
