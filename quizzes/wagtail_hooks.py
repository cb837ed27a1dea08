from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.admin_views import OurSnippet, RefusingDelete
from core.admin_tasks import AdminTask, register_admin_tasks
from quizzes.admin_views import bank, bank_search, categories, quiz_preview, reviewing, versions
from quizzes.admin_views.base import URLS
from quizzes.admin_views.bulk import ChangeQuestions
from quizzes.models import Category, Question, Quiz


class QuizViewSet(OurSnippet):
    model = Quiz
    icon = "clipboard-list"
    list_display = ["title", "slug", "pass_percent"]
    search_fields = ["title", "slug"]
    ordering = ["title", "pk"]
    chooser_viewset_class = bank_search.TitleChooser

    def get_urlpatterns(self):
        preview = quiz_preview.QuizAsLearner.as_view()
        return [*super().get_urlpatterns(), path("learner/<int:pk>/", preview, name="as_learner")]


class CategoryViewSet(OurSnippet):
    model = Category
    index_view_class = categories.CategoryIndex
    edit_view_class = categories.RenameCategory
    icon = "folder-open-inverse"
    list_display = ["name"]
    search_fields = ["name"]
    ordering = ["name"]

    def get_urlpatterns(self):
        tree = categories.CategoryTree.as_view()
        return [*super().get_urlpatterns(), path("tree/", tree, name="tree")]


class DeleteQuestion(RefusingDelete):
    instead = _("A question can become a draft.")


class QuestionViewSet(OurSnippet):
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
            path("versions/<int:pk>/", versions.QuestionVersions.as_view(), name="versions"),
            path("to-review/", reviewing.ToReview.as_view(), name="to_review"),
            path("reviewed/<int:pk>/", reviewing.MarkReviewed.as_view(), name="reviewed"),
            path("import/", bank.ImportGift.as_view(), name="import_gift"),
        ]


def may_write_questions(person):
    return policy_registry.get_by_type(Question).user_has_permission(person, "add")


def may_change_questions(person):
    return policy_registry.get_by_type(Question).user_has_permission(person, "change")


class ImportMenuItem(MenuItem):
    def is_shown(self, request):
        return may_write_questions(request.user)


class ReviewMenuItem(MenuItem):
    def is_shown(self, request):
        return may_change_questions(request.user)


class QuizGroup(SnippetViewSetGroup):
    items = (QuizViewSet, QuestionViewSet, CategoryViewSet)
    menu_label = _("Quizzes")
    menu_icon = "clipboard-list"
    menu_order = 205

    def get_submenu_items(self):
        return [
            *super().get_submenu_items(),
            ReviewMenuItem(
                _("Questions to read again"),
                reverse_lazy(f"{URLS}:to_review"),
                name="questions-to-review",
                icon_name="history",
                order=800,
            ),
            ImportMenuItem(
                _("Import questions (GIFT)"),
                reverse_lazy(f"{URLS}:import_gift"),
                name="import-questions",
                icon_name="upload",
                order=900,
            ),
        ]


register_snippet(QuizGroup)
register_admin_tasks(
    AdminTask(
        name="questions",
        label=_("Question bank"),
        note=_("Write questions, try them as a learner would, import them from a GIFT file."),
        icon="help",
        order=205,
        page=f"{URLS}:list",
        allowed=may_write_questions,
        menu=None,
    ),
    AdminTask(
        name="questions-to-review",
        label=_("Questions to read again"),
        note=reviewing.due_in_words(),
        icon="history",
        order=206,
        page=f"{URLS}:to_review",
        allowed=may_change_questions,
        menu=None,
    ),
)
hooks.register("register_bulk_action", ChangeQuestions)
hooks.register("register_snippet_listing_buttons", quiz_preview.preview_button)
