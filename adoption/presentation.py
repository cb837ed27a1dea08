"""A reading as the components of the page want it. Screen, file and chart all start from here."""

from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.findings import cell_text, drop_text
from adoption.indicators import ACCOUNT, HABIT, KNOWN, USED
from adoption.queries.published import Reading
from adoption.rates import Measure, Rate, rate_of
from core.typography import format_number


Table = tuple[list[str], list[list[str]]]


def month_name(reading: Reading) -> str:
    return date_format(reading.month.first_day, "F Y")


def since(reading: Reading) -> str:
    """The first month in which the page's own population is shown."""
    for month, measure in zip(reading.months, reading.own.measures, strict=True):
        if not measure.is_hidden:
            return date_format(month.first_day, "F Y")
    return ""


def used_table(reading: Reading) -> Table:
    """Headings, then a row for each month: how many used the portal, population by population."""
    headings = [pgettext("table", "Month"), *(series.name for series in reading.series)]
    rows = [
        [
            date_format(month.first_day, "F Y"),
            *(cell_text(series.measures[place]) for series in reading.series),
        ]
        for place, month in enumerate(reading.months)
    ]
    return headings, rows


def funnel(reading: Reading) -> dict[str, Any]:
    """Account, used, habit of the organisation: rates among those of whom something is known.

    Where one of the rates could be anything over more than 20 points, all three are counts.
    """
    chain = reading.chain
    steps = (ACCOUNT, USED, HABIT)
    rates = [rate_of(chain[step.code], chain[KNOWN.code]) for step in steps]
    is_narrow = all(rate is None or rate.is_narrow for rate in rates)
    has_rates = is_narrow and any(rate is not None for rate in rates)
    words = (
        (_("Have an account"), _("at the end of the month")),
        (_("Used it"), _("on at least one day of the month")),
        (_("Have the habit"), _("in three of the month’s four weeks")),
    )
    treads = [
        {"name": name, "definition": definition, **_bounds(chain[step.code], rate, has_rates)}
        for (name, definition), step, rate in zip(words, steps, rates, strict=True)
    ]
    return {"treads": _with_drops(treads, chain), "unit": "percent" if has_rates else "count"}


def compared(reading: Reading) -> list[dict[str, Any]]:
    """The month's count in the wider populations; each bar is a share of its own population."""
    return [
        {
            "label": _with_size(series.name, series.last),
            "low": series.last.low,
            "high": series.last.high,
            "population": series.last.population,
            "series": series.rank,
            "is_you": False,
            "mark": None,
        }
        for series in reading.series[1:]
    ]


def _bounds(count: Measure, rate: Rate | None, is_rate: bool) -> dict[str, Any]:
    if not is_rate:
        return {"low": count.low, "high": count.high, "population": count.population}
    shown = rate.rounded() if rate else None
    return {
        "low": shown.low if shown else None,
        "high": shown.high if shown else None,
        "population": count.population,
    }


def _with_drops(treads: list[dict[str, Any]], chain: dict[str, Measure]) -> list[dict[str, Any]]:
    """The larger of the two drops is set off; where the figures leave it open, that is what is said."""
    pairs = ((ACCOUNT, USED), (USED, HABIT))
    endings = (
        _("{share}, about, of those who have an account: it is not used."),
        _("{share}, about, of those who used it: no habit yet."),
    )
    drops = [drop_text(chain[before.code], chain[after.code]) for before, after in pairs]
    largest = max(lost for _words, lost in drops)
    for tread, (share, lost), ending in zip(treads, drops, endings, strict=False):
        is_big = bool(share) and lost == largest
        tread["is_big_drop"] = is_big
        mark = format_html("<b>{}</b>", share) if is_big else share
        tread["drop"] = format_html(ending, share=mark) if share else _open_ended()
    treads[-1] |= {"drop": "", "is_big_drop": False}
    return treads


def _open_ended() -> str:
    return _("How many stop here, these figures leave open.")


def _with_size(name: str, measure: Measure) -> str:
    if measure.is_hidden:
        return name
    return _("%(name)s, %(count)s staff") % {
        "name": name,
        "count": format_number(measure.population),
    }
