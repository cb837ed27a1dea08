"""What the page on contacts reads: numbers of contacts, and what is published of the organisation."""

from dataclasses import dataclass

from adoption.indicators import KNOWN, USED
from adoption.models import Figure, Publication
from adoption.periods import Month, months_between
from adoption.queries.contacts import (
    Channel,
    Correction,
    channels,
    corrections_of,
    volumes_of,
)
from adoption.rates import Measure, Rate, rate_of
from adoption.substitution import Comparison, compare
from cms.models import Portal
from people.models import Team


WINDOW = 24  # months on the page: last year's season beside this one's


@dataclass(frozen=True, slots=True)
class Substitution:
    """`months`: without a gap, the latest last. `rates`: of the months whose publication shows one.

    `channels`: those that have a number in these months. `corrected`: those that are not what was first noted.
    """

    portal: Portal
    months: tuple[Month, ...]
    channels: tuple[Channel, ...]
    volumes: dict[tuple[Month, str], int]
    rates: dict[Month, Rate]
    corrected: dict[tuple[Month, str], Correction]
    comparison: Comparison | None

    def total(self, month: Month) -> int | None:
        """Of all channels; None where one of them has no number."""
        counts = [self.volumes.get((month, each.key)) for each in self.channels]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None


def substitution_of(portal: Portal, *, until: Month | None = None) -> Substitution:
    """Five queries, however many months and channels. `until`: the last month that is read."""
    volumes, rates = volumes_of(portal), rates_of(portal)
    if until is not None:
        volumes = {place: count for place, count in volumes.items() if place[0] <= until}
        rates = {month: rate for month, rate in rates.items() if month <= until}
    months = _window({month for month, _channel in volumes}, set(rates))
    volumes = {place: count for place, count in volumes.items() if place[0] in months}
    rates = {month: rate for month, rate in rates.items() if month in months}
    used = {channel for _month, channel in volumes}
    return Substitution(
        portal=portal,
        months=months,
        channels=tuple(each for each in channels() if each.key in used),
        volumes=volumes,
        rates=rates,
        corrected=corrections_of(portal, months),
        comparison=compare(volumes, rates),
    )


def _window(counted: set[Month], rated: set[Month]) -> tuple[Month, ...]:
    """Empty without a number: rates alone stand on the team's page."""
    if not counted:
        return ()
    last = max(counted | rated)
    first = max(min(counted | rated), last.shifted(1 - WINDOW))
    return tuple(months_between(first, last))


def rates_of(portal: Portal) -> dict[Month, Rate]:
    """used / known of the whole organisation, as its publications leave it."""
    out = Publication.objects.out().filter(portal=portal)
    rows = (
        Figure.objects.filter(
            publication__in=out,
            team__code=Team.ROOT_CODE,
            indicator__in=[KNOWN.code, USED.code],
        )
        .exclude(low=None)
        .order_by("pk")
        .values_list("publication__month", "indicator", "low", "high", "population")
    )
    counts: dict[Month, dict[str, Measure]] = {}
    for month, indicator, low, high, population in rows:
        counts.setdefault(Month.containing(month), {})[indicator] = Measure(low, high, population)
    nothing = Measure()
    rates = {
        month: rate_of(found.get(USED.code, nothing), found.get(KNOWN.code, nothing))
        for month, found in counts.items()
    }
    return {month: rate.rounded() for month, rate in rates.items() if rate is not None}
