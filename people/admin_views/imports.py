"""Pages of staff files: sent, checked, looked at, applied, and what became of each."""

from pathlib import PurePath

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from core.spreadsheets import CSV_TYPE, csv_bytes
from people.actions.imports import (
    answer_list,
    approve_list,
    begin_applying,
    begin_checking_again,
    decline_list,
    withdraw_list,
)
from people.actions.privacy import record_look
from people.admin_views.access import StaffAccess, StaffPage
from people.admin_views.staff_lists import attachment
from people.enums import ImportKind, ImportState, Purpose, ViewedData
from people.forms.imports import LeaversForm
from people.forms.staff_lists import QuestionsForm
from people.importers.staff_diff import Difference, TeamLine
from people.importers.staff_lines import written_lines
from people.models import ImportRun, Person, StagedFile
from people.policies import (
    import_runs_visible_to,
    lines_to_correct_visible_to,
    may_decide_on_folder_lists,
    may_manage_staff,
    may_open_imports,
    may_run_operations,
    own_lists_awaiting,
    staged_files_visible_to,
)


RUNS_A_PAGE = 30
LINES_SHOWN = 50
LINES_NAMED = 5
NUMBERS_A_QUERY = 500
NAMES = "people_admin"  # of the addresses, for the part that shows progress
SECTIONS = (
    ("arrivals", gettext_lazy("Arrivals"), gettext_lazy("Team")),
    ("returns", gettext_lazy("Returns"), gettext_lazy("What changes")),
    ("moves", gettext_lazy("Moves"), gettext_lazy("Before and after")),
    ("corrections", gettext_lazy("Corrections"), gettext_lazy("What changes")),
    ("leavers", gettext_lazy("Departures"), gettext_lazy("Last team")),
)

FOLDER_LISTS = gettext_lazy(
    "Nobody sent this list, so nobody else would approve it: an administrator who reads no figures decides on it."
)


def _count_column(name, label):
    return Column(name, label=label, accessor=lambda run: run.counts.get(name, "–"))


class ImportIndex(StaffAccess, IndexView):
    """The list of files and what became of them: counts, and nobody's name but the sender's."""

    is_allowed = staticmethod(may_open_imports)
    model = ImportRun
    page_title = gettext_lazy("Imports")
    header_icon = "upload"
    any_permission_required = None
    index_url_name = "people_admin:imports"
    paginate_by = RUNS_A_PAGE
    default_ordering = "-created_at"
    is_searchable = False
    export_filename = "imports"
    export_headings = {
        "name": gettext_lazy("File"),
        "outcome": gettext_lazy("State"),
        "get_source_display": gettext_lazy("Sent"),
        "sender": gettext_lazy("By"),
        "as_of": gettext_lazy("Day of the list"),
        "created_at": gettext_lazy("When"),
        "finished_at": gettext_lazy("Finished at"),
        "counts": gettext_lazy("Counts"),
    }
    list_export = list(export_headings)
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("File"),
            get_url=lambda run: reverse("people_admin:import_run", args=[run.uuid]),
        ),
        Column("state", label=gettext_lazy("State"), accessor="outcome"),
        _count_column("created", gettext_lazy("New people")),
        _count_column("changed", gettext_lazy("Changed")),
        _count_column("left", gettext_lazy("Left")),
        _count_column("refused", gettext_lazy("Refused")),
        Column("source", label=gettext_lazy("Sent"), accessor="get_source_display"),
        Column("sender", label=gettext_lazy("By"), accessor=lambda run: run.sender or "–"),
        Column(
            "created_at",
            label=gettext_lazy("When"),
            accessor=lambda run: date_format(localtime(run.created_at), "SHORT_DATETIME_FORMAT"),
        ),
    ]

    def get_base_queryset(self):
        return import_runs_visible_to(self.viewer).select_related("sender")

    @property
    def no_results_message(self):
        if may_manage_staff(self.viewer):
            return _("No list has been sent yet.")
        return _("No list awaits your approval.")

    def order_queryset(self, queryset):
        return queryset.order_by("-created_at", "-pk")

    @cached_property
    def header_buttons(self):
        buttons = []
        if may_manage_staff(self.viewer):
            new, mappings = reverse("people_admin:import"), reverse("people_admin:mappings")
            buttons = [
                HeaderButton(_("Import a staff list"), url=new, icon_name="upload"),
                HeaderButton(_("Mappings"), url=mappings, icon_name="list-ul"),
            ]
        if may_run_operations(self.viewer):
            url = reverse("operations_admin:operations")
            buttons.append(HeaderButton(_("Operations"), url=url, icon_name="tasks"))
        return buttons


