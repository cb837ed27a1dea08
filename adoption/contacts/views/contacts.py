"""Contacts of the public beside the usage rate: a page, its chart, its table as a file."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.contacts.charts.contacts import chart_size, draw, drawing_key
from adoption.contacts.policies import may_edit_contacts
from adoption.contacts.queries.substitution import Substitution, read_substitution
from adoption.contacts.words import substitution as words
from adoption.foundation.indicators import SUBSTITUTION
from adoption.foundation.views.query_parameters import one_or_404, refuse_unknown_parameters
from adoption.foundation.words.indicators import definition_text
from adoption.publishing.policies import may_read_organisation
from adoption.publishing.views.chart_files import (
    DrawingKey,
    chart_addresses,
    chart_file,
    chart_view,
)
from cms.models import Portal
from core.dates import today
from core.spreadsheets import table_response


PORTAL = "portail"
DRAWING = "1"  # grows when the drawing changes, so that no old file is served


@require_safe
def contacts(request):
    portals, portal = _page_data(request)
    read = read_substitution(portal)
    query = f"{PORTAL}={portal.slug}"
    first, second = words.headline(read)
    context = {
        "first": first,
        "second": second,
        "portals": portals,
        "portal": portal,
        "finding": words.finding(read),
        "basis": words.comparison_basis_text(read),
        "is_empty": not read.months,
        "corrections": words.correction_texts(read),
        "definition": definition_text(SUBSTITUTION),
        "may_keep": may_edit_contacts(request.user),
        "charts": chart_addresses(request, "adoption:contact_chart", query, _drawing_key(read)),
        "chart_size": chart_size(is_narrow=False),
        "query": query,
    }
    context["headings"], context["rows"] = words.table(read)
    return render(request, "adoption/contacts/contacts.html", context)


@require_safe
def table(request, *, is_workbook=False):
    _portals, portal = _page_data(request)
    read = read_substitution(portal)
    if not read.months:
        raise Http404
    return table_response(
        f"contacts-{portal.slug}",
        *words.file_table(read),
        sheet=pgettext("spreadsheet", "Contacts") if is_workbook else None,
    )


@chart_view
def chart(request, variant):
    _portals, portal = _page_data(request)
    read = read_substitution(portal)
    if not read.months:
        raise Http404
    return chart_file(request, variant, _drawing_key(read), lambda: draw(read, variant))


def _drawing_key(read: Substitution) -> DrawingKey:
    return ("contacts", DRAWING, *drawing_key(read))


def _page_data(request) -> tuple[list[Portal], Portal]:
    """Read the page's data; the same 404 for no access, no data and unknown parameters."""
    if not may_read_organisation(request.user, on=today()):
        raise Http404
    refuse_unknown_parameters(request.GET, {PORTAL})
    portals = list(Portal.objects.open())
    return portals, one_or_404(portals, request.GET.get(PORTAL), lambda portal: portal.slug)
