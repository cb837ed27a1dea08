"""Turn a reading into contexts for components; page, file and chart all start here."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED
from adoption.foundation.rates import Measure, Rate, index_of_clear_maximum, rate_of
from adoption.foundation.words.months import month_text
from adoption.publishing.queries.published import Chain, Reading
from adoption.publishing.words.findings import cell_text, drop_text
from core.typography import format_number


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
    rows = [
        [
            month_text(month),
            *(cell_text(series.measures[place]) for series in reading.series),
        ]
        for place, month in enumerate(reading.months)
    ]
    return headings, rows


STEPS = (ACCOUNT, USED, HABIT)
FUNNEL_COLOUR = 4


def funnel(reading: Reading) -> dict[str, Any]:
    """Account, used, habit as rates among known people.

    The population's own where all three rates are within 20 points; else of the nearest wider one
    of which they are; else the organisation's, as counts where one of them could be anything.
    """
    chosen = shown_chain(reading)
    chain = chosen.counts
    rates = _rates(chosen)
    has_rates = any(rates) and all(rate is None or rate.is_narrow for rate in rates)
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
        "own_name": reading.own.name,
        "is_own": chosen is reading.chains[0],
        "is_organisation": chosen is reading.chains[-1],
    }


def shown_chain(reading: Reading) -> Chain:
    return next((each for each in reading.chains if _is_narrow(each)), reading.chains[-1])


def other_counts(reading: Reading) -> list[dict[str, Any]]:
    """Counts of the population's known people, accounts and habits, where these are shown."""
    own = reading.chains[0].counts
    words = (
        (
            KNOWN,
            _("of all the staff: those of whom something is known, be it a use or none"),
        ),
        (ACCOUNT, _("of all the staff: those known to have an account at the end of the month")),
        (HABIT, _("of all the staff: those known to have the habit")),
    )
    return [
        {"label": label, **_bounds(own[step.code], None, is_rate=False)}
        for step, label in words
        if not own[step.code].is_hidden
    ]


def _rates(chain: Chain) -> list[Rate | None]:
    return [rate_of(chain.counts[step.code], chain.counts[KNOWN.code]) for step in STEPS]


def _is_narrow(chain: Chain) -> bool:
    return all(rate is not None and rate.is_narrow for rate in _rates(chain))


def comparison_bars(reading: Reading) -> list[dict[str, Any]]:
    """The month's count in the wider populations, that of the funnel among them; each bar is a share of
    its own population.
    """
    wider = [(each.name, each.last, each.rank) for each in reading.series[1:]]
    chosen = shown_chain(reading)
    if chosen.name not in {reading.own.name, *(name for name, _measure, _rank in wider)}:
        wider.insert(max(0, len(wider) - 1), (chosen.name, chosen.counts[USED.code], FUNNEL_COLOUR))
    return [
        {
            "label": _with_size(name, measure),
            "low": measure.low,
            "high": measure.high,
            "population": measure.population,
            "series": colour,
            "is_you": False,
            "mark": None,
        }
        for name, measure, colour in wider
    ]


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
    for place, (tread, (share, _lost), ending) in enumerate(
        zip(treads, drops, endings, strict=False)
    ):
        is_big = place == largest
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
