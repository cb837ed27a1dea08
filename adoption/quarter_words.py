"""Who stays and who moves, quarter by quarter: findings and tables, from published counts alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.findings import cell_text
from adoption.further_indicators import FLOWS, RETENTION
from adoption.further_presentation import Line, Row, lines
from adoption.presentation import Table
from adoption.queries.further_published import Further
from adoption.rates import Rate
from core.typography import percent_text


@dataclass(frozen=True, slots=True)
class QuarterLines:
    """Of a quarter: those who began in the one before and stayed, and the six groups of those known."""

    name: str
    retention: Line
    flows: Line


def quarter_lines(quarters: Sequence[Further]) -> list[QuarterLines]:
    found = []
    for each in quarters:
        made = {line.definition.code: line for line in lines(each)}
        name = pgettext("quarter", "Q%(number)s %(year)s") % {
            "number": each.quarter.number if each.quarter else "",
            "year": each.quarter.year if each.quarter else "",
        }
        found.append(QuarterLines(name, made[RETENTION.code], made[FLOWS.code]))
    return found


def stayed(each: QuarterLines) -> Row:
    """Of those who began in the quarter before: those who used it in this one."""
    return each.retention.rows[0]


def is_shown(quarters: Sequence[QuarterLines]) -> bool:
    return any(
        not row.is_hidden for each in quarters for row in (*each.retention.rows, *each.flows.rows)
    )


def finding(quarters: Sequence[QuarterLines]) -> str:
    """Of those who stay: the latest quarter beside the first one, where the bounds leave no doubt."""
    rates = [(each.name, stayed(each).rate) for each in quarters]
    shown = [(name, rate) for name, rate in rates if rate is not None]
    if not shown:
        return _("Of beginners, nothing is shown yet")
    (first, before), (last, now) = shown[0], shown[-1]
    words = {"share": rate_text(now), "last": last, "before": rate_text(before), "first": first}
    if len(shown) > 1 and now.low > before.high:
        return _("%(share)s of beginners stay in %(last)s, from %(before)s in %(first)s") % words
    if len(shown) > 1 and now.high < before.low:
        return (
            _("%(share)s of beginners stay in %(last)s, down from %(before)s in %(first)s") % words
        )
    return _("%(share)s of beginners stay in %(last)s") % words


def rate_text(rate: Rate | None) -> str:
    return pgettext("figure", "hidden") if rate is None else percent_text(rate.low, rate.high)


def _cell(row: Row) -> str:
    """A share with its count, or the count alone."""
    return (
        cell_text(row.count)
        if row.rate is None
        else f"{rate_text(row.rate)} ({cell_text(row.count)})"
    )


def retention_table(quarters: Sequence[QuarterLines]) -> Table:
    headings = [
        pgettext("table", "Quarter"),
        _("Of those who began in the quarter before: used it in this one"),
    ]
    return headings, [[each.name, _cell(stayed(each))] for each in quarters]


def flow_table(quarters: Sequence[QuarterLines]) -> Table:
    """A row for each group, a column for each quarter."""
    headings = [pgettext("table", "Of whom"), *(each.name for each in quarters)]
    if not quarters:
        return headings, []
    rows = [
        [row.label, *(_cell(each.flows.rows[place]) for each in quarters)]
        for place, row in enumerate(quarters[0].flows.rows)
    ]
    return headings, rows


def file_table(quarters: Sequence[QuarterLines]) -> Table:
    """Both tables in one file."""
    headings, rows = flow_table(quarters)
    stays = [
        _("began in the quarter before, and used it in this one"),
        *(_cell(stayed(each)) for each in quarters),
    ]
    return headings, [*rows, stays]
