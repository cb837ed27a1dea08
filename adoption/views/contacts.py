"""Contacts of the public beside the usage rate: a page, its chart, its table as a file."""

from hashlib import sha256

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from adoption import substitution_words as words
from adoption.charts import VARIANTS
from adoption.contact_charts import draw, size_of
from adoption.indicators import SUBSTITUTION
from adoption.policies import may_keep_contacts, may_read_organisation
from adoption.queries.substitution import Substitution, substitution_of
from cms.models import Portal
from core.dates import today
from core.spreadsheets import csv_response


PORTAL = "portail"
A_DAY = 24 * 60 * 60
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
        "charts": {
            variant.replace(
                "-", "_"
            ): f"{reverse('adoption:contact_chart', args=[variant])}?{query}"
            for variant in VARIANTS
        },
        "chart_size": size_of(is_narrow=False),
        "table_url": f"{reverse('adoption:contact_table')}?{query}",
    }
    context["headings"], context["rows"] = words.table(read)
    return render(request, "adoption/contacts.html", context)


@require_safe
def table(request):
    """The page's table as a file for a spreadsheet: the same words as on the screen."""
    _portals, portal = _asked(request)
    read = substitution_of(portal)
    if not read.months:
        raise Http404
    headings, rows = words.table(read)
    return csv_response(f"contacts-{portal.slug}.csv", headings, rows)


@require_safe
def chart(request, variant):
    _portals, portal = _asked(request)
    if variant not in VARIANTS:
        raise Http404
    read = substitution_of(portal)
    if not read.months:
        raise Http404
    etag = f'"{_fingerprint(read, variant)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        svg = cache.get_or_set(f"chart:{etag}", lambda: draw(read, variant), A_DAY)
        response = HttpResponse(svg, content_type="image/svg+xml")
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def _asked(request) -> tuple[list[Portal], Portal]:
    """One answer for what may not be seen, is not there or is no question."""
    if not may_read_organisation(request.user, on=today()):
        raise Http404
    if set(request.GET) - {PORTAL} or len(request.GET.getlist(PORTAL)) > 1:
        raise Http404
    portals = list(Portal.objects.open())
    for each in portals:
        if request.GET.get(PORTAL, each.slug) == each.slug:
            return portals, each
    raise Http404


def _fingerprint(read: Substitution, variant: str) -> str:
    """Of what is drawn, and only that."""
    names = [each.name for each in read.channels]
    drawn = (read.months, names, sorted(read.volumes.items()), sorted(read.rates.items()))
    parts = ("contacts", DRAWING, variant, get_language(), drawn)
    return sha256(repr(parts).encode()).hexdigest()[:32]
