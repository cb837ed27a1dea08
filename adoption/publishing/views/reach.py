"""Page of learning reach: how many took up and finished each path that was not mandatory."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.foundation.periods import Quarter
from adoption.foundation.views.query_parameters import (
    one_or_404_unless_empty,
    refuse_unknown_parameters,
)
from adoption.foundation.words.months import quarter_in_words
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.models import ReachPublication
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.policies import may_read_reach
from adoption.publishing.queries.reach import PathReach, published_reach
from adoption.publishing.words.findings import cell_text
from core.dates import today
from core.spreadsheets import table_response


QUARTER = "trimestre"


@require_safe
def reach(request):
    publications, chosen = _selection(request)
    context = {"quarters": [], **_rule(chosen)}
    if chosen is not None:
        lines = published_reach(chosen)
        context |= {
            "publication": chosen,
            "quarter": quarter_name(chosen),
            "quarters": [
                {
                    "value": str(Quarter.containing(publication.quarter)),
                    "name": quarter_name(publication),
                    "is_chosen": publication.pk == chosen.pk,
                }
                for publication in publications
            ],
            "headings": reach_headings(),
            "lines": [
                {
                    "title": line.title,
                    "cells": list(zip(reach_headings(), _cells(line), strict=True)),
                }
                for line in lines
                if not line.is_hidden
            ],
            "hidden": [line.title for line in lines if line.is_hidden],
            "query": f"{QUARTER}={_value(chosen)}",
        }
    return render(request, "adoption/publishing/reach.html", context)


@require_safe
def table(request):
    """Send the page's table as CSV, in the words of the page."""
    return _file(request)


@require_safe
def workbook(request):
    return _file(request, sheet=pgettext("spreadsheet", "Paths"))


def _file(request, sheet=None):
    _publications, chosen = _selection(request)
    if chosen is None:
        raise Http404
    rows = [[line.title, *_cells(line)] for line in published_reach(chosen)]
    titles = [pgettext("table", "Path"), *reach_headings()]
    return table_response(f"formations-{_value(chosen)}", titles, rows, sheet=sheet)


def _selection(request) -> tuple[list[ReachPublication], ReachPublication | None]:
    """Read the page's parameters; the same 404 for no access, no data and unknown parameters."""
    if not may_read_reach(request.user, on=today()):
        raise Http404
    refuse_unknown_parameters(request.GET, {QUARTER})
    publications = list(ReachPublication.objects.defer("members"))
    return publications, one_or_404_unless_empty(publications, request.GET.get(QUARTER), _value)


def _value(publication: ReachPublication) -> str:
    return str(Quarter.containing(publication.quarter))


def _rule(publication: ReachPublication | None) -> dict[str, int]:
    """Disclosure parameters of the publication; before the first, those of the settings."""
    if publication:
        stored = publication.parameters
        return {"edge": stored["edge"], "least": stored["least_population"]}
    parameters = parameters_in_force()
    return {"edge": parameters.edge, "least": least_population(parameters)}


def quarter_name(publication: ReachPublication) -> str:
    return quarter_in_words(Quarter.containing(publication.quarter))


def reach_headings() -> list[str]:
    return [
        pgettext("number of people", "Began it"),
        pgettext("number of people", "Finished it"),
        pgettext("number of people", "Began it, since the first quarter"),
        pgettext("number of people", "Finished it, since the first quarter"),
    ]


def _cells(line: PathReach) -> list[str]:
    return [
        cell_text(line.started),
        cell_text(line.finished),
        cell_text(line.started_so_far),
        cell_text(line.finished_so_far),
    ]
