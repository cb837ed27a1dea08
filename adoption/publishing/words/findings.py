"""Sentences about published figures, chosen by rule from published numbers only."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from adoption.foundation.indicators import KNOWN
from adoption.foundation.rates import (
    HIDDEN,
    LARGE,
    LEAST_FOR_RATES,
    POINTS,
    Measure,
    Rate,
    rate_of,
    share_of_population,
    sign_of_clear_change,
    sign_of_sure_change,
)
from adoption.foundation.words.months import month_text
from adoption.publishing.queries.published import Reading
from core.typography import count_text, format_number, percent_text


HALF = 50
FEW = 25
COMPARED_WITH = 1  # months back
FRACTIONS: tuple[tuple[float, Any], ...] = (
    (0, ""),
    (12.5, gettext_lazy("One in eight")),
    (25, gettext_lazy("One in four")),
    (33.3, gettext_lazy("One in three")),
    (40, gettext_lazy("Two in five")),
    (50, gettext_lazy("One in two")),
    (60, gettext_lazy("Three in five")),
    (66.7, gettext_lazy("Two in three")),
    (75, gettext_lazy("Three in four")),
    (87.5, gettext_lazy("Seven in eight")),
    (100, ""),
)


def headline_sentences(reading: Reading) -> tuple[str, str]:
    """Say the month's use of the population, then how it stands beside the month before."""
    now = reading.own.last
    if now.is_hidden:
        return _("Too few people for a figure of this group to be published."), ""
    return _used_sentence(now, reading), _change_sentence(reading)


def _used_sentence(used: Measure, reading: Reading) -> str:
    """Whoever is silent is not counted: an exact count is a least, a range is of those known to have used it."""
    texts = {
        True: _("%(count)s, at least, used %(tool)s in %(month)s."),
        False: _("%(count)s used %(tool)s in %(month)s, as far as is known."),
    }
    count = share_of_staff_text(used) or staff_text(used)
    words = {"count": count, "month": month_text(reading.month), "tool": reading.portal.noun}
    return capfirst(texts[used.low == used.high] % words)


def _change_sentence(reading: Reading) -> str:
    """Compare with the month before; a change is told only where the two ranges lie apart."""
    if len(reading.months) <= COMPARED_WITH:
        return ""
    month, before = reading.months[-1 - COMPARED_WITH], reading.own.measures[-1 - COMPARED_WITH]
    if before.is_hidden:
        return ""
    text = {
        1: _("That is more than in %(month)s."),
        0: _("It has been stable since %(month)s."),
        -1: _("That is fewer than in %(month)s."),
    }[sign_of_clear_change(before, reading.own.last)]
    same_year = month.year == reading.month.year
    return text % {"month": date_format(month.first_day, "F") if same_year else month_text(month)}


def beside_organisation_text(reading: Reading) -> str:
    """Say whether the share of the population is surely another than that of the organisation; of fewer than 200
    people, by 10 points.
    """
    own, whole = reading.own.last, reading.series[-1].last
    shares = [_share(measure) for measure in (whole, own)]
    if len(reading.series) < 2 or shares[0] is None or shares[1] is None:
        return ""
    sign = sign_of_sure_change(shares[0], shares[1])
    apart = shares[1][0] - shares[0][1] if sign > 0 else shares[0][0] - shares[1][1]
    if own.population < LARGE and apart < POINTS:
        sign = 0
    return {
        1: _("A clearly larger share than in the whole organisation."),
        0: _("No clear difference from the whole organisation."),
        -1: _("A clearly smaller share than in the whole organisation."),
    }[sign]


def _share(count: Measure) -> tuple[float, float] | None:
    if count.low is None or count.high is None or not count.population:
        return None
    return 100 * count.low / count.population, 100 * count.high / count.population


def coverage_text(reading: Reading) -> str:
    """Say of how many of the organisation something is known, where that is published; else what is counted."""
    if reading.own.last.is_hidden:
        return ""
    known = reading.chain[KNOWN.code] if reading.is_organisation else HIDDEN
    if known.is_hidden:
        return _("Whoever has said nothing is not counted: that is no “no”.")
    text = _("Something is known of %(known)s. The others are not counted as a “no”.")
    return text % {"known": staff_text(known)}


def trend(measures: Sequence[Measure], since: str) -> str:
    """Title of a chart over several months; `since` is the first month in words."""
    shown = [measure for measure in measures if not measure.is_hidden]
    if len(shown) < 2:
        return _("The first published month")
    return {
        1: _("More people than in %(month)s"),
        0: _("Stable since %(month)s"),
        -1: _("Fewer people than in %(month)s"),
    }[sign_of_clear_change(shown[0], shown[-1])] % {"month": since}


