"""The programme: the whole organisation's funnel and trend, then every group, in the order of the tree.

Nobody is ranked: no order by a figure is offered, on the page or in its files.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.dashboards.charts.trend import chart_size
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
from adoption.dashboards.views.team import MONTH, PORTAL, TEAM, trend_drawing_key
from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED
from adoption.foundation.rates import Measure, rate_of
from adoption.foundation.views.query_parameters import unknown_selection
from adoption.foundation.words.file_columns import (
    bound_headings,
    count_cells,
    share_cells,
    share_headings,
)
from adoption.foundation.words.months import month_text
from adoption.publishing.policies import may_see_publications
from adoption.publishing.queries.published import Reading, read_population
from adoption.publishing.views.chart_files import chart_addresses
from adoption.publishing.words.findings import (
    cell_text,
    coverage_text,
    headline_sentences,
    part_text,
    trend,
)
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
    context |= _whole(request, selection, histories) | segments_and_targets_context(
        request, selection, named, histories
    )
    context |= {
        "page": page,
        "lines": [_line(selection, line) for line in lines],
        "headings": [_title(step) for step in selection.steps],
        "choices": filter_choices(selection, {step.code: _title(step) for step in STEPS}),
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
        _headings(selection),
        _rows(selection),
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
        "charts": chart_addresses(request, "adoption:chart", chart, trend_drawing_key(reading)),
        "chart_size": chart_size(reading, is_narrow=True),  # it stands beside the funnel
    }


# --- The table ----------------------------------------------------------------------------------------


def _title(step) -> str:
    titles = {
        KNOWN: _("Something is known"),
        ACCOUNT: _("Have an account"),
        USED: _("Used it"),
        HABIT: _("Have the habit"),
    }
    return titles[step]


def _line(selection: Selection, line: PopulationRow) -> dict[str, Any]:
    known = line.counts[KNOWN.code]
    return {
        "name": _name(selection, line),
        "depth": min(line.depth, DEEPEST),
        "url": f"{reverse('adoption:team')}?{PORTAL}={selection.portal.slug}&{TEAM}={line.team_id}"
        f"&{MONTH}={selection.publication.month:%Y-%m}",
        "population": line.population,
        "cells": [(_title(step), _cell(line.counts[step.code], known)) for step in selection.steps],
    }


def _name(selection: Selection, line: PopulationRow) -> str:
    return selection.organisation if line.team_id == selection.root.pk else line.name


def _cell(count: Measure, known: Measure) -> dict[str, Any]:
    """Format the rate among people known, with its margin: among all staff, unknown would be drawn as “no”.

    Where it could be anything there is no bar, and the numbers stand in its place.
    """
    rate = rate_of(count, known)
    if rate is None:
        return {"low": None}
    if rate.low <= 0 and rate.high >= 100:
        return {"low": 0, "high": 100, "words": part_text(count, known)}
    shown = rate.rounded()
    return {"low": shown.low, "high": shown.high, "words": ""}


# --- In a file ----------------------------------------------------------------------------------------


def _headings(selection: Selection) -> list[str]:
    """Two columns, least and most, for each count, then for each rate among people known."""
    bounds = [name for step in (KNOWN, *selection.steps) for name in bound_headings(_title(step))]
    rates = [name for step in selection.steps for name in share_headings(_title(step))]
    return [_("Group"), _("Level"), _("Staff"), *bounds, *rates]


def _rows(selection: Selection) -> list[list[object]]:
    """Rows of the file; “hidden” in both columns of a count, and for the size where a whole group is hidden."""
    hidden = cell_text(Measure())
    rows = []
    for line in all_population_rows(selection.publication, selection.shown):
        row: list[object] = [_name(selection, line), line.depth, line.population or hidden]
        for step in (KNOWN, *selection.steps):
            row += count_cells(line.counts[step.code])
        for step in selection.steps:
            row += share_cells(rate_of(line.counts[step.code], line.counts[KNOWN.code]))
        rows.append(row)
    return rows
