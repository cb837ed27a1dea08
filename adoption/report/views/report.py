"""The steering committee's report as a page, a PDF, and the drawings of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from adoption.foundation.periods import Month
from adoption.foundation.policies import may_read_every_figure
from adoption.foundation.views.query_parameters import (
    one_or_404,
    one_or_404_unless_empty,
    refuse_unknown_parameters,
    unknown_selection,
)
from adoption.publishing.models import Publication
from adoption.publishing.queries.published import publications_of, publications_of_any
from adoption.publishing.views.chart_files import (
    chart_addresses,
    chart_file,
    chart_view,
)
from adoption.report.actions.files import request_report_file
from adoption.report.blocks import Chart, Section
from adoption.report.document import Report, compose_report
from adoption.report.enums import DecisionState
from adoption.report.forms import ContactTimeForm
from adoption.report.models import ContactTime
from adoption.report.pdf import stored_report_pdf
from adoption.report.policies import may_note_decisions
from adoption.report.queries.edition import Edition, edition_of
from adoption.report.queries.files import is_report_file_requested
from adoption.report.sections import section_of
from cms.models import OrganisationSettings, Portal
from cms.queries import organisation
from core.dates import today
from core.typesetting import pdf_response


PORTAL, MONTH = "portail", "mois"
METHOD = "methode"  # names its part of the page
DUE_AFTER = timedelta(days=91)  # until whoever notes a decision says otherwise: the next quarter


@dataclass(frozen=True, slots=True)
class Selection:
    """Parameters of the page. `publication`: None where no month is out yet."""

    portals: list[Portal]
    portal: Portal
    publications: list[Publication]
    publication: Publication | None
    organisation: OrganisationSettings

    @property
    def edition(self) -> Edition:
        chosen = self.publication
        if chosen is None:
            raise Http404
        return edition_of(chosen, self.publications, organisation=self.organisation)

    @property
    def query(self) -> str:
        month = _month(self.publication) if self.publication else ""
        return f"{PORTAL}={self.portal.slug}&{MONTH}={month}"


@require_safe
def report(request):
    try:
        selection = _selection(request)
    except Http404:
        return unknown_selection(request, "adoption:report")
    return _report_page(request, selection)


def report_with_form(
    request: HttpRequest, form: ContactTimeForm, given: Mapping[str, str]
) -> HttpResponse:
    """Show the report of this portal and month, its form of the estimate open at what is wrong."""
    return _report_page(request, _selection(request, given), form)


def _report_page(
    request: HttpRequest, selection: Selection, refused: ContactTimeForm | None = None
) -> HttpResponse:
    context = {
        "asked": selection,
        "months": [
            {
                "value": _month(publication),
                "day": publication.month,
                "is_chosen": publication == selection.publication,
            }
            for publication in selection.publications
        ],
    }
    if selection.publication is None:
        return render(request, "adoption/report/report_empty.html", context)
    edition = selection.edition
    composed = compose_report(edition)
    context |= {
        "report": composed,
        "published_on": localdate(selection.publication.published_at),
        "lead": _drawing(request, next(iter(composed.sections)), composed.lead, selection)
        if composed.lead
        else None,
        "sections": [
            _section(request, composed, key, section, selection)
            for key, section in {**composed.sections, METHOD: composed.method}.items()
        ],
        "may_note": may_note_decisions(request.user),
        "due_on": today() + DUE_AFTER,
        "states": DecisionState.choices,
        "worth_form": refused
        or ContactTimeForm(
            instance=edition.contact_time or ContactTime(), channels=edition.channels
        ),
        "month": _month(selection.publication),
        "is_file_stored": stored_report_pdf(composed) is not None,
        "pdf_url": f"{reverse('adoption:report_pdf')}?{selection.query}",
        "file_url": f"{reverse('adoption:report_file')}?{selection.query}",
    }
    status = 422 if refused else 200
    return render(request, "adoption/report/report.html", context, status=status)


@require_safe
def pdf(request):
    """Serve the report's file; where it is not stored, the page that has it made."""
    selection = _selection(request)
    edition = selection.edition
    stored = stored_report_pdf(compose_report(edition))
    if stored is None:
        return redirect(f"{reverse('adoption:report_file')}?{selection.query}")
    name = f"rapport-{selection.portal.slug}-{_month(edition.publication)}-{get_language()}.pdf"
    return pdf_response(stored, name)


@require_http_methods(["GET", "HEAD", "POST"])
def file(request):
    """Have the report's file made on POST; show on GET whether it is."""
    selection = _selection(request)
    edition = selection.edition
    if request.method == "POST":
        request_report_file(publication=edition.publication, language=get_language())
        return redirect(request.get_full_path())
    # Before the file is looked for: what has just been made is there.
    is_being_made = is_report_file_requested(edition.publication, get_language())
    context = {
        "asked": selection,
        "month": Month.containing(edition.publication.month).first_day,
        "is_ready": stored_report_pdf(compose_report(edition)) is not None,
        "is_being_made": is_being_made,
        "pdf_url": f"{reverse('adoption:report_pdf')}?{selection.query}",
        "report_url": f"{reverse('adoption:report')}?{selection.query}",
    }
    return render(request, "adoption/report/report_file.html", context)


@chart_view
def chart(request, section, name, variant):
    """Draw one chart, making its own section alone."""
    selection = _selection(request)
    found_section = section_of(section, selection.edition)
    charts = found_section.charts if found_section else ()
    drawing = next((drawing for drawing in charts if drawing.name == name), None)
    if drawing is None:
        raise Http404
    return chart_file(request, variant, drawing.key, lambda: drawing.draw(variant))


def _selection(request: HttpRequest, given: Mapping[str, str] | None = None) -> Selection:
    """Read the page's parameters, or those given; the same 404 for no access, no data and unknown parameters."""
    if not may_read_every_figure(request.user):
        raise Http404
    if given is None:
        given = request.GET
        refuse_unknown_parameters(given, {PORTAL, MONTH})
    portals = list(Portal.objects.open().select_related("contact_time"))
    portal = one_or_404(portals, given.get(PORTAL), lambda option: option.slug)
    publications = publications_of(portal)
    chosen = one_or_404_unless_empty(
        publications,
        given.get(MONTH) or None,
        _month,
        elsewhere=lambda: publications_of_any(portals),
    )
    if chosen is not None:
        chosen.portal = portal
    return Selection(portals, portal, publications, chosen, organisation(request))


def _month(publication: Publication) -> str:
    return str(Month.containing(publication.month))


def _section(
    request: HttpRequest, report: Report, key: str, section: Section, selection: Selection
) -> dict:
    return {
        "key": key,
        "section": section,
        "charts": [_drawing(request, key, chart, selection) for chart in report.charts_of(section)],
        "findings": report.findings_of(section),
        "tables": report.tables_of(section),
    }


def _drawing(request: HttpRequest, section: str, chart: Chart, selection: Selection) -> dict:
    return {
        "chart": chart,
        "addresses": chart_addresses(
            request,
            "adoption:report_chart",
            selection.query,
            chart.key,
            args=[section, chart.name],
        ),
    }
