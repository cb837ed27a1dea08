"""How authors find questions: in the listing, in the chooser, in what a change of many is made to."""

from urllib.parse import urlsplit

import django_filters
from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.widgets.button import Button

from cms.admin_views import IndexWithoutBulkActions
from cms.choosers import ReadableChooseResultsView, ReadableChooserViewSet, ReadableChooseView
from core.admin_tasks import find_admin_task
from core.typography import day_text
from quizzes.admin_views.base import URLS
from quizzes.author_forms.base import kind_names
from quizzes.author_meta import LEVELS
from quizzes.enums import Origin, Purpose, QuestionStatus
from quizzes.models import Category, Competence, Question, Quiz, Tag
from quizzes.queries.bank import (
    SOON,
    authors,
    category_filter,
    search_questions,
    with_competence,
    written_by,
)
from quizzes.queries.translations import outdated, untranslated


ENGLISH = "en"
TAKE_IN = "take-in"  # the task of the administration that takes files in


def kind_name(question):
    version = question.current_version
    return capfirst(kind_names()[version.kind]) if version else ""


def review_day(question):
    return day_text(question.review_on) if question.review_on else ""


class BankFilter(WagtailFilterSet):
    OVERDUE, COMING, NEVER = "overdue", "soon", "never"
    WITHOUT = "without"

    category = django_filters.ModelChoiceFilter(
        queryset=Category.objects.all(),
        label=_("Category, with those below it"),
        method="by_category",
    )
    status = django_filters.ChoiceFilter(choices=QuestionStatus, label=_("Status"))
    kind = django_filters.ChoiceFilter(
        choices=lambda: list(kind_names().items()),
        label=_("Kind"),
        field_name="current_version__kind",
    )
    tag = django_filters.ModelChoiceFilter(
        queryset=Tag.objects.all(), label=_("Tag"), field_name="tags"
    )
    quiz = django_filters.ModelChoiceFilter(
        queryset=Quiz.objects.order_by("title", "pk"), label=_("Quiz"), field_name="uses__quiz"
    )
    competence = django_filters.ModelChoiceFilter(
        queryset=Competence.objects.select_related("framework"),
        label=_("Competence, with its parts"),
        method="by_competence",
    )
    competences = django_filters.ChoiceFilter(
        choices=[(WITHOUT, _("without any"))], label=_("Competences"), method="without_competence"
    )
    difficulty = django_filters.MultipleChoiceFilter(
        choices=LEVELS, label=_("Difficulty"), widget=forms.CheckboxSelectMultiple
    )
    author = django_filters.ModelChoiceFilter(
        queryset=lambda request: authors(), label=_("Written by"), method="by_author"
    )
    review = django_filters.ChoiceFilter(
        choices=[
            (OVERDUE, _("due")),
            (COMING, _("due within 30 days")),
            (NEVER, _("no date")),
        ],
        label=_("To be read again"),
        method="by_review",
    )
    translation = django_filters.ChoiceFilter(
        choices=[
            (NEVER, _("none")),
            (OVERDUE, _("older than the source, or not whole")),
        ],
        label=_("English translation"),
        method="by_translation",
    )
    origin = django_filters.ChoiceFilter(choices=Origin, label=_("Origin"))

    class Meta:
        model = Question
        fields = []

    def filter_queryset(self, queryset):
        """Leave out what is archived, unless somebody looks for it."""
        found = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("status") or self.form.cleaned_data.get("quiz"):
            return found
        return found.exclude(status=QuestionStatus.ARCHIVED)

    def by_category(self, questions, name, category):
        return questions.filter(category_filter(category))

    def by_competence(self, questions, name, competence):
        return questions.filter(with_competence(competence))

    def without_competence(self, questions, name, value):
        return questions.filter(competences=None)

    def by_author(self, questions, name, person):
        return questions.filter(written_by(person))

    def by_translation(self, questions, name, value):
        return (untranslated if value == self.NEVER else outdated)(questions, ENGLISH)

    def by_review(self, questions, name, value):
        if value == self.NEVER:
            return questions.filter(review_on=None)
        today = timezone.localdate()
        return questions.filter(review_on__lte=today + SOON if value == self.COMING else today)


