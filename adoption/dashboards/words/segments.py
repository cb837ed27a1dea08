"""Words of the segments of the staff by month: a finding and a table, from what the chain leaves possible."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.dashboards.segments import Segment, SegmentCounts
from adoption.foundation.periods import Month
from adoption.foundation.rates import Measure, share_of_population, sign_of_clear_change
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
    """Word the regular users of the last month, and the change since the first one, where it is clear."""
    if not months:
        return ""
    (first, before), (last, now) = months[0], months[-1]
    counts = [each.segments[Segment.REGULAR] for each in (before, now)]
    words = {
        "month": month_text(last),
        "now": _cell(counts[1]),
        "before": share_text(counts[0]),
        "since": month_text(first),
    }
    return {
        1: _(
            "In %(month)s, regular users among all the staff: %(now)s, up from %(before)s in %(since)s"
        ),
        0: _("In %(month)s, regular users among all the staff: %(now)s"),
        -1: _(
            "In %(month)s, regular users among all the staff: %(now)s, down from %(before)s in %(since)s"
        ),
    }[sign_of_clear_change(*counts)] % words


def share_text(count: Measure) -> str:
    """Format the share of the staff; of fewer than 50 people, the count."""
    share = share_of_population(count)
    if share is None:
        return cell_text(count)
    shown = share.rounded()
    return percent_text(shown.low, shown.high)


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
    headings = [pgettext("table", "Month"), _("Staff")]
    for segment in Segment:
        headings += [*bound_headings(segment_name(segment)), *share_headings(segment_name(segment))]
    rows: list[list[object]] = []
    for month, each in months:
        row: list[object] = [month_text(month), each.population]
        for segment in Segment:
            count = each.segments[segment]
            share = share_of_population(count)
            row += [*count_cells(count), *(["", ""] if share is None else share_cells(share))]
        rows.append(row)
    return headings, rows


def _cell(count: Measure) -> str:
    share, number = share_text(count), cell_text(count)
    return number if share == number else f"{share} ({number})"
