"""Read the contacts page: numbers of contacts, and the published rates of the organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adoption.contacts.queries.contacts import (
    Channel,
    Correction,
    contact_volumes,
    corrected_volumes,
    list_channels,
)
from adoption.contacts.substitution import Comparison, compare_with_year_before
from adoption.foundation.indicators import USED
from adoption.foundation.periods import Month, months_between
from adoption.foundation.rates import Measure, Rate, share_of_population
from adoption.publishing.models import Figure, Publication
from cms.models import Portal
from people.models import Team


WINDOW = 24  # months on the page: last year's season beside this one's


@dataclass(frozen=True, slots=True)
class Substitution:
    """Data of the contacts page. `months`: without a gap, the latest last. `rates`: of months that publish one.

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
        """Sum over all channels; None where one of them has no number."""
        counts = [self.volumes.get((month, channel.key)) for channel in self.channels]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None


def read_substitution(portal: Portal) -> Substitution:
    """Read the data of the contacts page. Four queries, however many months and channels."""
    read = build_substitution(
        portal, contact_volumes(portal), organisation_usage_rates(portal), list_channels()
    )
    return replace(read, corrected=corrected_volumes(portal, read.months))


def build_substitution(
    portal: Portal,
    volumes: Mapping[tuple[Month, str], int],
    rates: Mapping[Month, Rate],
    channels: Sequence[Channel],
) -> Substitution:
    """Combine counts and published rates over the last months, without corrections."""
    months = _window({month for month, _channel in volumes}, set(rates))
    shown = {place: count for place, count in volumes.items() if place[0] in months}
    shown_rates = {month: rate for month, rate in rates.items() if month in months}
    used = {channel for _month, channel in shown}
    return Substitution(
        portal=portal,
        months=months,
        channels=tuple(channel for channel in channels if channel.key in used),
        volumes=shown,
        rates=shown_rates,
        corrected={},
        comparison=compare_with_year_before(shown, shown_rates),
    )


def _window(counted: set[Month], rated: set[Month]) -> tuple[Month, ...]:
    """Return the months shown; none without a number of contacts, since rates alone stand on the team's page."""
    if not counted:
        return ()
    last = max(counted | rated)
    first = max(min(counted | rated), last.shifted(1 - WINDOW))
    return tuple(months_between(first, last))


def organisation_usage_rates(portal: Portal) -> dict[Month, Rate]:
    """Return used / population of the whole organisation, as its publications leave it."""
    out = Publication.objects.out().filter(portal=portal)
    rows = (
        Figure.objects.filter(publication__in=out, team__code=Team.ROOT_CODE, indicator=USED.code)
        .exclude(low=None)
        .order_by("pk")
        .values_list("publication__month", "low", "high", "population")
    )
    rates = {
        Month.containing(month): share_of_population(Measure(low, high, population))
        for month, low, high, population in rows
    }
    return {month: rate.rounded() for month, rate in rates.items() if rate is not None}