class SingleRunPage(StaffPage):
    """A page of one import; `staged` is its file while it waits, for those for whom it waits."""

    is_allowed = staticmethod(may_open_imports)
    page_title = gettext_lazy("Staff list")

    @cached_property
    def run(self):
        runs = import_runs_visible_to(self.viewer).select_related("sender")
        return get_object_or_404(runs, uuid=self.kwargs["uuid"])

    @cached_property
    def staged(self):
        waiting = staged_files_visible_to(self.viewer, ImportKind.STAFF)
        return waiting.defer("data").filter(run=self.run).first()

    def log_those_shown(self, most=None):
        """Log a look at each person whose line is on the page, or in the file; a newcomer has no log."""
        preview = self.staged.preview
        sections, by_line = preview["sections"].values(), preview.get("numbers", {})
        refused = {by_line.get(str(line), "") for line, *_rest in preview["refused"][:most]}
        self.log_looks(refused | {number for lines in sections for number, *_rest in lines[:most]})

    def log_looks(self, numbers):
        shown = sorted(numbers)
        for start in range(0, len(shown), NUMBERS_A_QUERY):
            numbers = shown[start : start + NUMBERS_A_QUERY]
            record_look(
                by=self.viewer,
                at=Person.objects.filter(staff_number__in=numbers).order_by("pk"),
                purpose=Purpose.STAFF_ADMINISTRATION,
                seen=ViewedData.STAFF_LINE,
            )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "run": self.run,
            "staged": self.staged,
            "names": NAMES,
        }


class ImportRunPage(SingleRunPage, TemplateView):
    """Shows on GET how far the file is and what it would do or did; applies it, or checks it again, on POST."""

    template_name = "people/admin/import_run.html"

    def post(self, request, *args, **kwargs):
        if self.own_waiting is not None and request.POST.get("decision") == "withdraw":
            return self.withdraw(request)
        if self.staged is None:
            raise Http404
        if self.run.state == ImportState.AWAITING_APPROVAL:
            return self.decide(request)
        if self.run.is_interrupted:
            begin_checking_again(run=self.run)
            return redirect(request.path)
        if not self.may_go_on:
            messages.error(request, FOLDER_LISTS)
            return redirect(request.path)
        form = self.form()
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if self.run.state == ImportState.ASKING:
            answer_list(run=self.run, answers=form.answers())
        elif self.agrees_to_set_aside(request):
            leavers = form.cleaned_data["leavers"] if form else None
            begin_applying(run=self.run, leavers_confirmed=leavers, set_aside=True)
        return redirect(request.path)

    @cached_property
    def own_waiting(self):
        """The viewer's own file where somebody else is to approve it."""
        return own_lists_awaiting(self.viewer).defer("data").filter(run=self.run).first()

    @cached_property
    def may_go_on(self):
        return self.run.sender_id is not None or may_decide_on_folder_lists(self.viewer)

    def withdraw(self, request):
        if withdraw_list(run=self.run):
            messages.success(request, _("The list is withdrawn: nothing of it was applied."))
        else:
            messages.warning(request, _("Somebody has decided on the list meanwhile."))
        return redirect(request.path)

    def agrees_to_set_aside(self, request):
        """Whether as many lines may be set aside as are wrong: those that were on the page."""
        return request.POST.get("set_aside", "0") == str(self.run.counts.get("set_aside", 0))

    def decide(self, request):
        """Approve or decline. `staged` is there for whoever may approve it, and never for its sender."""
        if request.POST.get("decision") == "approve":
            if approve_list(run=self.run, by=self.viewer):
                messages.success(request, _("The list is approved. Its sender is told."))
        elif request.POST.get("decision") == "decline":
            if decline_list(run=self.run):
                messages.success(request, _("The list is not approved. Its sender is told."))
        else:
            raise Http404
        return redirect(request.path if may_manage_staff(self.viewer) else "people_admin:imports")

    def get(self, request, *args, **kwargs):
        if self.staged and self.staged.preview:
            self.log_those_shown(LINES_SHOWN)
        return super().get(request, *args, **kwargs)

    def form(self):
        """Return what is asked before the list can be applied, None where nothing is."""
        sent = self.request.POST or None
        if self.run.state == ImportState.ASKING and self.staged:
            return QuestionsForm(sent, preview=self.staged.preview)
        if self.run.state == ImportState.HELD:
            return LeaversForm(sent, leavers=self.run.counts.get("left", 0))
        return None

    def get_context_data(self, **kwargs):
        preview = self.staged.preview if self.staged else None
        read = self.own_waiting.preview if self.own_waiting else preview
        refused, waits = _refused(self.run, read), self.run.state == ImportState.AWAITING_APPROVAL
        if waits:  # the page says apart why it waits
            refused = [refusal for refusal in refused if refusal["line"]]
        is_mine_to_go_on = self.staged is not None and self.may_go_on
        context = {
            "form": self.form(),
            "reasons_known": read is not None,
            "reasons_to_wait": [reason for line, reason, _more in read["refused"] if not line]
            if waits and read
            else [],
            "blocking": _blocking(self.run, read),
            "own_waiting": self.own_waiting,
            "is_lost": waits and not StagedFile.objects.kept().filter(run=self.run).exists(),
            "may_send": may_manage_staff(self.viewer),
            "folder_lists": "" if self.may_go_on or self.staged is None else FOLDER_LISTS,
            "sections": [section for section in _sections(preview) if section["count"]],
            "teams": _teams(preview)[:LINES_SHOWN],
            "teams_count": len(_teams(preview)),
            "refused": refused[:LINES_SHOWN],
            "notes": preview["notes"] if preview else [],
            "most": LINES_SHOWN,
            "may_apply": is_mine_to_go_on
            and self.run.state in (ImportState.CHECKED, ImportState.HELD),
            "may_answer": is_mine_to_go_on and self.run.state == ImportState.ASKING,
            "set_aside": self.run.counts.get("set_aside", 0),
            "kept": lines_to_correct_visible_to(self.viewer).filter(run=self.run).first(),
            "may_decide": self.staged is not None and waits,
            "must_ask": bool(preview and preview.get("must_ask")),
        }
        return super().get_context_data(**context | kwargs)


