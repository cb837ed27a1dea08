"""Words of the segments of the staff by month: a finding and a table, from what the chain leaves possible."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.dashboards.segments import Segment, SegmentCounts
from adoption.foundation.periods import Month
from adoption.foundation.rates import Measure, Rate
from adoption.foundation.words.file_columns import (
    FileTable,
    bound_headings,
    count_cells,
    share_cells,
    share_headings,
)
from adoption.foundation.words.months import month_text
from adoption.publishing.words.findings import cell_text
from adoption.publishing.words.presentation import Table
from core.typography import percent_text


Segments = Sequence[tuple[Month, SegmentCounts]]


def segment_name(segment: Segment) -> str:
    return {
        Segment.REGULAR: pgettext("segment", "Regular"),
        Segment.OCCASIONAL: pgettext("segment", "Occasional"),
        Segment.ACCOUNT_ONLY: pgettext("segment", "Account only"),
        Segment.NO_ACCOUNT: pgettext("segment", "No account"),
        Segment.UNKNOWN: pgettext("segment", "Unknown"),
    }[segment]


def finding(months: Segments) -> str:
    """Word the change in regular users from the first shown month to the last, where the bounds leave no doubt."""
    shown = [(month, split) for month, split in months if not split.is_hidden]
    if not shown:
        return ""
    regular = [_share(split.segments[Segment.REGULAR]) for _month, split in shown]
    last = shown[-1][1].segments[Segment.REGULAR]
    words = {"now": share_text(last), "count": cell_text(last)}
    if len(shown) > 1:
        words |= {
            "since": month_text(shown[0][0]),
            "before": share_text(shown[0][1].segments[Segment.REGULAR]),
        }
        if regular[-1].low > regular[0].high:
            text = _(
                "%(now)s of all the staff (%(count)s) are regular users, from %(before)s in %(since)s"
            )
            return text % words
        if regular[-1].high < regular[0].low:
            text = _(
                "%(now)s of all the staff (%(count)s) are regular users, down from %(before)s in %(since)s"
            )
            return text % words
    return _("%(now)s of all the staff (%(count)s) are regular users") % words


def share_text(count: Measure) -> str:
    if count.is_hidden:
        return pgettext("figure", "too few people")
    shown = _share(count).rounded()
    return percent_text(shown.low, shown.high)


def _share(count: Measure) -> Rate:
    return Rate(
        100 * (count.low or 0) / count.population, 100 * (count.high or 0) / count.population
    )


def table(months: Segments) -> Table:
    """Tabulate counts with their shares, which reveal no more since the size of the staff is known."""
    headings = [pgettext("table", "Month"), *(segment_name(segment) for segment in Segment)]
    rows = [
        [
            month_text(month),
            *(_cell(split.segments[segment]) for segment in Segment),
        ]
        for month, split in months
    ]
    return headings, rows


def file_table(months: Segments) -> FileTable:
    """Tabulate bounds of each segment's count, then of its share, as numbers."""
    hidden = pgettext("figure", "too few people")
    headings = [pgettext("table", "Month"), _("Staff")]
    for segment in Segment:
        headings += [*bound_headings(segment_name(segment)), *share_headings(segment_name(segment))]
    rows: list[list[object]] = []
    for month, each in months:
        row: list[object] = [month_text(month), each.population or hidden]
        for segment in Segment:
            count = each.segments[segment]
            row += [*count_cells(count), *share_cells(None if count.is_hidden else _share(count))]
        rows.append(row)
    return headings, rows


def _cell(count: Measure) -> str:
    if count.is_hidden:
        return cell_text(count)
    return f"{share_text(count)} ({cell_text(count)})"
