"""Contacts of the public beside the usage rate: a page, its chart, its table as a file."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from adoption.contacts.charts.contacts import draw, drawn, size_of
from adoption.contacts.policies import may_keep_contacts
from adoption.contacts.queries.substitution import Substitution, substitution_of
from adoption.contacts.words import substitution as words
from adoption.foundation.indicators import SUBSTITUTION
from adoption.foundation.views.query_parameters import one_of, refuse_others
from adoption.publishing.policies import may_read_organisation
from adoption.publishing.views.chart_files import Drawn, chart_addresses, chart_file, chart_view
from cms.models import Portal
from core.dates import today
from core.spreadsheets import table_response


PORTAL = "portail"
DRAWING = "1"  # grows when the drawing changes, so that no old file is served


@require_safe
def contacts(request):
    portals, portal = _asked(request)
    read = substitution_of(portal)
    query = f"{PORTAL}={portal.slug}"
    first, second = words.headline(read)
    context = {
        "first": first,
        "second": second,
        "portals": portals,
        "portal": portal,
        "finding": words.finding(read),
        "basis": words.basis(read),
        "is_empty": not read.months,
        "corrections": words.corrections(read),
        "definition": {
            "title": gettext(SUBSTITUTION.title),
            "window": gettext(SUBSTITUTION.window),
            "source": gettext(SUBSTITUTION.source),
            "version": SUBSTITUTION.version,
        },
        "may_keep": may_keep_contacts(request.user),
        "charts": chart_addresses(request, "adoption:contact_chart", query, _drawn(read)),
        "chart_size": size_of(is_narrow=False),
        "query": query,
    }
    context["headings"], context["rows"] = words.table(read)
    return render(request, "adoption/contacts/contacts.html", context)


@require_safe
def table(request):
    """The page's table as a file for a spreadsheet, its numbers as numbers."""
    return _file(request)


@require_safe
def workbook(request):
    return _file(request, sheet=pgettext("spreadsheet", "Contacts"))


def _file(request, sheet=None):
    _portals, portal = _asked(request)
    read = substitution_of(portal)
    if not read.months:
        raise Http404
    return table_response(f"contacts-{portal.slug}", *words.file_table(read), sheet=sheet)


@chart_view
def chart(request, variant):
    _portals, portal = _asked(request)
    read = substitution_of(portal)
    if not read.months:
        raise Http404
    return chart_file(request, variant, _drawn(read), lambda: draw(read, variant))


def _drawn(read: Substitution) -> Drawn:
    return ("contacts", DRAWING, *drawn(read))


def _asked(request) -> tuple[list[Portal], Portal]:
    """One answer for what may not be seen, is not there or is no question."""
    if not may_read_organisation(request.user, on=today()):
        raise Http404
    refuse_others(request.GET, {PORTAL})
    portals = list(Portal.objects.open())
    return portals, one_of(portals, request.GET.get(PORTAL), lambda each: each.slug)
