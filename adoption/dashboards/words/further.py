"""Words of the organisation-wide figures: a finding, its rows and its definition, for page and file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.further_indicators import (
    ADVANCED,
    BREADTH,
    DELAY,
    DORMANT,
    FLOWS,
    MEASURED,
    RETENTION,
    RHYTHM,
    SERVICES,
    STEPS,
)
from adoption.foundation.indicators import Definition
from adoption.foundation.rates import HIDDEN, Measure, Rate, rate_of
from adoption.foundation.words.months import month_text
from adoption.publishing.disclosure import further as codes
from adoption.publishing.disclosure.quarterly_activity import DELAYS
from adoption.publishing.disclosure.ranges import average, reached_within, remainder, total
from adoption.publishing.queries.coaching import CoachingOfQuarter
from adoption.publishing.queries.further_published import MonthMeasured, QuarterFigures
from adoption.publishing.words.findings import number_text, part_text, staff_text
from core.typography import EN_DASH, MINUS, format_number, percent_text


PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """A count and its share, in per cent, of another one, `whole`; either may be hidden."""

    label: str
    count: Measure
    rate: Rate | None
    whole: Measure = HIDDEN

    @property
    def is_hidden(self) -> bool:
        return self.count.is_hidden

    @property
    def is_open(self) -> bool:
        """Whether the bounds are too wide to be shown on a page; the file still has them."""
        return self.rate is not None and self.rate.is_open

    @property
    def share(self) -> Rate | None:
        return self.rate if self.rate is not None and self.rate.is_narrow else None

    def bar(self, unit: str) -> dict[str, Any]:
        """Return the context of component `compare`; count and share are both of `whole`."""
        words = _count_text(self.count, self.whole)
        is_share = unit == PERCENT
        shown = self.rate if is_share else self.count
        assert shown is not None
        return {
            "label": f"{self.label} ({words})" if is_share else self.label,
            "value": "" if is_share else words,
            "low": shown.low,
            "high": shown.high,
            "population": 100 if is_share else self.whole.high or self.count.population,
            "series": 1,
            "is_you": False,
            "mark": None,
        }


@dataclass(frozen=True, slots=True)
class IndicatorSummary:
    """One indicator. finding: in words, empty when hidden. value: where it is no share.

    Where one of the shares is hidden or wider than 20 points, all are shown as numbers of people.
    """

    definition: Definition
    finding: str
    rows: tuple[IndicatorRow, ...]
    value: str = ""

    @property
    def is_hidden(self) -> bool:
        return not self.finding

    @property
    def unit(self) -> str:
        return (
            PERCENT
            if all(row.rate and row.rate.is_narrow for row in self.rows if not row.is_hidden)
            else "count"
        )

    @property
    def bars(self) -> list[dict[str, Any]]:
        unit = self.unit
        return [row.bar(unit) for row in self.rows if not (row.is_hidden or row.is_open)]


def summarise_indicators(further: QuarterFigures) -> list[IndicatorSummary]:
    """Return the quarter's indicators in the order of the page."""
    count, linked = further.count, linked_people_count(further)
    indicators = [
        _services(further),
        _flows(further),
        _single(
            ADVANCED,
            _("%(share)s of those whose days are known used an advanced service."),
            count(codes.ADVANCED),
            linked,
            _("used an advanced service"),
        ),
        _breadth(further),
        _single(
            STEPS,
            _(
                "%(share)s of those whose days are known took their first steps in the last 60 days."
            ),
            count(codes.FIRST_STEPS),
            linked,
            _("first steps"),
        ),
        _single(
            DORMANT,
            _("%(share)s of those whose days are known used it before, but not in these 90 days."),
            remainder(count(codes.IDLE), count(codes.NEVER)),
            linked,
            _("dormant"),
        ),
        _retention(further),
        _single(
            RHYTHM,
            _("%(share)s of the users are on rhythm."),
            count(codes.RHYTHM),
            count(codes.ACTIVE),
            _("on rhythm"),
        ),
        _delay(further),
    ]
    return [_with_its_numbers(indicator) for indicator in indicators]


def _with_its_numbers(line: IndicatorSummary) -> IndicatorSummary:
    """A count is shown where its share is hidden: the file has it as well."""
    if line.finding or all(row.is_hidden for row in line.rows):
        return line
    return replace(line, finding=_too_open_for(line.rows))


def linked_people_count(further: QuarterFigures) -> Measure:
    """Return the number of people whose days of use are known."""
    return total([further.count(codes.IDLE), further.count(codes.ACTIVE)])


def _row(label: str, part: Measure, whole: Measure) -> IndicatorRow:
    rate = rate_of(part, whole)
    return IndicatorRow(label, part, rate.rounded() if rate else None, whole)


def _single(
    definition: Definition, words: str, part: Measure, whole: Measure, label: str
) -> IndicatorSummary:
    row = _row(label, part, whole)
    return IndicatorSummary(definition, _finding(words, row), (row,))


