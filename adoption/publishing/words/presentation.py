"""Turn a reading into contexts for components; page, file and chart all start here."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.indicators import ACCOUNT, HABIT, USED
from adoption.foundation.rates import (
    LEAST_FOR_RATES,
    Measure,
    Rate,
    index_of_clear_maximum,
    share_of_population,
)
from adoption.foundation.words.file_columns import FileTable, bound_headings, count_cells
from adoption.foundation.words.months import month_text
from adoption.publishing.queries.published import Chain, Reading
from adoption.publishing.words.findings import cell_text, drop_text, least_cell_text
from core.typography import percent_text


Table = tuple[list[str], list[list[str]]]


def first_month_shown(reading: Reading) -> str:
    """First month in which the page's own population is shown."""
    for month, measure in zip(reading.months, reading.own.measures, strict=True):
        if not measure.is_hidden:
            return month_text(month)
    return ""


def used_table(reading: Reading) -> Table:
    """Headings, then a row for each month: users by population."""
    headings = [pgettext("table", "Month"), *(series.name for series in reading.series)]
    return headings, [
        [month_text(month), *(cell_text(series.measures[place]) for series in reading.series)]
        for place, month in enumerate(reading.months)
    ]


def used_file(reading: Reading) -> FileTable:
    """The same table for a file: beside the words, the bounds and the population as numbers."""
    headings = [pgettext("table", "Month")]
    for series in reading.series:
        headings += [series.name, *number_headings(series.name)]
    return headings, [
        [
            month_text(month),
            *(
                cell
                for series in reading.series
                for cell in (
                    cell_text(series.measures[place]),
                    *number_cells(series.measures[place]),
                )
            ),
        ]
        for place, month in enumerate(reading.months)
    ]


def number_headings(name: str) -> list[str]:
    return [*bound_headings(name), _("%(group)s, staff") % {"group": name}]


def number_cells(measure: Measure) -> list[object]:
    """The two bounds and the population; empty where nothing is published."""
    if measure.is_hidden:
        return ["", "", ""]
    return [*count_cells(measure), measure.population]


STEPS = (ACCOUNT, USED, HABIT)


def funnel(reading: Reading) -> dict[str, Any]:
    """Account, used, habit as shares of the whole population: its own from 50 people on, else of the
    nearest wider one; the organisation's as counts where it is smaller.
    """
    chosen = shown_chain(reading)
    chain = chosen.counts
    rates = _rates(chosen)
    has_rates = any(rates)
    words = (
        (_("Have an account"), _("at the end of the month")),
        (_("Used it"), _("on at least one day of the month")),
        (_("Have the habit"), _("in three of the month’s four weeks")),
    )
    treads = [
        {
            "name": name,
            "definition": definition,
            **_bounds(chain[step.code], rate, is_rate=has_rates),
        }
        for (name, definition), step, rate in zip(words, STEPS, rates, strict=True)
    ]
    return {
        "treads": _with_drops(treads, chain),
        "unit": "percent" if has_rates else "count",
        "name": chosen.name,
        "population": chain[USED.code].population,
        "is_own": chosen is reading.chains[0],
        "is_organisation": chosen is reading.chains[-1],
    }


def shown_chain(reading: Reading) -> Chain:
    """Return the nearest chain of 50 people or more whose shares are all narrow, else the organisation's."""
    for chain in reading.chains:
        if all(rate is not None and rate.is_narrow for rate in _rates(chain)):
            return chain
    return reading.chains[-1]


def _rates(chain: Chain) -> list[Rate | None]:
    return [share_of_population(chain.counts[step.code]) for step in STEPS]


def comparison_bars(reading: Reading) -> list[dict[str, Any]]:
    """The month's count in the page's own population and in wider ones; each bar is a share of its own population."""
    return [
        {
            "label": series.name,
            "low": series.last.low,
            "high": series.last.high,
            "population": series.last.population,
            "value": least_cell_text(series.last),
            "share": _share_text(series.last),
            "cells": 0 if series.last.population >= LEAST_FOR_RATES else series.last.population,
            "series": series.rank,
            "is_you": series is reading.own,
            "mark": None,
        }
        for series in reading.series
    ]


def _share_text(measure: Measure) -> str:
    rate = share_of_population(measure)
    if rate is None:
        return ""
    shown = rate.rounded()
    return percent_text(shown.low, shown.high)


def _bounds(count: Measure, rate: Rate | None, *, is_rate: bool) -> dict[str, Any]:
    if not is_rate:
        return {"low": count.low, "high": count.high, "population": count.population}
    shown = rate.rounded() if rate else None
    return {
        "low": shown.low if shown else None,
        "high": shown.high if shown else None,
        "population": count.population,
    }


def _with_drops(treads: list[dict[str, Any]], chain: dict[str, Measure]) -> list[dict[str, Any]]:
    """Add drops between steps and mark the surely larger one; say so where the figures leave it open."""
    pairs = ((ACCOUNT, USED), (USED, HABIT))
    endings = (
        _("{share} of those who have an account: no use this month."),
        _("{share} of those who used it: no habit yet."),
    )
    drops = [drop_text(chain[before.code], chain[after.code]) for before, after in pairs]
    largest = index_of_clear_maximum([lost for _words, lost in drops])
    for place, (tread, (share, lost), ending) in enumerate(
        zip(treads, drops, endings, strict=False)
    ):
        is_big = place == largest
        tread["is_big_drop"] = is_big
        mark = format_html("<b>{}</b>", share) if is_big else share
        tread["drop"] = format_html(ending, share=mark) if share else ""
        if lost is None:
            tread["drop"] = _("How many stop here, these figures leave open.")
    treads[-1] |= {"drop": "", "is_big_drop": False}
    return treads
