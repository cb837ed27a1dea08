"""Words of retention and flows by quarter: findings and tables, from published counts alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.dashboards.words.further import (
    IndicatorRow,
    IndicatorSummary,
    cohort_label,
    cohort_row,
    linked_people_count,
    summarise_indicators,
)
from adoption.foundation.further_indicators import FLOWS, RETENTION
from adoption.foundation.periods import Quarter
from adoption.foundation.rates import Measure, Rate, sign_of_sure_change
from adoption.foundation.words.file_columns import FileTable, cells_of_part, headings_of_part
from adoption.publishing.disclosure.further import COHORTS
from adoption.publishing.queries.further_published import QuarterFigures
from adoption.publishing.words.findings import number_text, part_text
from adoption.publishing.words.presentation import Table
from core.typography import percent_text


QUARTERS_SINCE_FIRST_USE = (1, *COHORTS)  # quarters since the first use
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class QuarterIndicators:
    """A quarter's retained beginners, and the six groups of people known.

    `cohorts`: by how many quarters before they began. `linked`: whose days are known, of whom the groups are.
    """

    quarter: Quarter
    retention: IndicatorSummary
    flows: IndicatorSummary
    cohorts: Mapping[int, IndicatorRow]
    linked: Measure

    @property
    def name(self) -> str:
        return quarter_name(self.quarter)


def quarter_name(quarter: Quarter) -> str:
    return pgettext("quarter", "Q%(number)s %(year)s") % {
        "number": quarter.number,
        "year": quarter.year,
    }


def quarter_indicators(quarters: Sequence[QuarterFigures]) -> list[QuarterIndicators]:
    found = []
    for quarter in quarters:
        if quarter.quarter is None:
            continue
        indicator_lines = {line.definition.code: line for line in summarise_indicators(quarter)}
        cohorts = {back: cohort_row(quarter, back) for back in QUARTERS_SINCE_FIRST_USE}
        found.append(
            QuarterIndicators(
                quarter.quarter,
                indicator_lines[RETENTION.code],
                indicator_lines[FLOWS.code],
                cohorts,
                linked_people_count(quarter),
            )
        )
    return found


def retention_row(each: QuarterIndicators) -> IndicatorRow:
    """Return the people who began in the quarter before and used the portal in this one."""
    return each.retention.rows[0]


def has_any_figure(quarters: Sequence[QuarterIndicators]) -> bool:
    return any(
        not row.is_hidden
        for quarter in quarters
        for row in (*quarter.retention.rows, *quarter.flows.rows)
    )


def has_drawable_share(quarters: Sequence[QuarterIndicators]) -> bool:
    """Whether the share of retained beginners is narrow enough to be drawn in at least one quarter."""
    return any(retention_row(quarter).share is not None for quarter in quarters)


def finding(quarters: Sequence[QuarterIndicators]) -> str:
    """Word the latest shown quarter: the share of retained beginners, else their number, else that it is uncertain.

    Beside the first share shown, where the bounds leave no doubt.
    """
    shown = [quarter for quarter in quarters if not retention_row(quarter).is_hidden]
    if not shown:
        return _("Of beginners, nothing is shown yet")
    last, row = shown[-1], retention_row(shown[-1])
    words = {"base": number_text(row.whole), "last": last.name}
    if row.is_open or row.whole.is_hidden:
        return _("How many beginners stay in %(last)s, these figures leave open") % words
    if row.share is None:
        words["count"] = number_text(row.count)
        return _("Beginners who stay in %(last)s: %(count)s; of how many: %(base)s") % words
    return _share_finding(shown, row.share, words)


def _share_finding(shown: Sequence[QuarterIndicators], now: Rate, words: dict[str, str]) -> str:
    first = next(quarter for quarter in shown if retention_row(quarter).share is not None)
    before = retention_row(first).share
    assert before is not None
    words |= {"share": rate_text(now), "before": rate_text(before), "first": first.name}
    return {
        1: _("%(share)s of beginners (%(base)s) stay in %(last)s, from %(before)s in %(first)s"),
        0: _("%(share)s of beginners (%(base)s) stay in %(last)s"),
        -1: _(
            "%(share)s of beginners (%(base)s) stay in %(last)s, down from %(before)s in %(first)s"
        ),
    }[sign_of_sure_change((before.low, before.high), (now.low, now.high))] % words


def rate_text(rate: Rate | None) -> str:
    return (
        pgettext("figure", "too few people") if rate is None else percent_text(rate.low, rate.high)
    )


def _cell(row: IndicatorRow, count: str) -> str:
    """Format a share with its count, the count alone where the share is uncertain, or “too wide”."""
    if row.is_open:
        return pgettext("figure", "range too wide to be read")
    return count if row.share is None else f"{rate_text(row.share)} ({count})"


def _part_cell(row: IndicatorRow) -> str:
    return _cell(row, part_text(row.count, row.whole))


def retention_table(quarters: Sequence[QuarterIndicators]) -> Table:
    headings = [
        pgettext("table", "Quarter"),
        _("Of those who began in the quarter before: used it in this one"),
    ]
    return headings, [[quarter.name, _part_cell(retention_row(quarter))] for quarter in quarters]


def flow_table(quarters: Sequence[QuarterIndicators]) -> Table:
    """Tabulate groups by quarter, leaving out groups without a figure in any quarter."""
    headings = [pgettext("table", "Of whom"), *(_column_heading(quarter) for quarter in quarters)]
    rows = [
        [
            _label(quarters, place),
            *(
                _cell(quarter.flows.rows[place], number_text(quarter.flows.rows[place].count))
                for quarter in quarters
            ),
        ]
        for place in _groups(quarters)
        if _has_figure(quarters, place)
    ]
    return headings, rows


def groups_without_figures(quarters: Sequence[QuarterIndicators]) -> str:
    """Name in one sentence the groups that no quarter shows; empty without any."""
    names = [
        _label(quarters, place) for place in _groups(quarters) if not _has_figure(quarters, place)
    ]
    if not names:
        return ""
    return _("In every quarter, so few that it may be nobody, or too few people: %(names)s.") % {
        "names": pgettext("list", "; ").join(names)
    }


def _groups(quarters: Sequence[QuarterIndicators]) -> range:
    return range(len(quarters[0].flows.rows)) if quarters else range(0)


def _label(quarters: Sequence[QuarterIndicators], place: int) -> str:
    return quarters[0].flows.rows[place].label


def _has_figure(quarters: Sequence[QuarterIndicators], place: int) -> bool:
    return any(quarter.flows.rows[place].count.low for quarter in quarters)


def _column_heading(each: QuarterIndicators) -> str:
    if each.linked.is_hidden:
        return each.name
    return _("%(quarter)s (people: %(count)s)") % {
        "quarter": each.name,
        "count": number_text(each.linked),
    }


def file_table(quarters: Sequence[QuarterIndicators]) -> FileTable:
    """Merge all tables into one for a file: a row for each figure, with numeric cells."""
    headings = [pgettext("table", "Quarter"), pgettext("table", "Of whom"), *headings_of_part()]
    rows: list[list[object]] = []
    for quarter in quarters:
        rows += [[quarter.name, row.label, *cells_of_part(row)] for row in quarter.flows.rows]
        rows += [
            [quarter.name, cohort_label(back), *cells_of_part(quarter.cohorts[back])]
            for back in QUARTERS_SINCE_FIRST_USE
        ]
    return headings, rows


def cohort_table(quarters: Sequence[QuarterIndicators]) -> Table:
    """Tabulate retention by quarter of first use and quarters since; a dash for not published."""
    headings = [
        _("First use in"),
        _("One quarter later"),
        _("Two quarters later"),
        _("Three quarters later"),
    ]
    published = {quarter.quarter: quarter for quarter in quarters}
    began = sorted(
        {
            quarter.quarter.shifted(-back)
            for quarter in quarters
            for back in QUARTERS_SINCE_FIRST_USE
        },
        key=lambda quarter: (quarter.year, quarter.number),
    )
    rows = [
        [
            quarter_name(first),
            *(
                _since(published.get(first.shifted(back)), back)
                for back in QUARTERS_SINCE_FIRST_USE
            ),
        ]
        for first in began
    ]
    return headings, [row for row in rows if any(cell != NOTHING for cell in row[1:])]


def _since(later: QuarterIndicators | None, back: int) -> str:
    if later is None or later.cohorts[back].is_hidden:
        return NOTHING
    return _part_cell(later.cohorts[back])