def three_months_text(reading: Reading) -> str:
    """Say how many used the portal in at least one of the last three months, where that is surely more than in the last.

    The largest of the three published lows: true of whoever was counted in these months, even if some moved.
    """
    first = reading.month.shifted(-2)
    months = zip(reading.months, reading.own.measures, strict=True)
    lows = [measure.low or 0 for month, measure in months if month >= first]
    if len(lows) < 3 or max(lows) <= lows[-1]:
        return ""
    text = _(
        "In at least one of the last three months (%(first)s to %(last)s), at least %(count)s people used %(tool)s."
    )
    return text % {
        "first": month_text(first),
        "last": month_text(reading.month),
        "count": format_number(max(lows)),
        "tool": reading.portal.noun,
    }


def share_of_staff_text(count: Measure) -> str:
    """Format “49% of 1,240 staff”; empty for fewer than 50 people, of whom counts are said."""
    rate = share_of_population(count)
    if rate is None:
        return ""
    shown = rate.rounded()
    return _("%(share)s of %(total)s staff") % {
        "share": percent_text(shown.low, shown.high),
        "total": format_number(count.population),
    }


def staff_text(measure: Measure) -> str:
    """Format “13 of 34 staff”, or its interval, inside a sentence."""
    low, high, population = measure.low, measure.high, measure.population
    if low is None or high is None:
        return pgettext("figure", "too few people")
    total = format_number(population)
    if low == high:
        text = ngettext("%(count)s of %(total)s staff", "%(count)s of %(total)s staff", low)
        return text % {"count": format_number(low), "total": total}
    if low == 0:
        text = _("fewer than %(count)s of %(total)s staff")
        return text % {"count": format_number(high + 1), "total": total}
    text = _("between %(low)s and %(high)s of %(total)s staff")
    return text % {"low": format_number(low), "high": format_number(high), "total": total}


def cell_text(measure: Measure) -> str:
    """Format a count for a table or a file."""
    if measure.low is None or measure.high is None:
        return pgettext("figure", "too few people")
    return count_text(measure.low, measure.high, measure.population)


def least_cell_text(measure: Measure) -> str:
    """Format a count as a least where it is exact: whoever is silent is not in it."""
    text = cell_text(measure)
    exact = not measure.is_hidden and measure.low == measure.high
    return _("at least %(count)s") % {"count": text} if exact else text


def part_text(part: Measure, whole: Measure) -> str:
    """Format a count within another published one: “30 of 40”, “fewer than 5; of how many: between 58 and 62”."""
    if part.low is None or part.high is None:
        return pgettext("figure", "too few people")
    if whole.low is None or whole.high is None:
        return number_text(part)
    if whole.low == whole.high:
        return count_text(part.low, min(part.high, whole.high), whole.high)
    text = _("%(count)s; of how many: %(total)s")
    return text % {"count": number_text(part), "total": number_text(whole)}


def number_text(count: Measure) -> str:
    """Format a count alone, its total being beside it: “30”, “between 58 and 62”, “fewer than 5”."""
    low, high = count.low, count.high
    if low is None or high is None:
        return pgettext("figure", "too few people")
    if low == 0 and high:
        return _("fewer than %(count)s") % {"count": format_number(high + 1)}
    if low == high:
        return format_number(low)
    bounds = {"low": format_number(low), "high": format_number(high)}
    return _("between %(low)s and %(high)s") % bounds


def drop_text(before: Measure, after: Measure) -> tuple[str, Rate | None]:
    """Share of people lost between two steps of the funnel, in words, with its bounds.

    Empty and None when what was published leaves more than 20 points. Empty too where only per cent would say it,
    and fewer than 50 stood before.
    """
    share = rate_of(after, before)
    if share is None or not share.is_narrow:
        return "", None
    is_small = before.low is not None and before.low < LEAST_FOR_RATES
    return (fraction_text if is_small else share_text)(share.rest), share.rest


def share_text(share: Rate) -> str:
    """Word a fraction where the whole range rounds to the same one, else per cent, rounded outwards."""
    shown = share.rounded()
    return fraction_text(share) or percent_text(shown.low, shown.high)


def fraction_text(share: Rate) -> str:
    """Word the fraction to which the whole range rounds; empty where its ends round to two, or to almost nobody or everybody."""
    nearest = {_nearest(end) for end in (share.low, share.high)}
    fraction = str(nearest.pop()) if len(nearest) == 1 else ""
    return _("%(fraction)s, about,") % {"fraction": fraction} if fraction else ""


def _nearest(percent: float) -> str:
    """Nearest of a few fractions; empty for almost nobody or everybody, which are given in per cent."""
    return str(min(FRACTIONS, key=lambda fraction: abs(fraction[0] - percent))[1])
