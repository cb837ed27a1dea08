"""The rule for what is noted at the desk: how often somebody was helped, counted without anybody.

The reader is that of adoption.publishing.disclosure.protection: c people who pool what they know, all sizes, everything
published, this program. A person's value is no longer yes or no: it is how often they noted a thing in
a month, from 0 to m, where m is what the door lets in (`most_taps_in_month`). The invariant is the same: ANY values
of ANY c + 1 people fit what is published. Without a bound for each person it could not hold: a coalition
that noted everything itself would read from an exact count that all others noted nothing.

Sites are nested in the organisation. With s = (c + 1) m, what F, any c + 1 people, can note at most, a
site of n people gets one of

    0..s      one value each      (n - c - 1) m and more

and the whole organisation, with the sites' cells a..b known and r people at no site that is shown,

    A..A + s      one value each      G - s and more,      A = sum a,  G = sum min(b, n m) + r m.

Why it holds. Fix what F noted. At a site the others must add max(0, a - F's own) at least. They can: s is
in the lowest cell, one value lies above s, and the n - c - 1 others that there are at least can note
(n - c - 1) m. In the whole organisation the least count is then A + s at most, for each of F's notes adds
one at most. The greatest is G - s at least: replacing a person by one who notes otherwise changes
min(b, .) by m at most. Every count between occurs. With no room between the ends nothing is said that the
sites do not say; so it is where everybody stands at a site that is shown (r = 0): the whole is then what the sites
say together, and what was noted elsewhere, by who came or stood in, is in no figure.

Each thing that can be noted has a bound of its own, so their values are free of one another, and each is
a table by itself. So are months. Whoever may note and is not counted among the n (they came in the month,
they stand in) only adds to what is possible: hence the last cell has no upper end.

Which sites are shown hangs on their sizes alone, and what is left beside them is nobody or a group of the
least size as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from adoption.foundation.periods import Month
from adoption.publishing.disclosure.protection import Parameters


MOST_A_WEEK = 10  # of one thing, that one person may note in a week
LEAST_AT_SITE = 10  # people at the desk, whatever the threshold
DAYS = 7


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, by its Monday."""

    monday: date

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day - timedelta(days=day.weekday()))

    @property
    def month(self) -> Month:
        """Month of the week's Thursday: each week belongs to one month."""
        return Month.containing(self.monday + timedelta(days=3))

    @property
    def last_day(self) -> date:
        return self.monday + timedelta(days=DAYS - 1)

    def next(self) -> "Week":
        return Week(self.monday + timedelta(days=DAYS))


def weeks_of_month(month: Month) -> list[Week]:
    """The four or five weeks of a month."""
    week = Week.containing(month.first_day)
    if week.month != month:
        week = week.next()
    weeks = []
    while week.month == month:
        weeks.append(week)
        week = week.next()
    return weeks


def most_taps_in_month(month: Month) -> int:
    """Most often that one person may record a thing in the month."""
    return MOST_A_WEEK * len(weeks_of_month(month))


@dataclass(frozen=True, slots=True)
class TapRange:
    """A published count. No `high`: that many and more. No `low` either: hidden."""

    low: int | None = None
    high: int | None = None


HIDDEN_TAPS = TapRange()


def least_desk_staff(parameters: Parameters) -> int:
    return max(LEAST_AT_SITE, parameters.k)


def shown_sites(sizes: Mapping[int, int], elsewhere: int, parameters: Parameters) -> list[int]:
    """Sites that get figures of their own, in the order of their keys.

    `sizes`: people at the desk of each site. `elsewhere`: people at the desk of none. The others, all
    together, are nobody or as many as a site must have: where they are too few the smallest joins them.
    """
    least = least_desk_staff(parameters)
    # With fewer, the two end cells of a site would meet.
    shown = sorted(
        (size, site)
        for site, size in sizes.items()
        if size >= max(least, 2 * (parameters.c + 1) + 1)
    )
    rest = elsewhere + sum(sizes.values()) - sum(size for size, _site in shown)
    while shown and 0 < rest < least:
        rest += shown.pop(0)[0]
    return sorted(site for _size, site in shown)


def protect_taps(
    counts: Mapping[int, int],
    sizes: Mapping[int, int],
    whole: tuple[int, int],
    most: int,
    parameters: Parameters,
) -> tuple[dict[int, TapRange], TapRange]:
    """Protect one thing in one month: for each site that is shown, and for all together.

    `counts`, `sizes`: of the sites that are shown. `whole`: count and people of the organisation.
    `most`: how often one person may have noted it.
    """
    if set(counts) != set(sizes):
        raise ValueError("each site has one count and one size")
    count, size = whole
    if sum(counts.values()) > count or sum(sizes.values()) > size:
        raise ValueError("the sites are more than the whole")
    edge = (parameters.c + 1) * most
    sites = {site: _cell(counts[site], 0, sizes[site] * most, edge) for site in counts}
    if size < least_desk_staff(parameters):
        return dict.fromkeys(sites, HIDDEN_TAPS), HIDDEN_TAPS
    least = sum(site.low or 0 for site in sites.values())
    if sites and size == sum(sizes.values()):
        return sites, _together(sites)
    greatest = (size - sum(sizes.values())) * most
    greatest += sum(_within(figure, sizes[site] * most) for site, figure in sites.items())
    return sites, _cell(count, least, greatest, edge)


def _together(sites: Mapping[int, TapRange]) -> TapRange:
    """Add up the sites where nobody stands elsewhere: the total tells no more than they do."""
    low = sum(site.low or 0 for site in sites.values())
    highs = [site.high for site in sites.values() if site.high is not None]
    high = sum(highs) if len(highs) == len(sites) else None
    return HIDDEN_TAPS if high is None and not low else TapRange(low, high)


def _cell(count: int, least: int, greatest: int, edge: int) -> TapRange:
    floor, ceiling = least + edge, greatest - edge
    if floor >= ceiling:
        return TapRange(least) if least else HIDDEN_TAPS
    if count <= floor:
        return TapRange(least, floor)
    if count >= ceiling:
        return TapRange(ceiling)
    return TapRange(count, count)


def _within(figure: TapRange, greatest: int) -> int:
    return greatest if figure.high is None else min(figure.high, greatest)
