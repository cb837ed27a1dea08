"""Statistics of quizzes for their authors: published figures, in words first. Nobody’s answer, nobody’s score."""

from django.db.models import Max, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.spreadsheets import csv_response
from quizzes.actions.statistics import publication_rule
from quizzes.admin_views.base import ListingSubpage
from quizzes.models import Question, Quiz
from quizzes.queries.statistics import published_items, published_of
from quizzes.statistics.pooling import ENOUGH
from quizzes.statistics_words import file_headings, file_rows, item_rows, score_figures


URLS = "wagtailsnippets_quizzes_quiz"

# What a column sorts by; those without a figure come last, either way.
SORTS = {
    "success": lambda row: row.reading.facility.middle,
    "discrimination": lambda row: row.reading.discrimination,
    "efficiency": lambda row: row.reading.efficiency,
    "weight": lambda row: row.reading.effective,
}


class StatisticsPage(ListingSubpage, TemplateView):
    model = Quiz
    any_permission_required = ["add", "change"]
    header_icon = "clipboard-list"

    def get_context_data(self, **kwargs):
        thresholds = {"least": publication_rule().least, "enough": ENOUGH}
        return super().get_context_data(**thresholds | kwargs)

    def steps(self):
        return [{"url": reverse(f"{URLS}:all_statistics"), "label": _("Statistics")}]


class AllStatistics(StatisticsPage):
    """The quizzes of which something is known."""

    page_title = gettext_lazy("Statistics of quizzes")
    template_name = "quizzes/admin/all_statistics.html"

    def get_context_data(self, **kwargs):
        known = Quiz.objects.exclude(snapshots=None).annotate(
            counted=Sum("snapshots__n"), last=Max("snapshots__made_at")
        )
        return super().get_context_data(quizzes=known.order_by("title", "pk"), **kwargs)

    def steps(self):
        return []


class QuizStatisticsBase(StatisticsPage):
    @cached_property
    def quiz(self):
        return get_object_or_404(Quiz, pk=self.kwargs["pk"])

    @cached_property
    def reading(self):
        return published_of(self.quiz)

    @cached_property
    def rows(self):
        return item_rows(self.reading.items) if self.reading else []

    def get_page_title(self):
        return _("Statistics: %(title)s") % {"title": self.quiz}


class QuizStatistics(QuizStatisticsBase):
    template_name = "quizzes/admin/statistics.html"

    def get_context_data(self, **kwargs):
        reading = self.reading
        return super().get_context_data(
            quiz=self.quiz,
            reading=reading,
            scores=score_figures(reading.scores) if reading and reading.scores else [],
            weak=[row for row in self.rows if row.findings],
            rows=self.sorted_rows(),
            columns=self.columns(),
            **kwargs,
        )

    @cached_property
    def sort(self):
        requested = self.request.GET.get("sort", "")
        return requested if requested.removeprefix("-") in SORTS else ""

    def sorted_rows(self):
        if not self.sort:
            return self.rows
        key = SORTS[self.sort.removeprefix("-")]
        known = [row for row in self.rows if key(row) is not None]
        known.sort(key=key, reverse=self.sort.startswith("-"))
        return known + [row for row in self.rows if key(row) is None]

    def columns(self):
        """Return where the heading of each column leads, and how the table is sorted by it now."""
        words = {
            "success": _("Success"),
            "weight": _("Weight in effect"),
            "discrimination": _("Discrimination"),
            "efficiency": _("Discriminative efficiency"),
        }
        ways = dict.fromkeys(words, "ascending") | {f"-{name}": "descending" for name in words}
        return [
            {
                "label": label,
                "link": f"?sort=-{name}" if self.sort == name else f"?sort={name}",
                "way": ways[self.sort] if self.sort.removeprefix("-") == name else "",
            }
            for name, label in words.items()
        ]


class QuizStatisticsFile(QuizStatisticsBase):
    """The same figures for a spreadsheet; headings alone while there is nothing to show."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        name = f"statistiques-{self.quiz.slug}.csv"
        return csv_response(name, file_headings(), file_rows(self.rows))


class QuestionStatistics(StatisticsPage):
    """One question with its answers, in each quiz that has figures of it."""

    template_name = "quizzes/admin/question_statistics.html"

    @cached_property
    def question(self):
        return get_object_or_404(Question, pk=self.kwargs["pk"])

    def get_page_title(self):
        return _("Statistics: %(title)s") % {"title": self.question}

    def get_context_data(self, **kwargs):
        quizzes = [
            {"quiz": quiz, "rows": item_rows(items)}
            for quiz, items in published_items(self.question)
        ]
        return super().get_context_data(question=self.question, quizzes=quizzes, **kwargs)
