"""Parts of the programme page beside funnel and groups: segments of the staff, and targets."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.dashboards.charts import segments as segment_charts
from adoption.dashboards.segments import SegmentCounts, published_segments
from adoption.dashboards.views.programme_selection import Selection, read_selection
from adoption.dashboards.words import segments as segment_words
from adoption.foundation.periods import Month
from adoption.publishing.models import Publication
from adoption.publishing.queries.published import WINDOW
from adoption.publishing.views.chart_files import (
    DrawingKey,
    chart_addresses,
    chart_file,
    chart_view,
)
from adoption.targets import charts as target_charts
from adoption.targets import words as target_words
from adoption.targets.models import Target
from adoption.targets.queries.rate_histories import RateHistories, rate_histories
from adoption.targets.queries.targets import (
    TargetProgress,
    progress_of_targets,
    targets_begun_by,
    targets_of,
)
from core.spreadsheets import table_response


OTHER_AIMS = 6  # beside the one that is drawn; a link leads to all
DRAWING = "2"  # grows when the drawing changes, so that no old file is served


@dataclass(frozen=True, slots=True)
class ListedTargets:
    """Targets named on the page, the one drawn first. `further`: how many are not named."""

    targets: list[Target]
    further: int


def read_targets_and_histories(
    selection: Selection, also: Collection[int]
) -> tuple[ListedTargets, RateHistories]:
    """Read targets, and the rate histories of their groups and of the organisation. Two queries.

    `also`: groups of which the month alone is wanted.
    """
    found = targets_begun_by(Month.parse(selection.month), targets_of(selection.portal))
    # That of the shown branch, else of the organisation; then in tree order.
    shown = selection.branch or selection.root
    found.sort(key=lambda target: target.team_id != shown.pk)
    named = ListedTargets(found[: 1 + OTHER_AIMS], len(found[1 + OTHER_AIMS :]))
    teams = {selection.root.pk, *(target.team_id for target in named.targets)}
    return named, rate_histories(publications_up_to_selection(selection), teams, also)


def segments_and_targets_context(
    request: HttpRequest, selection: Selection, named: ListedTargets, histories: RateHistories
) -> dict[str, Any]:
    found = progress_of_targets(named.targets, histories, whole=selection.root.pk)
    months = segments_by_month(selection, histories)
    headings, rows = segment_words.table(months)
    return {
        "segments": {
            "finding": segment_words.finding(months),
            "headings": headings,
            "rows": rows,
            "charts": chart_addresses(
                request,
                "adoption:segment_chart",
                selection.whole,
                segment_charts.drawing_key(months),
            ),
            "size": segment_charts.chart_size(is_narrow=False),
        },
        "other_aims": [target_summary(selection, progress) for progress in found[1:]],
        "further_aims": named.further,
        "aim": target_chart_context(request, selection, found[0]) if found else None,
    }


def target_summary(selection: Selection, aim: TargetProgress) -> dict[str, Any]:
    tone, icon = target_words.TONES.get(aim.outlook.verdict, ("", ""))
    return {
        "target": aim.target,
        "name": target_words.population_name(aim.target, selection.organisation),
        "words": target_words.target_text(aim.target, aim.outlook.course.size),
        "verdict": target_words.verdict_text(aim.outlook),
        "tone": tone,
        "icon": icon,
        "standing": target_words.standing_text(aim.outlook),
        "url": f"{reverse('adoption:targets')}?{selection.whole}&cible={aim.target.uuid}",
    }


def target_chart_context(
    request: HttpRequest, selection: Selection, aim: TargetProgress
) -> dict[str, Any]:
    headings, rows = target_words.table(aim)
    return target_summary(selection, aim) | {
        "finding": target_words.finding(aim.outlook),
        "has_forecast": bool(aim.outlook.likely),
        "progress": target_words.progress_text(aim.outlook),
        "basis": target_words.forecast_basis_text(aim.outlook),
        "headings": headings,
        "rows": rows,
        "charts": chart_addresses(
            request,
            "adoption:target_chart",
            selection.whole,
            target_drawing_key(aim),
            args=[aim.target.uuid],
        ),
        "csv": reverse("adoption:target_course", args=[aim.target.uuid]),
        "workbook": reverse("adoption:target_course_workbook", args=[aim.target.uuid]),
        "query": selection.whole,
        "size": target_charts.chart_size(is_narrow=False),
        "narrow_size": target_charts.chart_size(is_narrow=True),
    }


def target_drawing_key(aim: TargetProgress) -> DrawingKey:
    return ("target", DRAWING, aim.outlook.goal, aim.outlook.course, aim.outlook.likely)


def segments_by_month(
    selection: Selection, histories: RateHistories
) -> list[tuple[Month, SegmentCounts]]:
    return published_segments(
        (month, histories.chain(selection.root.pk, month)) for month in histories.months[-WINDOW:]
    )


def publications_up_to_selection(selection: Selection) -> list[Publication]:
    """Return publications up to the selected month, the latest first."""
    if selection.publication is None:
        raise Http404
    return [
        publication
        for publication in selection.publications
        if publication.month <= selection.publication.month
    ]


# --- Files --------------------------------------------------------------------------------------------


def _segments(request) -> tuple[Selection, list[tuple[Month, SegmentCounts]]]:
    selection = read_selection(request)
    return selection, segments_by_month(
        selection,
        rate_histories(publications_up_to_selection(selection), {selection.root.pk}),
    )


@chart_view
def segment_chart(request, variant):
    """Draw the segments; 404 while no month tells them."""
    _asked, months = _segments(request)
    if not months:
        raise Http404
    return chart_file(
        request,
        variant,
        segment_charts.drawing_key(months),
        lambda: segment_charts.draw(months, variant),
    )


@require_safe
def segment_table(request, *, is_workbook=False):
    selection, months = _segments(request)
    name = f"situations-{selection.portal.slug}-{selection.month}"
    return table_response(
        name,
        *segment_words.file_table(months),
        sheet=pgettext("spreadsheet", "Where the staff stand") if is_workbook else None,
    )
