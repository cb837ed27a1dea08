"""What the programme page shows beside funnel and groups: where the staff stand, and the targets."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.dashboards.charts import segments as segment_charts
from adoption.dashboards.segments import Split, split
from adoption.dashboards.views.programme_selection import Asked, asked_of
from adoption.dashboards.words import segments as segment_words
from adoption.foundation.periods import Month
from adoption.publishing.models import Publication
from adoption.publishing.queries.published import WINDOW
from adoption.publishing.views.chart_files import Drawn, chart_addresses, chart_file, chart_view
from adoption.targets import charts as target_charts
from adoption.targets import words as target_words
from adoption.targets.models import Target
from adoption.targets.queries.rate_histories import Courses, courses_of
from adoption.targets.queries.targets import Aim, aims, begun_by, targets_of
from core.spreadsheets import table_response


COURSE = 24  # months that a forecast reads
OTHER_AIMS = 6  # beside the one that is drawn; a link leads to all
DRAWING = "1"  # grows when the drawing changes, so that no old file is served


@dataclass(frozen=True, slots=True)
class Named:
    """The targets that the page names, the one that it draws first; `further`: how many it does not."""

    targets: list[Target]
    further: int


def with_targets(asked: Asked, also: Collection[int]) -> tuple[Named, Courses]:
    """The targets, and the courses of their groups and of the organisation. Two queries.

    `also`: groups of which the month alone is wanted.
    """
    named = _named(asked)
    teams = {asked.root.pk, *(each.team_id for each in named.targets)}
    return named, courses_of(until(asked)[:COURSE], teams, also)


def _named(asked: Asked) -> Named:
    """First that of the branch that is shown, else of the organisation; in the order of the tree."""
    found = begun_by(Month.parse(asked.month), targets_of(asked.portal))
    shown = asked.branch or asked.root
    found.sort(key=lambda each: each.team_id != shown.pk)
    return Named(found[: 1 + OTHER_AIMS], len(found[1 + OTHER_AIMS :]))


def parts(request: HttpRequest, asked: Asked, named: Named, courses: Courses) -> dict[str, Any]:
    found = aims(named.targets, courses)
    months = segments_of(asked, courses)
    headings, rows = segment_words.table(months)
    return {
        "segments": {
            "finding": segment_words.finding(months),
            "headings": headings,
            "rows": rows,
            "charts": chart_addresses(
                request, "adoption:segment_chart", asked.whole, segments_drawn(months)
            ),
            "size": segment_charts.size_of(is_narrow=False),
        },
        "other_aims": [aim_lines(asked, each) for each in found[1:]],
        "further_aims": named.further,
        "aim": aim_chart(request, asked, found[0]) if found else None,
    }


def aim_lines(asked: Asked, aim: Aim) -> dict[str, Any]:
    tone, icon = target_words.TONES.get(aim.outlook.verdict, ("", ""))
    return {
        "target": aim.target,
        "name": target_words.name_of(aim.target, asked.organisation),
        "words": target_words.aim_text(aim.target),
        "verdict": target_words.verdict_text(aim.outlook.verdict),
        "tone": tone,
        "icon": icon,
        "standing": target_words.standing_text(aim.outlook),
        "url": f"{reverse('adoption:targets')}?{asked.whole}&cible={aim.target.uuid}",
    }


def aim_chart(request: HttpRequest, asked: Asked, aim: Aim) -> dict[str, Any]:
    headings, rows = target_words.table(aim)
    return aim_lines(asked, aim) | {
        "finding": target_words.finding(aim.outlook),
        "basis": target_words.basis(aim.outlook),
        "headings": headings,
        "rows": rows,
        "charts": chart_addresses(
            request,
            "adoption:target_chart",
            asked.whole,
            aim_drawn(aim),
            args=[aim.target.uuid],
        ),
        "csv": reverse("adoption:target_course", args=[aim.target.uuid]),
        "workbook": reverse("adoption:target_course_workbook", args=[aim.target.uuid]),
        "query": asked.whole,
        "size": target_charts.size_of(is_narrow=False),
        "narrow_size": target_charts.size_of(is_narrow=True),
    }


def aim_drawn(aim: Aim) -> Drawn:
    return ("target", DRAWING, aim.outlook.goal, aim.outlook.course)


def segments_of(asked: Asked, courses: Courses) -> list[tuple[Month, Split]]:
    return [
        (month, split(courses.chain(asked.root.pk, month))) for month in courses.months[-WINDOW:]
    ]


def _courses(asked: Asked, teams: set[int]) -> Courses:
    return courses_of(until(asked)[:COURSE], teams)


def until(asked: Asked) -> list[Publication]:
    """Those up to the month of the page, the latest first."""
    if asked.publication is None:
        raise Http404
    return [each for each in asked.publications if each.month <= asked.publication.month]


# --- Files --------------------------------------------------------------------------------------------


def _segments(request) -> tuple[Asked, list[tuple[Month, Split]]]:
    asked = asked_of(request)
    return asked, segments_of(asked, _courses(asked, {asked.root.pk}))


@chart_view
def segment_chart(request, variant):
    _asked, months = _segments(request)
    return chart_file(
        request, variant, segments_drawn(months), lambda: segment_charts.draw(months, variant)
    )


def segments_drawn(months: list[tuple[Month, Split]]) -> Drawn:
    return ("segments", DRAWING, months)


@require_safe
def segment_table(request):
    return _segment_file(request)


@require_safe
def segment_workbook(request):
    return _segment_file(request, sheet=pgettext("spreadsheet", "Where the staff stand"))


def _segment_file(request, sheet=None):
    asked, months = _segments(request)
    name = f"situations-{asked.portal.slug}-{asked.month}"
    return table_response(name, *segment_words.file_table(months), sheet=sheet)
