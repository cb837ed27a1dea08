from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.admin_views import DeleteUnlessUsed, ProtectedSnippetViewSet
from core.admin_tasks import SETTINGS_MENU, AdminTask, register_admin_tasks
from core.counterparts import Counterpart, key_of, register_counterparts
from quizzes.admin_views import (
    bank,
    bank_search,
    categories,
    extra_time,
    files,
    marking,
    marking_sheet,
    quizzes,
    remarking,
    reviewing,
    statistics,
    translating,
    versions,
    writing,
)
from quizzes.admin_views.base import URLS
from quizzes.admin_views.bulk import ChangeQuestions
from quizzes.admin_views.quizzes import QUIZZES
from quizzes.models import Category, Question, Quiz
from quizzes.policies import answers_to_mark, may_mark_essays, may_set_extra_time


EXTRA_TIME_PATTERNS = [
    path("", extra_time.ExtraTimes.as_view(), name="extra_times"),
    path("<uuid:uuid>/", extra_time.OneExtraTime.as_view(), name="extra_time"),
]


@hooks.register("register_admin_urls")
def register_extra_time_urls():
    return [path("temps-supplementaire/", include((EXTRA_TIME_PATTERNS, "quiz_admin")))]


hooks.register("after_create_snippet", quizzes.show_quiz_warnings)
hooks.register("after_edit_snippet", quizzes.show_quiz_warnings)


class QuizViewSet(ProtectedSnippetViewSet):
    model = Quiz
    icon = "clipboard-list"
    list_display = ["title", "slug", "pass_percent"]
    search_fields = ["title", "slug"]
    ordering = ["title", "pk"]
    chooser_viewset_class = bank_search.QuizChooser

    def get_urlpatterns(self):
        pages = statistics
        return [
            *super().get_urlpatterns(),
            path("learner/<int:pk>/", quizzes.QuizAsLearner.as_view(), name="as_learner"),
            path("write/", writing.WriteQuiz.as_view(), name="write_new"),
            path("write/<int:pk>/", writing.WriteQuiz.as_view(), name="write"),
            path("statistics/", pages.AllStatistics.as_view(), name="all_statistics"),
            path("statistics/<int:pk>/", pages.QuizStatistics.as_view(), name="statistics"),
            path(
                "statistics/<int:pk>/csv/",
                pages.QuizStatisticsFile.as_view(),
                name="statistics_file",
            ),
        ]


class CategoryViewSet(ProtectedSnippetViewSet):
    model = Category
    index_view_class = categories.CategoryIndex
    edit_view_class = categories.RenameCategory
    icon = "folder-open-inverse"
    list_display = ["name", "name_en"]
    search_fields = ["name", "name_en"]
    ordering = ["name"]

    def get_urlpatterns(self):
        tree = categories.CategoryTree.as_view()
        return [*super().get_urlpatterns(), path("tree/", tree, name="tree")]


class DeleteQuestion(DeleteUnlessUsed):
    instead = _("A question can become a draft.")


class QuestionViewSet(ProtectedSnippetViewSet):
    """Wagtail's listing, chooser and deletion; our own forms, since what a question asks is a spec."""

    model = Question
    delete_view_class = DeleteQuestion
    icon = "help"
    index_view_class = bank_search.QuestionIndex
    list_display = bank_search.QUESTION_COLUMNS
    search_fields = ["searchable"]
    ordering = ["category__name", "title", "pk"]
    chooser_viewset_class = bank_search.QuestionChooser

    @property
    def add_view(self):
        return bank.ChooseKind.as_view()

    @property
    def edit_view(self):
        return bank.EditQuestion.as_view()

    def get_queryset(self, request):
        return Question.objects.select_related("category", "current_version")

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("add/<slug:kind>/", bank.CreateQuestion.as_view(), name="add_kind"),
            path("learner/<int:pk>/", bank.LearnerView.as_view(), name="as_learner"),
            path("remark/<int:pk>/", remarking.RemarkQuestion.as_view(), name="remark"),
            path(
                "remark/<int:pk>/<uuid:run>/",
                remarking.RemarkProgress.as_view(),
                name="remark_run",
            ),
            path(
                "statistics/<int:pk>/",
                statistics.QuestionStatistics.as_view(),
                name="statistics",
            ),
            path(
                "import/template/<slug:format_name>/",
                files.TableTemplate.as_view(),
                name="template",
            ),
            path("export/", files.ExportQuestions.as_view(), name="export"),
            path(
                "export/<slug:format_name>/", files.QuestionsDownload.as_view(), name="export_file"
            ),
            path("versions/<int:pk>/", versions.QuestionVersions.as_view(), name="versions"),
            path(
                "translation/<int:pk>/<slug:language>/",
                translating.TranslateQuestion.as_view(),
                name="translation",
            ),
            path("to-review/", reviewing.ToReview.as_view(), name="to_review"),
            path("reviewed/<int:pk>/", reviewing.MarkReviewed.as_view(), name="reviewed"),
        ]


