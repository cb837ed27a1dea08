"""Compare this organisation’s published rates with those that others shared: page, chart and files."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from adoption.foundation.periods import Month
from adoption.foundation.views.query_parameters import (
    one_or_404,
    one_or_404_unless_empty,
    refuse_unknown_parameters,
)
from adoption.foundation.words.file_names import file_name
from adoption.foundation.words.months import month_text
from adoption.publishing.policies import may_read_organisation
from adoption.publishing.views.chart_files import (
    DrawingKey,
    chart_addresses,
    chart_file,
    chart_view,
)
from adoption.sharing import words
from adoption.sharing.charts import NARROW, WIDE, draw, drawing_key
from adoption.sharing.enums import PortalKind
from adoption.sharing.policies import may_share_figures
from adoption.sharing.queries import Comparison, comparison_of, sharing_profile
from cms.models import Portal
from core.dates import today
from core.spreadsheets import table_response


PORTAL, RATE, MONTH = "portail", "taux", "mois"
ORDER = ("used", "account", "habit", "coverage")
DRAWING = "2"  # grows when the drawing changes, so that no old file is served


@dataclass(frozen=True, slots=True)
class Selection:
    portals: list[Portal]
    portal: Portal
    kind: str
    read: Comparison
    rate: str
    month: Month | None

    @property
    def query(self) -> str:
        return f"{PORTAL}={self.portal.slug}&{RATE}={self.rate}&{MONTH}={self.month or ''}"


@require_safe
def comparison(request):
    selection = _selection(request)
    context = {
        "portals": selection.portals,
        "portal": selection.portal,
        "kind": PortalKind(selection.kind).label,
        "rates": [(rate, words.RATE_NAMES[rate], rate == selection.rate) for rate in ORDER],
        "may_share": may_share_figures(request.user),
        "is_empty": selection.month is None,
        "former": selection.read.former,
    }
    if selection.month is not None:
        headings, rows = words.table(selection.read, selection.rate)
        context |= {
            "finding": words.finding(selection.read, selection.month, selection.rate),
            "month": selection.month.first_day,
            "months": [
                (str(month), month_text(month), month == selection.month)
                for month in reversed(selection.read.months)
            ],
            "bars": words.rate_bars(selection.read, selection.month, selection.rate),
            "headings": headings,
            "rows": rows,
            "charts": chart_addresses(
                request, "adoption:comparison_chart", selection.query, _drawing_key(selection)
            ),
            "size": WIDE,
            "narrow": NARROW,
            "table_url": f"{reverse('adoption:comparison_table')}?{selection.query}",
            "workbook_url": f"{reverse('adoption:comparison_workbook')}?{selection.query}",
        }
    return render(request, "adoption/sharing/comparison.html", context)


@require_safe
def table(request):
    return _file(request)


@require_safe
def workbook(request):
    return _file(request, sheet=_("Comparison"))


def _file(request, sheet=None):
    """Send the table, in a file named by its last month."""
    selection = _selection(request)
    last = selection.read.months[-1] if selection.read.months else ""
    name = file_name(pgettext("file name", "comparison"), selection.portal.slug, last)
    return table_response(
        name, words.file_headings(), words.comparison_export_rows(selection.read), sheet=sheet
    )


@chart_view
def chart(request, variant):
    selection = _selection(request)
    if selection.month is None:
        raise Http404
    return chart_file(
        request,
        variant,
        _drawing_key(selection),
        lambda: draw(selection.read, selection.rate, variant),
    )


def _drawing_key(selection: Selection) -> DrawingKey:
    return ("comparison", DRAWING, *drawing_key(selection.read, selection.rate))


def _selection(request) -> Selection:
    """Read the page's parameters; the same 404 for no access, no data and unknown parameters."""
    given = request.GET
    if not may_read_organisation(request.user, on=today()):
        raise Http404
    refuse_unknown_parameters(given, {PORTAL, RATE, MONTH})
    portals = list(Portal.objects.open())
    portal = one_or_404(portals, given.get(PORTAL), lambda option: option.slug)
    rate = one_or_404(ORDER, given.get(RATE), str)
    kind = sharing_profile().portal_kind
    read = comparison_of(portal)
    month = one_or_404_unless_empty(list(reversed(read.months)), given.get(MONTH) or None, str)
    return Selection(portals, portal, kind, read, rate, month)
