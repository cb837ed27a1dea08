"""One's own reports: published groups, months and columns side by side, on a page and as a file."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adoption.dashboards.words.group_table import column_title
from adoption.foundation.indicators import USED
from adoption.foundation.policies import may_read_every_figure
from adoption.foundation.views.query_parameters import one_or_404, unknown_selection
from adoption.foundation.words.file_names import file_name
from adoption.publishing.models import Publication
from adoption.publishing.queries.published import publications_of
from adoption.report.actions.saved_reports import delete_report, save_report
from adoption.report.custom_words import report_file, rule_text, screen_row
from adoption.report.enums import ReportSchedule
from adoption.report.forms import CustomReportForm, SavedReportForm
from adoption.report.models import SavedReport
from adoption.report.policies import saved_reports_visible_to
from adoption.report.queries.custom_groups import (
    OfferedGroups,
    ReportGroup,
    offered_groups,
    still_published,
)
from adoption.report.queries.custom_reports import ReportRow, read_report
from adoption.report.report_months import ReportMonths
from cms.models import Portal
from cms.queries import organisation
from core.opendocument import opendocument_response
from core.redirects import post_only
from core.spreadsheets import table_response


PORTAL, GROUP, MONTHS, COLUMN = "portail", "groupe", "mois", "colonne"
SEARCH, REPORT, PAGE_NUMBER = "chercher", "rapport", "page"
SINGLE = {PORTAL, MONTHS, SEARCH, REPORT, PAGE_NUMBER}
PAGE = 50
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Selection:
    """The choices of a page. `form`: None where no month is out yet. `opened`: the saved report that is looked at."""

    portals: list[Portal]
    portal: Portal
    publications: list[Publication]
    offer: OfferedGroups
    form: CustomReportForm | None
    search: str
    opened: SavedReport | None

    @property
    def is_complete(self) -> bool:
        return self.form is not None and self.form.is_valid()

    @property
    def chosen(self) -> dict[str, Any]:
        if not (self.form and self.form.is_valid()):
            raise Http404
        return self.form.cleaned_data

    @property
    def query(self) -> str:
        """Return the choices as the page's address writes them."""
        chosen = self.chosen
        return urlencode(
            {
                PORTAL: self.portal.slug,
                GROUP: [group.key for group in chosen["groupe"]],
                MONTHS: str(chosen["mois"]),
                COLUMN: [column.code for column in chosen["colonne"]],
            }
            | ({REPORT: self.opened.uuid} if self.opened else {}),
            doseq=True,
        )

    @property
    def months(self) -> list[Publication]:
        among = set(self.chosen["mois"].among([out.month for out in self.publications]))
        return [out for out in self.publications if out.month in among]

    @property
    def months_written(self) -> str:
        """Return the choice for a file's name, "last three" as the months that they are."""
        if self.chosen["mois"].starts_on is not None:
            return str(self.chosen["mois"])
        found = sorted(f"{publication.month:%Y-%m}" for publication in self.months)
        return "-".join(dict.fromkeys((found[0], found[-1])))

    def rows(self) -> list[ReportRow]:
        chosen = self.chosen
        return read_report(chosen["groupe"], self.months, chosen["colonne"])


@require_safe
def custom_reports(request):
    try:
        selection = _read_selection(request, request.GET)
    except Http404:
        return unknown_selection(request, "adoption:custom_reports")
    return _page(request, selection)


@require_safe
def file(request, form):
    """Answer the table as csv, xlsx or ods; choices that do not hold lead back to the page, which says why."""
    if form not in {"csv", "xlsx", "ods"}:
        raise Http404
    selection = _read_selection(request, request.GET)
    if selection.form is None:
        raise Http404
    if not selection.is_complete:
        return redirect(f"{reverse('adoption:custom_reports')}?{request.GET.urlencode()}")
    table = report_file(selection.rows(), selection.chosen["colonne"])
    sheet = _("The report")
    name = file_name(_("report"), selection.portal.slug, selection.months_written)
    if form == "ods":
        return opendocument_response(f"{name}.ods", *table, sheet=sheet)
    return table_response(name, *table, sheet=sheet if form == "xlsx" else None)


@require_safe
def open_report(request, report):
    """Redirect to the page with these choices; the page says which of them no longer hold."""
    found = _own(request, report)
    return redirect(f"{reverse('adoption:custom_reports')}?{_query_of(found)}")


@post_only
def save(request):
    """Save the choices in `choix`, in the page's own spelling; on an error the page keeps all that was typed."""
    selection = _read_selection(request, QueryDict(request.POST.get("choix", "")))
    if selection.form is None:
        raise Http404
    form = SavedReportForm(request.POST)
    if not (selection.is_complete and form.is_valid()):
        return _page(request, selection, form)
    chosen, given = selection.chosen, form.cleaned_data
    try:
        saved = save_report(
            person=request.user,
            name=given["name"],
            latest=selection.publications[0],
            groups=chosen["groupe"],
            columns=chosen["colonne"],
            months=chosen["mois"],
            schedule=given["schedule"],
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, selection, form)
    messages.success(request, _("The report is saved, for you alone."))
    return redirect("adoption:open_report", saved.uuid)