MARKING_PATTERNS = [
    path("", marking.MarkingQueue.as_view(), name="queue"),
    path("suivante/", marking.NextAnswer.as_view(), name="next"),
    path("feuille/", marking_sheet.MarkingSheet.as_view(), name="sheet"),
    path("<uuid:answer>/", marking.MarkAnswer.as_view(), name="answer"),
]


@hooks.register("register_admin_urls")
def register_marking_urls():
    return [path("corrections/", include((MARKING_PATTERNS, "marking_admin")))]


def may_write_questions(person):
    return policy_registry.get_by_type(Question).user_has_permission(person, "add")


def may_write_quizzes(person):
    policy = policy_registry.get_by_type(Quiz)
    return policy.user_has_any_permission(person, ["add", "change"])


def may_write_whole_quizzes(person):
    return (
        may_write_questions(person) and may_change_questions(person) and may_write_quizzes(person)
    )


def may_change_questions(person):
    return policy_registry.get_by_type(Question).user_has_permission(person, "change")


class AllowedMenuItem(MenuItem):
    """A menu item shown to whom `allowed` names."""

    def __init__(self, *args, allowed, **kwargs):
        super().__init__(*args, **kwargs)
        self.allowed = allowed

    def is_shown(self, request):
        return self.allowed(request.user)


class QuizGroup(SnippetViewSetGroup):
    items = (QuizViewSet, QuestionViewSet, CategoryViewSet)
    menu_label = _("Quizzes")
    menu_icon = "clipboard-list"
    menu_order = 205

    def get_submenu_items(self):
        return [
            *super().get_submenu_items(),
            AllowedMenuItem(
                _("Questions to read again"),
                reverse_lazy(f"{URLS}:to_review"),
                name="questions-to-review",
                icon_name="history",
                order=800,
                allowed=may_change_questions,
            ),
            AllowedMenuItem(
                _("Statistics"),
                reverse_lazy(f"{statistics.URLS}:all_statistics"),
                name="quiz-statistics",
                icon_name="table",
                order=880,
                allowed=may_write_quizzes,
            ),
            AllowedMenuItem(
                _("Export questions"),
                reverse_lazy(f"{URLS}:export"),
                name="export-questions",
                icon_name="download",
                order=910,
                allowed=may_write_questions,
            ),
        ]


register_snippet(QuizGroup)
register_admin_tasks(
    AdminTask(
        name="questions",
        label=_("Question bank"),
        note=_("Write questions, try them as a learner would, take them in and out as files."),
        icon="help",
        order=205,
        page=f"{URLS}:list",
        allowed=may_write_questions,
        menu=None,
    ),
    AdminTask(
        name="write-quiz",
        label=_("Write a quiz"),
        note=_("All its questions on one page."),
        icon="clipboard-list",
        order=204,
        page=f"{QUIZZES}:write_new",
        allowed=may_write_whole_quizzes,
        menu=None,
    ),
    AdminTask(
        name="extra-time",
        label=_("Extra time"),
        note=_("Give somebody more time in quizzes with a limit."),
        icon="time",
        order=290,
        page="quiz_admin:extra_times",
        allowed=may_set_extra_time,
        menu=SETTINGS_MENU,
    ),
    AdminTask(
        name="marking",
        label=_("Answers to mark"),
        note=_("Read what learners wrote, without their names, and mark it by its grid."),
        icon="edit",
        order=206,
        page="marking_admin:queue",
        allowed=may_mark_essays,
        waiting=lambda person: answers_to_mark(person).count(),
    ),
    AdminTask(
        name="questions-to-review",
        label=_("Questions to read again"),
        note=reviewing.due_in_words(),
        icon="history",
        order=207,
        page=f"{URLS}:to_review",
        allowed=may_change_questions,
        menu=None,
    ),
)
hooks.register("register_bulk_action", ChangeQuestions)
hooks.register("register_snippet_listing_buttons", quizzes.quiz_buttons)
register_counterparts(
    Counterpart(
        site="quizzes:about", admin="wagtailsnippets_quizzes_quiz:edit", label=_("This quiz"), allowed=may_write_questions,
        find=key_of("quiz"),
    ),
)  # fmt: skip
