"""Desk figures beside the usage rate of staff: page, chart and files, from publications."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.contacts.charts.contacts import chart_size
from adoption.contacts.charts.front_desk import draw, drawing_key
from adoption.contacts.policies import may_edit_contacts, may_read_front_desk
from adoption.contacts.queries.front_desk import DeskHistory, read_desk_history
from adoption.contacts.queries.substitution import organisation_usage_rates
from adoption.contacts.words import front_desk as words
from adoption.foundation.views.query_parameters import one_or_404, refuse_unknown_parameters
from adoption.foundation.words.file_names import file_name
from adoption.publishing.disclosure.tally import MOST_A_WEEK, least_desk_staff
from adoption.publishing.parameters import parameters_in_force
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
PAGE_NUMBER, PAGE = "page", 50
DRAWING = "1"  # grows when the drawing changes, so that no old file is served


@require_safe
def front_desk(request):
    portals, read = _page_data(request)
    query = f"{PORTAL}={read.portal.slug}"
    first, second = words.headline(read)
    context = {
        "first": first,
        "second": second,
        "portals": portals,
        "portal": read.portal,
        "is_empty": not read.months,
        "least": least_desk_staff(parameters_in_force()),
        "most": MOST_A_WEEK,
    }
    if read.months:
        headings, rows = words.month_table(read)
        page = Paginator(words.sort_sites_by_name(read.sites), PAGE).get_page(
            request.GET.get(PAGE_NUMBER)
        )
        site_headings, site_rows = words.site_table(list(page))
        context |= {
            "month": read.months[-1].first_day,
            "finding": words.finding(read),
            "headings": headings,
            "rows": rows,
            "charts": chart_addresses(
                request, "adoption:front_desk_chart", query, _drawing_key(read)
            ),
            "size": chart_size(is_narrow=False),
            "reasons": words.reason_bars(read),
            "page": page,
            "site_headings": site_headings,
            "site_rows": [
                (row[0], list(zip(site_headings[1:], row[1:], strict=True))) for row in site_rows
            ],
            "table_url": f"{reverse('adoption:front_desk_table')}?{query}",
            "withheld": words.withheld_text(read) if may_edit_contacts(request.user) else "",
            "workbook_url": f"{reverse('adoption:front_desk_workbook')}?{query}",
        }
    return render(request, "adoption/contacts/front_desk.html", context)


@require_safe
def table(request, *, is_workbook=False):
    _portals, read = _page_data(request)
    last = read.months[-1] if read.months else ""
    name = file_name(pgettext("file name", "front-desks"), read.portal.slug, last)
    return table_response(
        name,
        words.file_headings(),
        words.file_rows(read),
        sheet=_("At the desks") if is_workbook else None,
    )


@chart_view
def chart(request, variant):
    _portals, read = _page_data(request)
    if not read.months:
        raise Http404
    return chart_file(request, variant, _drawing_key(read), lambda: draw(read, variant))


def _drawing_key(read: DeskHistory) -> DrawingKey:
    return ("front desk", DRAWING, *drawing_key(read))


def _page_data(request) -> tuple[list[Portal], DeskHistory]:
    """Read the page's data; the same 404 for no access, no data and unknown parameters."""
    if not may_read_front_desk(request.user, on=today()):
        raise Http404
    refuse_unknown_parameters(request.GET, {PORTAL, PAGE_NUMBER})
    portals = list(Portal.objects.open())
    portal = one_or_404(portals, request.GET.get(PORTAL), lambda portal: portal.slug)
    return portals, read_desk_history(portal, organisation_usage_rates(portal))
