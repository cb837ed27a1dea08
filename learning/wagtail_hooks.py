from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet

from cms.admin_drafts import may_write_pages
from cms.admin_views import DeleteUnlessUsed, ProtectedSnippetViewSet
from core.admin_tasks import AdminTask, register_admin_tasks
from learning.actions.review import CHECKED
from learning.admin_views import assigned, course_files, packages, rules
from learning.admin_views.new_lesson import choose_lesson_template
from learning.admin_views.page_hooks import (
    refuse_deleting_progress,
    refuse_deleting_progress_in_bulk,
    refuse_publishing_guidance_in_bulk,
    update_lesson_module,
)
from learning.admin_views.reading_times import DeleteReadingTimesPage, may_delete_reading_times_now
from learning.admin_views.review import PageChecked, PagesToReview, due_in_words
from learning.forms.paths import PathForm
from learning.models import Path, ScormPackage
from learning.policies import may_assign


class DeletePath(DeleteUnlessUsed):
    instead = _("A path can be retired.")


class PathViewSet(ProtectedSnippetViewSet):
    model = Path
    edit_handler = ObjectList(Path.panels, base_form_class=PathForm)
    delete_view_class = DeletePath
    icon = "list-ol"
    menu_label = _("Paths")
    menu_order = 205
    add_to_admin_menu = True
    list_display = [
        "title",
        "summary",
        Column(
            "is_retired",
            label=_("retired"),
            accessor=lambda path: _("yes") if path.is_retired else "",
            sort_key="is_retired",
        ),
    ]
    list_filter = ["is_retired"]
    search_fields = ["title", "summary"]
    ordering = ["title", "pk"]


class PackageViewSet(ProtectedSnippetViewSet):
    """The list of packages. An archive is uploaded on its own page; here only its title changes."""

    model = ScormPackage
    delete_view_class = packages.DeletePackage
    icon = "media"
    menu_label = _("SCORM packages")
    menu_order = 207
    add_to_admin_menu = True
    list_display = ["title", "version", "imported_at"]
    search_fields = ["title"]
    ordering = ["title", "pk"]
    panels = [FieldPanel("title")]

    @property
    def add_view(self):
        return packages.PackageUploadPage.as_view()

    def get_urlpatterns(self):
        detail_view = packages.PackageDetailPage.as_view()
        return [*super().get_urlpatterns(), path("found/<int:pk>/", detail_view, name="found")]


register_snippet(PathViewSet)
register_snippet(PackageViewSet)
hooks.register("after_move_page", update_lesson_module)
hooks.register("before_delete_page", refuse_deleting_progress)
hooks.register("before_bulk_action", refuse_deleting_progress_in_bulk)
hooks.register("before_bulk_action", refuse_publishing_guidance_in_bulk)
hooks.register("before_create_page", choose_lesson_template)
hooks.register("register_page_header_buttons", course_files.course_buttons)


REVIEW_PATTERNS = [
    path("", PagesToReview.as_view(), name="to_review"),
    path("<int:pk>/", PageChecked.as_view(), name="checked"),
]


@hooks.register("register_admin_urls")
def review_urls():
    return [path("relectures/", include((REVIEW_PATTERNS, "review_admin")))]


@hooks.register("register_log_actions")
def add_log_actions(actions):
    actions.register_action(CHECKED, _("Check"), _("Checked and found right"))
    actions.register_action(course_files.IMPORTED, _("Import"), _("Imported from files"))


RULE_PATTERNS = [
    path("", rules.RuleListPage.as_view(), name="rules"),
    path("nouvelle/", rules.AddRule.as_view(), name="add"),
    path("dispenses/<uuid:assignment>/", assigned.ExemptPage.as_view(), name="exempt"),
    path(
        "dispenses/<uuid:assignment>/lever/",
        assigned.LiftExemption.as_view(),
        name="lift_exemption",
    ),
    path("<uuid:uuid>/", rules.RuleDetailPage.as_view(), name="rule"),
    path("<uuid:uuid>/contenu/", rules.EditRule.as_view(), name="edit"),
    path("<uuid:uuid>/conditions/", rules.AddCriterion.as_view(), name="add_criterion"),
    path("<uuid:uuid>/conditions/<slug:kind>/", rules.EditCriterion.as_view(), name="criterion"),
    path(
        "<uuid:uuid>/conditions/<int:pk>/retirer/",
        rules.RemoveCriterion.as_view(),
        name="remove_criterion",
    ),
    path("<uuid:uuid>/appliquer/", rules.PutInForce.as_view(), name="put_in_force"),
    path("<uuid:uuid>/modifier/", rules.ChangeRule.as_view(), name="change"),
    path("<uuid:uuid>/abandonner/", rules.DiscardRule.as_view(), name="discard"),
    path("<uuid:uuid>/fin/", rules.EndRule.as_view(), name="end"),
    path("<uuid:uuid>/agents/", assigned.RulePeople.as_view(), name="people"),
]


COURSE_PATTERNS = [
    path("importer/", course_files.ImportModule.as_view(), name="import"),
    path("<int:pk>/exporter/", course_files.ExportModule.as_view(), name="export"),
]


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("modules/fichiers/", include((COURSE_PATTERNS, "course_admin"))),
        path("parcours/attribuer/", include((RULE_PATTERNS, "rules_admin"))),
        path("parcours/durees/", DeleteReadingTimesPage.as_view(), name="learning_times"),
    ]


register_admin_tasks(
    AdminTask(
        name="assign-a-path",
        label=_("Assignments"),
        note=_(
            "Give a path by rule, to suggest or as mandatory training; it is followed as staff change."
        ),
        icon="list-ul",
        order=206,
        page="rules_admin:rules",
        allowed=may_assign,
    ),
    AdminTask(
        name="pages-to-review",
        label=_("Pages to check again"),
        note=due_in_words(),
        icon="history",
        order=211,
        page="review_admin:to_review",
        allowed=may_write_pages,
    ),
    AdminTask(
        name="forget-times",
        label=_("Times of lessons"),
        note=_("They are not kept any more: erase those from before."),
        icon="time",
        order=290,
        page="learning_times",
        allowed=may_delete_reading_times_now,
    ),
)
