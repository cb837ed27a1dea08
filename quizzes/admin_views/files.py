"""Questions in and out as files. A file is checked first; nothing of it is kept aside."""

import base64
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.spreadsheets import csv_bytes
from quizzes.admin_views.base import URLS, ListingSubpage
from quizzes.author_forms.base import kind_names
from quizzes.exporters.questions import export_questions
from quizzes.file_forms import ConfirmImportForm, ExportForm, QuestionsFileForm
from quizzes.formats import FORMATS, detect_format
from quizzes.importers.questions import import_questions, line_numbers_prefix
from quizzes.models import Category, Question
from quizzes.tables.writer import questions_workbook_bytes, template_rows


ENTRIES_SHOWN = TITLES_SHOWN = 200
TABLES = ("csv", "xlsx")


class ImportQuestions(ListingSubpage, FormView):
    """Says first what a file would do; the file comes back with “apply”, in letters that no form escapes."""

    permission_required = "add"
    page_title = gettext_lazy("Import questions")
    template_name = "quizzes/admin/import.html"
    form_class = QuestionsFileForm

    def post(self, request, *args, **kwargs):
        return self.apply() if "payload" in request.POST else super().post(request, *args, **kwargs)

    def form_valid(self, form):
        data, given = form.cleaned_data["file"].read(), form.cleaned_data
        checked = {
            "payload": base64.urlsafe_b64encode(data).decode(),
            "format": given["format"] or detect_format(data).name,
            "category": given["category"],
            "replace": given["replace"],
        }
        report = _taken(data, checked, dry_run=True)
        return self.preview(report, checked, was_recognised=not given["format"])

    def apply(self):
        form = ConfirmImportForm(self.request.POST)
        if not form.is_valid():
            return HttpResponseBadRequest()
        checked = form.cleaned_data
        try:
            data = base64.b64decode(checked["payload"], altchars=b"-_", validate=True)
        except ValueError:
            return HttpResponseBadRequest()
        checked["format"] = checked["format"] or detect_format(data).name
        report = _taken(data, checked, dry_run=False)
        if not report.applied:
            return self.preview(report, checked)
        messages.success(
            self.request,
            _(
                "The questions are imported: %(created)d new, %(changed)d changed, %(unchanged)d "
                "known already."
            )
            % report.as_dict(),
        )
        return redirect(f"{URLS}:list")

    def preview(self, report, checked, *, was_recognised=False):
        names = kind_names()
        rows = [
            {"entry": entry, "kind": names.get(entry.kind, entry.kind)}
            for entry in report.entries[:ENTRIES_SHOWN]
        ]
        context = self.get_context_data(
            form=QuestionsFileForm(),
            report=report,
            losses=[
                {"lines": line_numbers_prefix(lines), "what": what}
                for what, lines in report.losses.items()
            ],
            rows=rows,
            apply=ConfirmImportForm(initial=checked),
            payload=checked["payload"],
            format=FORMATS[checked["format"]].label,
            was_recognised=was_recognised,
            most=ENTRIES_SHOWN,
            checked=True,
        )
        return self.render_to_response(context)

    def get_context_data(self, **kwargs):
        templates = [
            {"label": FORMATS[name].label, "url": reverse(f"{URLS}:template", args=[name])}
            for name in TABLES
        ]
        return super().get_context_data(**{"checked": False, "templates": templates, **kwargs})


def _taken(data, checked, *, dry_run):
    return import_questions(
        data,
        format_name=checked["format"],
        category=checked["category"] or None,
        replace=checked["replace"],
        dry_run=dry_run,
    )


class ExportQuestions(ListingSubpage, TemplateView):
    """Says what a file would hold and what its format loses, before it is fetched."""

    permission_required = "add"
    page_title = gettext_lazy("Export questions")
    template_name = "quizzes/admin/export.html"

    def get_context_data(self, **kwargs):
        form = ExportForm(self.request.GET or None)
        export, address = None, ""
        if form.is_bound and form.is_valid():
            category = form.cleaned_data["category"]
            name = form.cleaned_data["format"]
            export = export_questions(format_name=name, category=category and category.name)
            query = f"?{urlencode({'category': category.pk})}" if category else ""
            address = reverse(f"{URLS}:export_file", args=[name]) + query
        return super().get_context_data(
            form=form, made=export, address=address, most=TITLES_SHOWN, **kwargs
        )


class QuestionWritersView(PermissionCheckedMixin, View):
    model = Question
    permission_required = "add"


class QuestionsDownload(QuestionWritersView):
    def get(self, request, format_name):
        if format_name not in FORMATS:
            raise Http404
        category, wanted = None, request.GET.get("category", "")
        if wanted:
            if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 10):
                raise Http404
            category = get_object_or_404(Category, pk=wanted).name
        export = export_questions(format_name=format_name, category=category)
        return _download(export.data, "questions", export.format)


class TableTemplate(QuestionWritersView):
    def get(self, request, format_name):
        if format_name not in TABLES:
            raise Http404
        write = csv_bytes if format_name == "csv" else questions_workbook_bytes
        return _download(write(template_rows()), _("questions-to-fill-in"), FORMATS[format_name])


def _download(data, name, file_format):
    response = HttpResponse(data, content_type=file_format.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format.suffix}"'
    return response