@post_only
def delete(request, report):
    delete_report(report=_own(request, report))
    messages.success(request, _("The report is deleted."))
    return redirect("adoption:custom_reports")


def _page(
    request: HttpRequest, selection: Selection, save_form: SavedReportForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": selection,
        "form": selection.form,
        "groups": _group_choices(selection),
        "is_open": selection.opened is None or not selection.is_complete,
        "reports": _listed(request, selection),
        "lost": _lost_names(request, selection.opened, selection.portal),
        "save_form": save_form or _save_form(selection.opened),
    }
    if selection.is_complete:
        rows = selection.rows()
        columns = selection.chosen["colonne"]
        page = Paginator(rows, PAGE).get_page(request.GET.get(PAGE_NUMBER))
        context |= {
            "page": page,
            "lines": [screen_row(row, columns) for row in page],
            "headings": [column_title(column) for column in columns],
            "rules": list(dict.fromkeys(rule_text(row.rule) for row in rows)),
            "last": selection.months[0],
            "query": selection.query,
        }
    return render(request, "adoption/report/custom_reports.html", context)


def _group_choices(selection: Selection) -> list[tuple[ReportGroup, Any]]:
    """Pair each group with its checkbox."""
    form = selection.form
    boxes = form["groupe"].subwidgets if form else []
    return list(zip(selection.offer.groups, boxes, strict=True))


def _save_form(opened: SavedReport | None) -> SavedReportForm:
    known = {"name": opened.name, "schedule": opened.schedule} if opened else {}
    return SavedReportForm(initial={"schedule": ReportSchedule.NEVER} | known)


def _listed(request: HttpRequest, selection: Selection) -> list[dict[str, Any]]:
    reports = saved_reports_visible_to(request.user).select_related("portal")
    return [
        {
            "report": report,
            "url": reverse("adoption:open_report", args=[report.uuid]),
            "is_opened": report == selection.opened,
            "is_announced": report.schedule != ReportSchedule.NEVER,
        }
        for report in reports
    ]


def _lost_names(request: HttpRequest, report: SavedReport | None, portal: Portal) -> list[str]:
    """Return the names of groups of a saved report that are no longer published."""
    latest = next(iter(publications_of(portal)), None) if report else None
    if report is None or latest is None:
        return []
    still = still_published(request.user, latest, {group["key"] for group in report.groups})
    return [group["name"] for group in report.groups if group["key"] not in still]


def _own(request: HttpRequest, report: object) -> SavedReport:
    if not may_read_every_figure(request.user):
        raise Http404
    return get_object_or_404(saved_reports_visible_to(request.user), uuid=report)


def _query_of(report: SavedReport) -> str:
    return urlencode(
        {
            PORTAL: report.portal.slug,
            GROUP: [group["key"] for group in report.groups],
            MONTHS: str(ReportMonths(report.period, report.starts_on)),
            COLUMN: report.columns,
            REPORT: report.uuid,
        },
        doseq=True,
    )


def _read_selection(request: HttpRequest, given: QueryDict) -> Selection:
    """Read the parameters; 404 for unknown ones and for people who may not read every figure."""
    if not may_read_every_figure(request.user):
        raise Http404
    if set(given) - SINGLE - {GROUP, COLUMN} or any(
        len(given.getlist(name)) > 1 for name in SINGLE
    ):
        raise Http404
    opened = _own(request, _uuid(given[REPORT])) if given.get(REPORT) else None
    portals = list(Portal.objects.open())
    portal = one_or_404(portals, given.get(PORTAL) or None, lambda portal: portal.slug)
    publications, search = publications_of(portal), given.get(SEARCH, "")[:LONGEST_SEARCH]
    for publication in publications:
        publication.portal = portal
    if not publications:
        nothing = OfferedGroups([], is_whole=True)
        return Selection(portals, portal, publications, nothing, None, search, opened)
    offer = offered_groups(
        request.user,
        publications[0],
        organisation=organisation(request).name,
        chosen=given.getlist(GROUP),
        search=search,
    )
    form = CustomReportForm(
        given if {GROUP, MONTHS, COLUMN} & set(given) else _first_choice(offer),
        groups=offer.groups,
        published=[publication.month for publication in publications],
    )
    return Selection(portals, portal, publications, offer, form, search, opened)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _first_choice(offer: OfferedGroups) -> QueryDict:
    """Choose the use of the organisation in the latest months, for a page that opens with something to read."""
    return QueryDict(
        urlencode({GROUP: offer.groups[0].key, MONTHS: "last3", COLUMN: str(USED.code)})
    )