class QuestionIndex(IndexWithoutBulkActions):
    """The listing of questions, with boxes to tick for whoever may change them: see bulk.py."""

    filterset_class = BankFilter

    @cached_property
    def columns(self):
        columns = list(super().columns)
        if self.user_has_permission("change"):
            columns.insert(0, BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"))
        return columns

    @cached_property
    def header_more_buttons(self):
        task = find_admin_task(TAKE_IN, self.request.user)
        intake = (
            [Button(task.label, url=task.url, icon_name=task.icon, priority=20)] if task else []
        )
        return [*super().header_more_buttons, *intake]

    def search_queryset(self, queryset):
        return search_questions(queryset, self.search_query)


QUESTION_COLUMNS = [
    "title",
    "category",
    Column("kind", label=_("Kind"), accessor=kind_name, sort_key="current_version__kind"),
    Column("status", label=_("status"), accessor="get_status_display", sort_key="status"),
    Column("difficulty", label=_("difficulty"), sort_key="difficulty"),
    Column("review", label=_("to be read again on"), accessor=review_day, sort_key="review_on"),
]


def question_keys_in_listing(address, request):
    """The keys of what the listing of this address shows on all its pages; [] for another page."""
    place = urlsplit(address)
    if place.path not in {reverse(f"{URLS}:{name}") for name in ("list", "list_results")}:
        return []
    query = QueryDict(place.query)
    filters = BankFilter(query, Question.objects.all(), request=request)
    if not filters.is_valid():
        return []
    questions = search_questions(filters.qs, query.get("q", ""))
    return list(questions.values_list("pk", flat=True))


# --- Choosers ---------------------------------------------------------------------------------------


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Title"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )


class TitleFilter(BaseFilterForm, SearchForm):
    def filter(self, objects):
        words = self.cleaned_data["q"]
        self.is_searching, self.search_query = bool(words), words
        return objects.filter(title__icontains=words) if words else objects


class ChooseByTitle(ReadableChooseView):
    filter_form_class = TitleFilter
    ordering = "-pk"  # the quiz just written comes first


class ChooseResultsByTitle(ReadableChooseResultsView):
    filter_form_class = TitleFilter
    ordering = "-pk"


class QuizChooser(ReadableChooserViewSet):
    choose_view_class = ChooseByTitle
    choose_results_view_class = ChooseResultsByTitle

    def choosable(self, user):
        """Return the placements too for whoever makes paths, who reads no other quiz."""
        quizzes = super().choosable(user)
        if quizzes is None and user.has_perm("learning.change_path"):
            return Quiz.objects.filter(purpose=Purpose.PLACEMENT)
        return quizzes


class QuestionFilter(BaseFilterForm, SearchForm):
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Category, with those below it"), required=False
    )
    tag = forms.ModelChoiceField(Tag.objects.all(), label=_("Tag"), required=False)

    def filter(self, objects):
        category, tag = self.cleaned_data["category"], self.cleaned_data["tag"]
        if category:
            objects = objects.filter(category_filter(category))
        if tag:
            objects = objects.filter(tags=tag)
        words = self.cleaned_data["q"]
        self.is_searching, self.search_query = bool(words or category or tag), words
        return search_questions(objects, words)


class QuestionChooserMixin:
    filter_form_class = QuestionFilter

    @property
    def columns(self):
        return [
            *super().columns,
            Column("category", label=_("category")),
            Column("status", label=_("status"), accessor="get_status_display"),
        ]

    def get_object_list(self):
        standing = super().get_object_list().exclude(status=QuestionStatus.ARCHIVED)
        return standing.select_related("category")


class ChooseQuestion(QuestionChooserMixin, ReadableChooseView):
    pass


class ChooseQuestionResults(QuestionChooserMixin, ReadableChooseResultsView):
    pass


class QuestionChooser(ReadableChooserViewSet):
    choose_view_class = ChooseQuestion
    choose_results_view_class = ChooseQuestionResults
