"""Pages and file of the whole organisation's figures that are not part of the chain, from what is published."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.dashboards.words.further import (
    coaching_finding,
    compare_measured_and_declared,
    file_headings,
    file_rows,
    linked_people_count,
    measured_finding,
    measured_headings,
    summarise_indicators,
)
from adoption.foundation.further_indicators import COACHING, MEASURED, last_90_days
from adoption.foundation.periods import Quarter
from adoption.foundation.policies import may_read_every_figure
from adoption.foundation.views.query_parameters import (
    one_or_404,
    one_or_404_unless_empty,
    refuse_unknown_parameters,
)
from adoption.foundation.words.indicators import definition_text
from adoption.foundation.words.months import month_text, quarter_in_words
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.models import Publication
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.queries.coaching import published_coaching
from adoption.publishing.queries.further_published import (
    QuarterFigures,
    quarters_of,
    read_quarter_figures,
)
from adoption.publishing.queries.published import publications_of, publications_of_any
from cms.models import Portal
from core.spreadsheets import table_response


PORTAL, QUARTER = "portail", "trimestre"


@dataclass(frozen=True, slots=True)
class Selection:
    portals: list[Portal]
    portal: Portal
    publications: list[Publication]
    chosen: Publication | None

    @property
    def query(self) -> str:
        return f"{PORTAL}={self.portal.slug}&{QUARTER}={_value(self.chosen)}"


@require_safe
def further(request):
    selection = _selection(request)
    reading = read_quarter_figures(selection.portal, selection.publications, selection.chosen)
    parameters = parameters_in_force()
    context = {
        "portals": selection.portals,
        "portal": selection.portal,
        "publication": selection.chosen,
        "least": least_population(parameters),
        "coalition": parameters.c,
        "quarters": [
            {
                "value": _value(quarter),
                "name": _name(quarter),
                "is_chosen": quarter == selection.chosen,
            }
            for quarter in quarters_of(selection.publications)
        ],
        "measured": _measured(reading),
        "silent": [month_text(month) for month in reading.silent],
        "coaching": _coaching(),
    }
    if selection.chosen is not None:
        first, last = last_90_days(Quarter.containing(selection.chosen.month))
        context |= {
            "quarter": _name(selection.chosen),
            "first_day": first,
            "last_day": last,
            "lines": [
                (line, definition_text(line.definition)) for line in summarise_indicators(reading)
            ],
            "linked": linked_people_count(reading),
            "query": selection.query,
        }
    return render(request, "adoption/dashboards/further.html", context)


@require_safe
def table(request, *, is_workbook=False):
    selection = _selection(request)
    reading = read_quarter_figures(selection.portal, selection.publications, selection.chosen)
    of_quarter = f"-{_value(selection.chosen)}" if selection.chosen else ""
    name = f"organisation-{selection.portal.slug}{of_quarter}"
    return table_response(
        name,
        file_headings(),
        file_rows(reading),
        sheet=pgettext("spreadsheet", "Further figures") if is_workbook else None,
    )


def _measured(reading: QuarterFigures) -> dict:
    both = [compare_measured_and_declared(month) for month in reading.months]
    headings = measured_headings()
    return {
        "definition": definition_text(MEASURED),
        "headings": headings,
        "rows": [
            (month.month, list(zip(headings[1:], month.cells, strict=True))) for month in both
        ],
        "finding": measured_finding(both),
    }


def _coaching() -> dict:
    """Read coaching figures, which belong to no portal and have their own quarters."""
    published = published_coaching()
    return {
        "definition": definition_text(COACHING),
        "finding": coaching_finding(published),
        "rows": [
            {
                "label": quarter_in_words(quarter.quarter),
                "low": quarter.helped.low,
                "high": quarter.helped.high,
                "population": quarter.helped.population,
                "series": 1,
                "is_you": False,
                "mark": None,
            }
            for quarter in published
            if not quarter.helped.is_hidden
        ],
    }


def _selection(request) -> Selection:
    """Read the page's parameters; the same 404 for no access, no data and unknown parameters."""
    given = request.GET
    if not may_read_every_figure(request.user):
        raise Http404
    refuse_unknown_parameters(given, {PORTAL, QUARTER})
    portals = list(Portal.objects.open())
    portal = one_or_404(portals, given.get(PORTAL), lambda portal: portal.slug)
    publications = publications_of(portal)
    chosen = one_or_404_unless_empty(
        quarters_of(publications),
        given.get(QUARTER),
        _value,
        elsewhere=lambda: quarters_of(publications_of_any(portals)),
    )
    return Selection(portals, portal, publications, chosen)


def _value(publication: Publication) -> str:
    return str(Quarter.containing(publication.month))


def _name(publication: Publication) -> str:
    return quarter_in_words(Quarter.containing(publication.month))
