from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.admin_views import OurSnippet, RefusingDelete
from core.admin_tasks import SETTINGS_MENU, AdminTask, register_admin_tasks
from quizzes.admin_views import bank, extra_time, quizzes
from quizzes.admin_views.base import URLS
from quizzes.models import Category, Question, Quiz
from quizzes.policies import may_set_extra_time


EXTRA_TIME_PATTERNS = [
    path("", extra_time.ExtraTimes.as_view(), name="extra_times"),
    path("<uuid:uuid>/", extra_time.OneExtraTime.as_view(), name="extra_time"),
]


@hooks.register("register_admin_urls")
def register_extra_time_urls():
    return [path("temps-supplementaire/", include((EXTRA_TIME_PATTERNS, "quiz_admin")))]


hooks.register("after_create_snippet", quizzes.say_what_is_amiss)
hooks.register("after_edit_snippet", quizzes.say_what_is_amiss)


class QuizViewSet(OurSnippet):
    model = Quiz
    icon = "clipboard-list"
    list_display = ["title", "slug", "pass_percent"]
    search_fields = ["title", "slug"]
    ordering = ["title", "pk"]
    chooser_viewset_class = bank.TitleChooser


class CategoryViewSet(OurSnippet):
    model = Category
    icon = "folder-open-inverse"
    list_display = ["name"]
    search_fields = ["name"]
    ordering = ["name"]


class DeleteQuestion(RefusingDelete):
    instead = _("A question can become a draft.")


class QuestionViewSet(OurSnippet):
    """Wagtail's listing, chooser and deletion; our own forms, since what a question asks is a spec."""

    model = Question
    delete_view_class = DeleteQuestion
    icon = "help"
    list_display = [
        "title",
        "category",
        Column("status", label=_("status"), accessor="get_status_display", sort_key="status"),
    ]
    list_filter = ["category", "status", "origin"]
    search_fields = ["title"]
    ordering = ["category__name", "title", "pk"]
    chooser_viewset_class = bank.TitleChooser

    @property
    def add_view(self):
        return bank.ChooseKind.as_view()

    @property
    def edit_view(self):
        return bank.EditQuestion.as_view()

    def get_queryset(self, request):
        return Question.objects.select_related("category")

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("add/<slug:kind>/", bank.CreateQuestion.as_view(), name="add_kind"),
            path("learner/<int:pk>/", bank.LearnerView.as_view(), name="as_learner"),
            path("import/", bank.ImportGift.as_view(), name="import_gift"),
        ]


def may_write_questions(person):
    return policy_registry.get_by_type(Question).user_has_permission(person, "add")


class ImportMenuItem(MenuItem):
    def is_shown(self, request):
        return may_write_questions(request.user)


class QuizGroup(SnippetViewSetGroup):
    items = (QuizViewSet, QuestionViewSet, CategoryViewSet)
    menu_label = _("Quizzes")
    menu_icon = "clipboard-list"
    menu_order = 205

    def get_submenu_items(self):
        return [
            *super().get_submenu_items(),
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
        name="extra-time",
        label=_("Extra time"),
        note=_("Give somebody more time in quizzes with a limit."),
        icon="time",
        order=290,
        page="quiz_admin:extra_times",
        allowed=may_set_extra_time,
        menu=SETTINGS_MENU,
    ),
)
