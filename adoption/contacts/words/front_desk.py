"""Words of the desks page, from published figures alone. Never a cause."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.contacts.charts.contacts import round_up_scale
from adoption.contacts.enums import Tap
from adoption.contacts.queries.front_desk import DeskHistory, SiteTaps
from adoption.contacts.substitution import YEAR
from adoption.contacts.words.substitution import beside_usage_rate, rate_text
from adoption.foundation.periods import Month
from adoption.foundation.rates import sign_of_sure_change
from adoption.foundation.words.months import month_text
from adoption.publishing.disclosure.tally import HIDDEN_TAPS, TapRange
from adoption.publishing.words.presentation import Table
from core.typography import EN_DASH, format_number


HELPED = (Tap.OPENED, Tap.USED)


def tap_count_text(figure: TapRange) -> str:
    """Format a figure: “fewer than 161”, “812”, “1 200 or more”; hidden and without information read the same."""
    if figure.low is None:
        return pgettext("figure", "too few people")
    if figure.high is None:
        return _("%(count)s or more") % {"count": format_number(figure.low)}
    if figure.low == figure.high:
        return format_number(figure.low)
    if figure.low == 0:
        return _("fewer than %(count)s") % {"count": format_number(figure.high + 1)}
    return f"{format_number(figure.low)}{EN_DASH}{format_number(figure.high)}"


def total_helped(read: DeskHistory, month: Month | None = None) -> TapRange:
    """Add “opened” and “used” as far as their bounds allow; hidden where either is."""
    parts = [read.of(tap, month) for tap in HELPED]
    if any(part.low is None for part in parts):
        return HIDDEN_TAPS
    low = sum(part.low or 0 for part in parts)
    highs = [part.high for part in parts if part.high is not None]
    return TapRange(low, sum(highs) if len(highs) == len(parts) else None)


def headline(read: DeskHistory) -> tuple[str, str]:
    """Return two sentences, of which the second is the one to remember and may be empty."""
    if not read.months:
        return _("At the desks"), ""
    now = total_helped(read)
    if now.low is None:
        return _("At the desks"), ""
    first = _("At the desks in %(month)s: helped to open or use, %(count)s.") % {
        "month": month_text(read.months[-1]),
        "count": tap_count_text(now),
    }
    return first, _first_reason(read)


def _first_reason(read: DeskHistory) -> str:
    """Return the reason that surely blocked people more often than any other."""
    by_low = sorted(Tap.reasons(), key=lambda tap: -(read.of(tap).low or 0))
    first, others = by_low[0], by_low[1:]
    low = read.of(first).low or 0
    if not low or any(_most(read.of(reason)) >= low for reason in others):
        return ""
    return _("What stands in the way most often: %(reason)s.") % {"reason": first.label}


def _most(figure: TapRange) -> float:
    return float("inf") if figure.high is None else figure.high


def finding(read: DeskHistory) -> str:
    """Return the chart's title: what changed at the desks, and beside it the usage rate of staff."""
    ends = _same_season(read)
    if ends is None:
        return _("What was noted at the desks, month by month")
    first, last = ends
    words = {
        1: _("More help noted at the desks than in %(month)s"),
        0: _("No clear change at the desks since %(month)s"),
        -1: _("Less help noted at the desks than in %(month)s"),
    }
    moved = sign_of_sure_change(
        _ends_of(total_helped(read, first)), _ends_of(total_helped(read, last))
    )
    desks = words[moved] % {"month": month_text(first)}
    return beside_usage_rate(desks, read.rates.get(first), read.rates.get(last))


def _same_season(read: DeskHistory) -> tuple[Month, Month] | None:
    """Return the latest published month and the same one a year before: other pairs may differ by season."""
    shown = [month for month in read.months if total_helped(read, month).low is not None]
    if not shown or shown[-1].shifted(-YEAR) not in shown:
        return None
    return shown[-1].shifted(-YEAR), shown[-1]


def has_finding(read: DeskHistory) -> bool:
    return _same_season(read) is not None


def _ends_of(figure: TapRange) -> tuple[float, float]:
    return figure.low or 0, _most(figure)


def reason_bars(read: DeskHistory) -> list[dict[str, Any]]:
    """List the latest month's reasons, the most frequent first, hidden ones last in a fixed order."""
    figures = [(tap, read.of(tap)) for tap in Tap.reasons()]
    figures.sort(key=lambda figure: (figure[1].low is None, -(figure[1].low or 0)))
    highest = max((figure.high or figure.low or 0 for _tap, figure in figures), default=0)
    whole = round_up_scale(highest)
    return [
        {
            "label": capfirst(str(tap.label)),
            "words": tap_count_text(figure),
            "low": figure.low,
            "high": whole if figure.high is None else figure.high,
            "whole": whole,
        }
        for tap, figure in figures
    ]


def withheld_text(read: DeskHistory) -> str:
    """Say which months are hidden for a reason of the machine; "" where none is."""
    if not read.withheld:
        return ""
    return _(
        "Hidden, because the count that limits how often each person notes something was not kept throughout the "
        "month: %(months)s. This says nothing of what was noted."
    ) % {"months": ", ".join(month_text(month) for month in reversed(read.withheld))}


def month_table(read: DeskHistory) -> Table:
    """Tabulate what was recorded at all desks beside the usage rate, the latest month first."""
    headings = [
        pgettext("table", "Month"),
        *(capfirst(str(tap.label)) for tap in HELPED),
        _("Usage rate"),
    ]
    rows = [
        [
            capfirst(month_text(month)),
            *(tap_count_text(read.of(tap, month)) for tap in HELPED),
            rate_text(read.rates.get(month)),
        ]
        for month in reversed(read.months)
    ]
    return headings, rows


def site_table(sites: Sequence[SiteTaps]) -> Table:
    headings = [
        _("Site"),
        _("People at the desk"),
        *(capfirst(str(tap.label)) for tap in HELPED),
    ]
    rows = [
        [
            site.name,
            format_number(site.staff),
            *(tap_count_text(site.taps.get(tap, HIDDEN_TAPS)) for tap in HELPED),
        ]
        for site in sites
    ]
    return headings, rows


def sort_sites_by_name(sites: Sequence[SiteTaps]) -> list[SiteTaps]:
    """Sort sites by name: the table must not rank them."""
    return sorted(sites, key=lambda site: site.name)


def file_headings() -> list[str]:
    return [pgettext("table", "Month"), _("Where"), _("People at the desk"), _("What"), _("Number")]


def file_rows(read: DeskHistory) -> list[list[str]]:
    """Return all published figures: all desks by month, each site for the latest month."""
    if not read.months:
        return []
    rows = [
        [
            str(month),
            _("All desks"),
            "",
            capfirst(str(tap.label)),
            tap_count_text(read.of(tap, month)),
        ]
        for month in reversed(read.months)
        for tap in Tap
    ]
    rows += [
        [
            str(read.months[-1]),
            site.name,
            format_number(site.staff),
            capfirst(str(tap.label)),
            tap_count_text(site.taps.get(tap, HIDDEN_TAPS)),
        ]
        for site in sort_sites_by_name(read.sites)
        for tap in Tap
    ]
    return rows