def _finding(words: str, row: IndicatorRow, **more: str) -> str:
    """Return a sentence on the share, where its bounds are narrow enough."""
    if row.rate is None:
        return ""
    if row.share is None:
        return _too_open_for([row])
    return words % {"share": _share(row.rate), **more}


def _too_open_for(rows: Sequence[IndicatorRow]) -> str:
    if all(row.is_hidden or row.is_open for row in rows):
        return _("These figures leave too much open to say anything.")
    return _("These figures leave too much open for a share: here are numbers of people.")


def _share(rate: Rate) -> str:
    return percent_text(rate.low, rate.high)


def _services(further: QuarterFigures) -> IndicatorSummary:
    whole = further.count(codes.ACTIVE)
    rows = [
        _row(name, further.count(codes.SERVICE, slug), whole) for slug, name in further.services
    ]
    rows.sort(key=lambda row: -row.rate.low if row.rate else 1.0)
    words = _("Most used: %(service)s (%(share)s of the users).")
    finding = _finding(words, rows[0], service=rows[0].label) if rows else ""
    return IndicatorSummary(SERVICES, finding, tuple(rows))


def _breadth(further: QuarterFigures) -> IndicatorSummary:
    services = [further.count(codes.SERVICE, slug) for slug, _name in further.services]
    found = average(services, further.count(codes.ACTIVE))
    if found is None:
        return IndicatorSummary(BREADTH, "", ())
    low, high = (format_number(bound, 1) for bound in found)
    value = low if low == high else f"{low}{EN_DASH}{high}"
    words = _("Each user used %(count)s of the %(total)s services, on average.")
    total_text = format_number(len(services))
    return IndicatorSummary(BREADTH, words % {"count": value, "total": total_text}, (), value)


def _flows(further: QuarterFigures) -> IndicatorSummary:
    """Return the six disjoint groups of people whose days are known."""
    count = further.count
    whole = linked_people_count(further)
    idle, active, never, stopped, began, kept = (
        count(code)
        for code in (
            codes.IDLE,
            codes.ACTIVE,
            codes.NEVER,
            codes.STOPPED,
            codes.BEGAN,
            codes.KEPT,
        )
    )
    rows = (
        _row(_("kept on: used it in both"), kept, whole),
        _row(
            _("came back: used it again, after 90 days or more"),
            remainder(active, began, kept),
            whole,
        ),
        _row(_("began: used it for the first time"), began, whole),
        _row(_("stopped: used it in the 90 days before, not since"), stopped, whole),
        _row(_("dormant for longer"), remainder(idle, never, stopped), whole),
        _row(_("never used it yet"), never, whole),
    )
    words = _(
        "%(share)s of those whose days are known used it in these 90 days and in the 90 before."
    )
    return IndicatorSummary(FLOWS, _finding(words, rows[0]), rows)


def _retention(further: QuarterFigures) -> IndicatorSummary:
    there, gone = further.count(codes.NEW_KEPT), further.count(codes.NEW_STOPPED)
    return _single(
        RETENTION,
        _("%(share)s of those who began in the 90 days before used it in these."),
        there,
        total([there, gone]),
        _("used it in these 90 days too"),
    )


def cohort_row(further: QuarterFigures, back: int) -> IndicatorRow:
    """Return the people still using the portal, of those whose first use was `back` quarters before."""
    if back == 1:
        return _retention(further).rows[0]
    keys = [(code, str(back)) for code in (codes.COHORT_KEPT, codes.COHORT_GONE)]
    if not any(key in further.counts for key in keys):  # hidden, or of before it was counted
        return IndicatorRow(cohort_label(back), Measure(), None)
    there, gone = (further.count(*key) for key in keys)
    return _row(cohort_label(back), there, total([there, gone]))


def cohort_label(back: int) -> str:
    return {
        1: _("began in the quarter before, and used it in this one"),
        2: _("began two quarters before, and used it in this one"),
        3: _("began three quarters before, and used it in this one"),
    }[back]


def _delay(further: QuarterFigures) -> IndicatorSummary:
    within = [(days, further.count(codes.WITHIN, str(days))) for days in DELAYS]
    whole = total([within[-1][1], further.count(codes.SLOW)])
    rows = tuple(
        _row(_("within %(days)s days") % {"days": days}, count, whole) for days, count in within
    )
    steps = [
        (days, row.rate)
        for (days, _count), row in zip(within, rows, strict=True)
        if row.rate and (row.rate.low > 0 or row.rate.high < 100)
    ]
    if not any(rate.high < 75 or rate.low >= 25 for _days_of, rate in steps):
        return IndicatorSummary(DELAY, _finding("", rows[-1]), rows)
    words = _("Half were there %(half)s; a quarter %(quarter)s, three quarters %(three)s.")
    half, quarter, three = (_days(reached_within(share, steps)) for share in (50, 25, 75))
    return IndicatorSummary(DELAY, words % {"half": half, "quarter": quarter, "three": three}, rows)