class ImportProgress(SingleRunPage, TemplateView):
    """The part of the page that shows progress, for a page that polls it."""

    template_name = "people/admin/import_progress.html"

    def get(self, request, *args, **kwargs):
        if not self.run.is_at_work or self.run.is_interrupted:
            answer = HttpResponse()
            answer["HX-Refresh"] = "true"
            return answer
        return super().get(request, *args, **kwargs)


class ImportChanges(SingleRunPage):
    """The whole preview, of which the page shows a part, as a file for a spreadsheet."""

    def get(self, request, *args, **kwargs):
        if self.staged is None or self.staged.preview is None:
            raise Http404
        self.log_those_shown()
        return attachment(csv_bytes(_table(self.staged.preview)), CSV_TYPE, "changes.csv")


class ImportLines(SingleRunPage):
    """The lines that were set aside, to correct and send again, in the format in which they came."""

    def get(self, request, *args, **kwargs):
        kept = get_object_or_404(lines_to_correct_visible_to(self.viewer), run=self.run)
        self.log_looks({cell for line in kept.table for cell in line})
        content, content_type, ending = written_lines(kept)
        stem = PurePath(self.run.name).stem or "agents"
        name = f"{slugify(stem)}-{_('to-correct')}.{ending}"
        return attachment(content, content_type, name)


def _sections(preview):
    for name, title, what in SECTIONS:
        lines = preview["sections"][name] if preview else []
        yield {
            "id": name,
            "title": title,
            "what": what,
            "count": len(lines),
            "lines": [
                {
                    "staff_number": number,
                    "name": person,
                    "differences": [Difference(*difference) for difference in differences],
                }
                for number, person, differences in lines[:LINES_SHOWN]
            ],
        }


def _teams(preview):
    """Return the changes of teams; None in a preview made before there were any."""
    return [TeamLine(*team) for team in preview.get("teams", [])] if preview else []


def _refused(run, preview):
    """Return each refusal: with its reason while the file is there, afterwards without what it quotes of the file."""
    if preview:
        asked = run.state == ImportState.ASKING  # the questions stand above
        numbers = preview.get("numbers", {})
        return [
            {
                "line": line,
                "number": numbers.get(str(line), ""),
                "reason": reason,
                "expected": expected,
            }
            for line, reason, expected in preview["refused"]
            if not asked or line in preview["set_aside"]
        ]
    return [{**refusal, "reason": ""} for refusal in run.refusals]


def _blocking(run, preview):
    """Return the lines because of which none could be set aside; none in a preview made before they were kept."""
    is_refused = run.state == ImportState.REFUSED and preview
    lines = preview.get("blocking", []) if is_refused else []
    named = ", ".join(map(str, lines[:LINES_NAMED]))
    return {"count": len(lines), "lines": f"{named}…" if len(lines) > LINES_NAMED else named}


def _table(preview):
    yield [
        _("What"), _("Line"), _("Staff number"), _("Name"), _("Field"), _("Before"), _("After"),
    ]  # fmt: skip
    for line, reason, expected in preview["refused"]:
        number = preview.get("numbers", {}).get(str(line), "")
        yield [_("Refused"), line, number, "", "", reason, expected]
    for team in _teams(preview):
        yield [_("Teams"), "", "", team.team, team.kind, team.warning, team.change]
    for name, title, _what in SECTIONS:
        for number, person, differences in preview["sections"][name]:
            for label, before, after in differences:
                yield [title, "", number, person, label or _("Team"), before, after]
