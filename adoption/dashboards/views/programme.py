"""The programme: the whole organisation's funnel and trend, then every group, in the order of the tree.

Nobody is ranked: no order by a figure is offered, on the page or in its files.
"""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.dashboards.charts.trend import chart_size, drawing_key
from adoption.dashboards.forms import ViewForm
from adoption.dashboards.models import SavedView
from adoption.dashboards.policies import saved_views_visible_to
from adoption.dashboards.queries.programme import (
    PopulationRow,
    all_population_rows,
    build_population_rows,
    count_populations,
    population_keys,
    published_populations,
)
from adoption.dashboards.views.programme_parts import (
    read_targets_and_histories,
    segments_and_targets_context,
)
from adoption.dashboards.views.programme_selection import (
    PAGE_NUMBER,
    STEPS,
    Selection,
    filter_choices,
    read_selection,
)
from adoption.dashboards.views.team import MONTH, PORTAL, TEAM
from adoption.dashboards.words.group_table import (
    NOTHING,
    column_title,
    figure_cell,
    file_cells,
    file_headings,
)
from adoption.foundation.indicators import USED, Definition
from adoption.foundation.views.query_parameters import unknown_selection
from adoption.foundation.words.file_columns import FileTable
from adoption.foundation.words.months import month_text
from adoption.publishing.policies import may_see_publications
from adoption.publishing.queries.published import Reading, read_population
from adoption.publishing.views.chart_files import chart_addresses
from adoption.publishing.words.findings import coverage_text, headline_sentences, trend
from adoption.publishing.words.presentation import first_month_shown, funnel, used_table
from adoption.targets.policies import may_set_targets
from adoption.targets.queries.rate_histories import RateHistories
from core.spreadsheets import table_response
from learning.policies import may_follow_everybody


PAGE = 50
DEEPEST = 6  # what lies deeper is set in as far


@require_safe
def programme(request):
    try:
        selection = read_selection(request)
    except Http404:
        return unknown_selection(request, "adoption:programme")
    views = list(saved_views_visible_to(request.user))
    default = next((view for view in views if view.is_default and view.query), None)
    opens_with = None if request.GET else default
    if opens_with and _is_still_valid(request, opens_with):
        return redirect(f"{reverse('adoption:programme')}?{opens_with.query}")
    context = {
        "asked": selection,
        "month": selection.month,
        "may_see_register": may_see_publications(request.user),
        "may_set_targets": may_set_targets(request.user),
        "follows_training": may_follow_everybody(request.user),
        "views": views,
        "view_form": ViewForm(),
        "gone": opens_with,  # it would have been opened
    }
    if selection.publication is None:
        return render(request, "adoption/dashboards/programme_empty.html", context)
    rows = published_populations(selection.publication, selection.shown)
    paginator = Paginator(population_keys(rows), PAGE)
    paginator.count = count_populations(selection.publication, selection.shown)
    page = paginator.get_page(request.GET.get(PAGE_NUMBER))
    keys = list(page.object_list)
    named, histories = read_targets_and_histories(selection, {team for team, _name, _depth in keys})
    counts = {
        (team, code): measure
        for (publication, team, code), measure in histories.counts.items()
        if publication == selection.publication.pk
    }
    lines = build_population_rows(keys, counts)
    steps = _published_steps(selection, lines)
    context |= _whole(request, selection, histories) | segments_and_targets_context(
        request, selection, named, histories
    )
    context |= {
        "page": page,
        "lines": _lines(selection, lines, steps),
        "headings": [column_title(step) for step in steps],
        "choices": filter_choices(selection, {step.code: column_title(step) for step in STEPS}),
    }
    return render(request, "adoption/dashboards/programme.html", context)


def _is_still_valid(request, view: SavedView) -> bool:
    """Whether the view's group, month and portal still exist."""
    try:
        read_selection(request, QueryDict(view.query))
    except Http404:
        return False
    return True


@require_safe
def programme_table(request, *, is_workbook=False):
    selection = read_selection(request)
    if selection.publication is None:
        raise Http404
    name = f"adoption-{selection.portal.slug}-{selection.publication.month:%Y-%m}"
    return table_response(
        name,
        *_file(selection),
        sheet=pgettext("spreadsheet", "Adoption") if is_workbook else None,
    )


def _whole(request: HttpRequest, selection: Selection, histories: RateHistories) -> dict[str, Any]:
    reading: Reading = read_population(
        selection.portal,
        selection.publications,
        selection.publication.month,
        [selection.root],
        organisation=selection.organisation,
        shown=histories.counts,
    )
    first, second = headline_sentences(reading)
    headings, rows = used_table(reading)
    chart = f"{PORTAL}={selection.portal.slug}&{TEAM}={selection.root.pk}&{MONTH}={reading.month}"
    return {
        "reading": reading,
        "month_name": month_text(reading.month),
        "first": first,
        "second": second,
        "lead": coverage_text(reading),
        "funnel": funnel(reading),
        "trend": trend(reading.own.measures, first_month_shown(reading)),
        "trend_headings": headings,
        "trend_rows": rows,
        "trend_query": chart,
        "charts": chart_addresses(request, "adoption:chart", chart, drawing_key(reading)),
        "chart_size": chart_size(reading, is_narrow=True),  # it stands beside the funnel
    }


# --- The table ----------------------------------------------------------------------------------------


def _published_steps(selection: Selection, lines: Sequence[PopulationRow]) -> list[Definition]:
    """Columns of the table: use, what is asked for, and what at least one of these groups shows."""
    asked = (USED, selection.indicator)
    return [
        step
        for step in selection.steps
        if step in asked or any(not line.counts[step.code].is_hidden for line in lines)
    ]


def _lines(
    selection: Selection, lines: Sequence[PopulationRow], steps: Sequence[Definition]
) -> list[dict[str, Any]]:
    titles = [(step, column_title(step)) for step in steps]
    page = f"{reverse('adoption:team')}?{PORTAL}={selection.portal.slug}"
    return [
        {
            "name": _name(selection, line),
            "depth": min(line.depth, DEEPEST),
            "url": f"{page}&{TEAM}={line.team_id}&{MONTH}={selection.month}",
            "population": line.population,
            "cells": tuple(
                (title, figure_cell(step, line.counts[step.code])) for step, title in titles
            ),
        }
        for line in lines
    ]


def _name(selection: Selection, line: PopulationRow) -> str:
    return selection.organisation if line.team_id == selection.root.pk else line.name


# --- In a file ----------------------------------------------------------------------------------------


def _file(selection: Selection) -> FileTable:
    """Each count in words, then its two ends, then its rate among the whole population."""
    lines = all_population_rows(selection.publication, selection.shown)
    steps = _published_steps(selection, lines)
    headings = [_("Group"), _("Level"), _("Staff")]
    for step in steps:
        headings += file_headings(step)
    return headings, [
        [
            _name(selection, line),
            line.depth,
            line.population or NOTHING,
            *(cell for step in steps for cell in file_cells(step, line.counts[step.code])),
        ]
        for line in lines
    ]
