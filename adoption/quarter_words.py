"""Who stays and who moves, quarter by quarter: findings and tables, from published counts alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.findings import cell_text
from adoption.further import COHORTS
from adoption.further_indicators import FLOWS, RETENTION
from adoption.further_presentation import Line, Row, cohort, cohort_label, lines
from adoption.periods import Quarter
from adoption.presentation import Table
from adoption.queries.further_published import Further
from adoption.rates import Rate
from core.typography import percent_text


BACK = (1, *COHORTS)  # quarters since the first use
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class QuarterLines:
    """Of a quarter: those who began before it and stayed, and the six groups of those known.

    `cohorts`: by how many quarters before they began.
    """

    quarter: Quarter
    retention: Line
    flows: Line
    cohorts: Mapping[int, Row]

    @property
    def name(self) -> str:
        return quarter_name(self.quarter)


def quarter_name(quarter: Quarter) -> str:
    return pgettext("quarter", "Q%(number)s %(year)s") % {
        "number": quarter.number,
        "year": quarter.year,
    }


def quarter_lines(quarters: Sequence[Further]) -> list[QuarterLines]:
    found = []
    for each in quarters:
        if each.quarter is None:
            continue
        made = {line.definition.code: line for line in lines(each)}
        cohorts = {back: cohort(each, back) for back in BACK}
        found.append(QuarterLines(each.quarter, made[RETENTION.code], made[FLOWS.code], cohorts))
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
    """All tables in one file, by the quarter that tells it."""
    headings, rows = flow_table(quarters)
    stays = [
        [cohort_label(back), *(_cell(each.cohorts[back]) for each in quarters)] for back in BACK
    ]
    return headings, [*rows, *stays]


def cohort_table(quarters: Sequence[QuarterLines]) -> Table:
    """A row for each quarter of first use, a column for each quarter since; a dash: not published."""
    headings = [
        _("First use in"),
        _("One quarter later"),
        _("Two quarters later"),
        _("Three quarters later"),
    ]
    published = {each.quarter: each for each in quarters}
    began = sorted(
        {each.quarter.shifted(-back) for each in quarters for back in BACK},
        key=lambda each: (each.year, each.number),
    )
    rows = [
        [quarter_name(first), *(_since(published.get(first.shifted(back)), back) for back in BACK)]
        for first in began
    ]
    return headings, [row for row in rows if any(cell != NOTHING for cell in row[1:])]


def _since(later: QuarterLines | None, back: int) -> str:
    if later is None or later.cohorts[back].is_hidden:
        return NOTHING
    return _cell(later.cohorts[back])
