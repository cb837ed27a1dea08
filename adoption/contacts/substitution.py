"""Contacts of the public beside the usage rate: which two months are compared, and what moved.

What moved together, never what moved what. Pure: plain values in, plain values out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from adoption.foundation.periods import Month
from adoption.foundation.rates import Rate, sign_of_sure_change


YEAR = 12
STEADY = 2.0  # per cent: two months of contacts always differ a little

Volumes = Mapping[tuple[Month, str], int]
Rates = Mapping[Month, Rate]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two months, and the contacts of the channels that have a number in both.

    `rate_before` and `rate_after`: None where no rate was published.
    """

    first: Month
    last: Month
    channels: tuple[str, ...]
    before: int
    after: int
    rate_before: Rate | None
    rate_after: Rate | None

    @property
    def percent(self) -> float:
        """Return the change in per cent of the first month's contacts: -10 is a tenth fewer."""
        return 100 * (self.after - self.before) / self.before

    @property
    def contacts_moved(self) -> int:
        """Return 1 or -1 for more or fewer contacts, 0 for a small change."""
        if abs(self.percent) < STEADY:
            return 0
        return 1 if self.percent > 0 else -1

    @property
    def rate_moved(self) -> int | None:
        """Return 1 or -1 only where the bounds leave no doubt; None without two rates to compare."""
        if self.rate_before is None or self.rate_after is None:
            return None
        before, after = self.rate_before, self.rate_after
        return sign_of_sure_change((before.low, before.high), (after.low, after.high))

    @property
    def is_same_season(self) -> bool:
        return self.first.month == self.last.month


def compare_with_year_before(volumes: Volumes, rates: Rates) -> Comparison | None:
    """Compare the latest month with the same month a year before, else with the earliest one.

    Of each, months with a published rate come first: without any, contacts are compared alone. None where
    no two months have a channel in common, or where nobody got in touch in the first.
    """
    counted = sorted({month for month, _channel in volumes})
    rated = [month for month in counted if month in rates]
    found = [_compare(months, volumes, rates) for months in (rated, counted)]
    comparisons = [comparison for comparison in found if comparison is not None]
    same_season = [comparison for comparison in comparisons if comparison.is_same_season]
    return next(iter(same_season or comparisons), None)


def _compare(months: list[Month], volumes: Volumes, rates: Rates) -> Comparison | None:
    if not months:
        return None
    last = months[-1]
    earlier = [
        month for month in months[:-1] if _contacts(_in_both(month, last, volumes), month, volumes)
    ]
    if not earlier:
        return None
    a_year_before = last.shifted(-YEAR)
    first = a_year_before if a_year_before in earlier else earlier[0]
    channels = _in_both(first, last, volumes)
    return Comparison(
        first,
        last,
        channels,
        _contacts(channels, first, volumes),
        _contacts(channels, last, volumes),
        rates.get(first),
        rates.get(last),
    )


def _in_both(first: Month, last: Month, volumes: Volumes) -> tuple[str, ...]:
    of_last = {channel for month, channel in volumes if month == last}
    return tuple(sorted(channel for channel in of_last if (first, channel) in volumes))


def _contacts(channels: tuple[str, ...], month: Month, volumes: Volumes) -> int:
    return sum(volumes[month, channel] for channel in channels)
