"""Questions out as files, and tables to fill in. They come in where courses do, in learning."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.spreadsheets import csv_bytes
from quizzes.admin_views.base import URLS, ListingSubpage
from quizzes.exporters.questions import export_questions
from quizzes.file_forms import ExportForm
from quizzes.formats import FORMATS
from quizzes.models import Category, Question
from quizzes.tables.writer import questions_workbook_bytes, template_rows


ENTRIES_SHOWN = TITLES_SHOWN = 200
TABLES = ("csv", "xlsx")


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
