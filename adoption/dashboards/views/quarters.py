"""Retention and flows by quarter for the whole organisation, as each quarter was published."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.dashboards.charts import quarters as quarter_charts
from adoption.dashboards.views.team import PORTAL
from adoption.dashboards.words import quarters as quarter_words
from adoption.dashboards.words.quarters import QuarterIndicators, quarter_indicators
from adoption.foundation.further_indicators import COHORTS, FLOWS, RETENTION
from adoption.foundation.policies import may_read_every_figure
from adoption.foundation.views.query_parameters import one_or_404, refuse_unknown_parameters
from adoption.foundation.words.indicators import definition_text
from adoption.publishing.queries.published import publications_of
from adoption.publishing.queries.quarters import read_quarters
from adoption.publishing.views.chart_files import (
    chart_addresses,
    chart_file,
    chart_view,
)
from cms.models import Portal
from core.spreadsheets import table_response


@dataclass(frozen=True, slots=True)
class Selection:
    portals: list[Portal]
    portal: Portal
    quarters: list[QuarterIndicators]


@require_safe
def quarters(request):
    selection = _selection(request)
    retention_headings, retention_rows = quarter_words.retention_table(selection.quarters)
    cohort_headings, cohort_rows = quarter_words.cohort_table(selection.quarters)
    flow_headings, flow_rows = quarter_words.flow_table(selection.quarters)
    query = f"{PORTAL}={selection.portal.slug}"
    context = {
        "asked": selection,
        "query": query,
        "is_shown": quarter_words.has_any_figure(selection.quarters),
        "has_share": quarter_words.has_drawable_share(selection.quarters),
        "finding": quarter_words.finding(selection.quarters),
        "retention_headings": retention_headings,
        "retention_rows": retention_rows,
        "retention_cells": _labelled(retention_headings, retention_rows),
        "cohort_headings": cohort_headings,
        "cohort_rows": _labelled(cohort_headings, cohort_rows),
        "flow_headings": flow_headings,
        "flow_rows": _labelled(flow_headings, flow_rows),
        "untold": quarter_words.groups_without_figures(selection.quarters),
        "definitions": [definition_text(definition) for definition in (RETENTION, COHORTS, FLOWS)],
        "charts": chart_addresses(
            request, "adoption:quarter_chart", query, quarter_charts.drawing_key(selection.quarters)
        ),
        "chart_size": quarter_charts.chart_size(is_narrow=False),
    }
    return render(request, "adoption/dashboards/quarters.html", context)


def _labelled(headings, rows):
    """Pair each cell with its heading, for phones."""
    return [(name, list(zip(headings[1:], cells, strict=True))) for name, *cells in rows]


@chart_view
def chart(request, variant):
    selection = _selection(request)
    return chart_file(
        request,
        variant,
        quarter_charts.drawing_key(selection.quarters),
        lambda: quarter_charts.draw(selection.quarters, variant),
    )


@require_safe
def table(request, *, is_workbook=False):
    selection = _selection(request)
    name = f"trimestres-{selection.portal.slug}"
    return table_response(
        name,
        *quarter_words.file_table(selection.quarters),
        sheet=pgettext("spreadsheet", "Quarters") if is_workbook else None,
    )


def _selection(request) -> Selection:
    """Read the page's parameters; the same 404 for no access, no data and unknown parameters."""
    if not may_read_every_figure(request.user):
        raise Http404
    refuse_unknown_parameters(request.GET, {PORTAL})
    portals = list(Portal.objects.open())
    portal = one_or_404(portals, request.GET.get(PORTAL) or None, lambda portal: portal.slug)
    return Selection(
        portals, portal, quarter_indicators(read_quarters(portal, publications_of(portal)))
    )