def _days(found: tuple[int, int | None]) -> str:
    after, by = found
    if by is None:
        return (
            _("after more than %(days)s days") % {"days": after}
            if after
            else _("at an unknown time")
        )
    if not after:
        return _("within %(days)s days") % {"days": by}
    return _("after %(after)s to %(by)s days") % {"after": after + 1, "by": by}


# --- Declared and measured ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MonthSources:
    """Usage rate of a month as measured and as declared, with users, and the difference in points."""

    month: str
    measured: Rate | None
    declared: Rate | None
    measured_users: Measure
    declared_users: Measure
    linked: Measure
    others: Measure

    @property
    def difference(self) -> Rate | None:
        if self.measured is None or self.declared is None:
            return None
        return Rate(self.measured.low - self.declared.high, self.measured.high - self.declared.low)

    @property
    def cells(self) -> list[str]:
        return [
            _both(self.measured, self.measured_users, self.linked),
            _both(self.declared, self.declared_users, self.others),
            _points(self.difference),
        ]


def declared_only_users(month: MonthMeasured) -> Measure:
    return remainder(month.used, month.linked_used)


def compare_measured_and_declared(month: MonthMeasured) -> MonthSources:
    linked = total([month.linked_used, month.linked_unused])
    others = remainder(month.known, month.linked_used, month.linked_unused)
    measured = rate_of(month.linked_used, linked)
    declared = rate_of(declared_only_users(month), others)
    return MonthSources(
        month_text(month.month),
        measured.rounded() if measured else None,
        declared.rounded() if declared else None,
        month.linked_used,
        declared_only_users(month),
        linked,
        others,
    )


def measured_headings() -> list[str]:
    return [
        pgettext("table", "Month"),
        pgettext("usage rate", "Measured"),
        pgettext("usage rate", "Declared"),
        pgettext("usage rate", "Difference, in points"),
    ]


def measured_finding(all_sides: Sequence[MonthSources]) -> str:
    """Return the finding on the latest month that has both rates; empty without one."""
    found = ((side.month, side.difference) for side in all_sides)
    month, difference = next((pair for pair in found if pair[1] is not None), ("", None))
    if difference is None:
        return ""
    words = {"month": month}
    if difference.low > 0:
        return (
            _("In %(month)s, those whose account is linked used it more than the others declare.")
            % words
        )
    if difference.high < 0:
        return (
            _("In %(month)s, those whose account is linked used it less than the others declare.")
            % words
        )
    return (
        _("In %(month)s, these figures leave open whether measured or declared use is higher.")
        % words
    )


def _rate_text(rate: Rate | None) -> str:
    return "" if rate is None else _share(rate)


def _both(rate: Rate | None, count: Measure, whole: Measure) -> str:
    """Format a share with its count, of the same people, or the count alone."""
    number = _count_text(count, whole)
    return number if rate is None else f"{_rate_text(rate)} ({number})"


def _count_text(count: Measure, whole: Measure) -> str:
    """Format a count with the number of people it is of where that is exact; else alone, for the text says of whom."""
    return part_text(count, whole) if whole.low == whole.high else number_text(count)


def _points(difference: Rate | None) -> str:
    if difference is None:
        return ""
    low, high = _signed(difference.low), _signed(difference.high)
    if low == high:
        return low
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _signed(value: float) -> str:
    text = format_number(value)
    return text if text.startswith(MINUS) or value == 0 else f"+{text}"


def coaching_finding(published: Sequence[CoachingOfQuarter]) -> str:
    """Return the finding on the latest quarter; empty when it is hidden or there is none."""
    if not published or published[0].helped.is_hidden:
        return ""
    words = _("Helped for the first time in the latest quarter: %(count)s.")
    return words % {"count": staff_text(published[0].helped)}


# --- The file ----------------------------------------------------------------------------------------


def file_headings() -> list[str]:
    return [
        pgettext("table", "Figure"),
        pgettext("table", "Of whom"),
        pgettext("table", "Number"),
        pgettext("table", "Of how many"),
        pgettext("table", "Share"),
    ]


def file_rows(further: QuarterFigures) -> list[list[str]]:
    rows = []
    for line in summarise_indicators(further):
        title = _(line.definition.title)
        if not line.rows:
            rows.append([title, "", line.value or pgettext("figure", "too few people"), "", ""])
        rows += [
            [title, row.label, *_file_cells(row.count, row.whole, row.rate)] for row in line.rows
        ]
    for month in further.months:
        both = compare_measured_and_declared(month)
        title = f"{_(MEASURED.title)}, {both.month}"
        measured = _file_cells(both.measured_users, both.linked, both.measured)
        declared = _file_cells(both.declared_users, both.others, both.declared)
        rows.append([title, _("measured: used it in the month"), *measured])
        rows.append([title, _("declared: used it in the month"), *declared])
    return rows


def _file_cells(count: Measure, whole: Measure, rate: Rate | None) -> list[str]:
    return [number_text(count), number_text(whole), _rate_text(rate)]
