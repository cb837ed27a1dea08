from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet

from cms.admin_drafts import may_write_pages
from cms.admin_views import DeleteUnlessUsed, ProtectedSnippetViewSet
from core.admin_tasks import AdminTask, register_admin_tasks
from core.counterparts import Counterpart, no_arguments, register_counterparts
from learning.actions.review import CHECKED
from learning.admin_views import assigned, course_files, intake, messages, packages, releases, rules
from learning.admin_views.new_lesson import LessonsByModule, choose_lesson_template
from learning.admin_views.page_hooks import (
    refuse_deleting_progress,
    refuse_deleting_progress_in_bulk,
    update_lesson_module,
)
from learning.admin_views.reading_times import DeleteReadingTimesPage, may_delete_reading_times_now
from learning.admin_views.review import PageChecked, PagesToReview, due_in_words
from learning.forms.paths import PathForm
from learning.importers.intake_runs import IMPORTED
from learning.models import Path, ScormPackage
from learning.policies import (
    may_assign,
    may_declare_releases,
    may_take_in_files,
    may_write_messages,
)


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
hooks.register("before_create_page", choose_lesson_template)
hooks.register("register_page_header_buttons", course_files.course_buttons)


@hooks.register("insert_editor_js")
def place_spots_by_a_click():
    return format_html('<script src="{}" defer></script>', static("admin/spots.js"))


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
    actions.register_action(IMPORTED, _("Import"), _("Imported from files"))


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


MESSAGE_PATTERNS = [
    path("", messages.MessageListPage.as_view(), name="messages"),
    path("nouveau/", messages.AddMessage.as_view(), name="add"),
    path("<uuid:uuid>/", messages.MessageDetailPage.as_view(), name="message"),
    path("<uuid:uuid>/contenu/", messages.EditMessage.as_view(), name="edit"),
    path("<uuid:uuid>/courriel/<slug:language>/", messages.MessageMail.as_view(), name="mail"),
    path("<uuid:uuid>/sans-adresse/", messages.UnreachedPage.as_view(), name="unreached"),
    path("<uuid:uuid>/destinataires/", messages.ReachedPage.as_view(), name="reached"),
    path("<uuid:uuid>/essai/", messages.TryMessage.as_view(), name="try"),
    path("<uuid:uuid>/envoyer/", messages.SendMessage.as_view(), name="send"),
    path("<uuid:uuid>/annuler/", messages.CallOffMessage.as_view(), name="call_off"),
    path("<uuid:uuid>/copier/", messages.CopyMessage.as_view(), name="copy"),
    path("<uuid:uuid>/abandonner/", messages.DiscardMessage.as_view(), name="discard"),
]


RELEASE_PATTERNS = [
    path("", releases.DeclareRelease.as_view(), name="releases"),
    path("<uuid:uuid>/", releases.ReleasePage.as_view(), name="release"),
    path("<uuid:uuid>/corriger/", releases.CorrectRelease.as_view(), name="correct"),
    path("<uuid:uuid>/annuler/", releases.CallOffRelease.as_view(), name="call_off"),
]


COURSE_PATTERNS = [
    path("importer/", intake.SendFile.as_view(), name="import"),
    path("importer/<uuid:uuid>/", intake.ShowFile.as_view(), name="import_run"),
    path("importer/<uuid:uuid>/etat/", intake.FileProgress.as_view(), name="import_progress"),
    path("importer/<uuid:uuid>/a-corriger.csv", intake.FileFaults.as_view(), name="faults"),
    path(
        "importer/<uuid:uuid>/<slug:what>/<int:number>/", intake.LookAtPart.as_view(), name="look"
    ),
    path("<int:pk>/exporter/", course_files.ExportModule.as_view(), name="export"),
]


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("modules/fichiers/", include((COURSE_PATTERNS, "course_admin"))),
        path("modules/lecons/", LessonsByModule.as_view(), name="lessons_by_module"),
        path("messages/", include((MESSAGE_PATTERNS, "messages_admin"))),
        path("versions/", include((RELEASE_PATTERNS, "releases_admin"))),
        path("parcours/attribuer/", include((RULE_PATTERNS, "rules_admin"))),
        path("parcours/durees/", DeleteReadingTimesPage.as_view(), name="learning_times"),
    ]


register_admin_tasks(
    AdminTask(
        name="write-lesson",
        label=_("Write a lesson"),
        note=_("Choose its module, then how it begins."),
        icon="doc-empty",
        order=202,
        page="lessons_by_module",
        allowed=may_write_pages,
        menu=None,
    ),
    AdminTask(
        name="take-in",
        label=_("Take in a file"),
        note=_("A course or questions: see what a file brings before it is there, as drafts."),
        icon="upload",
        order=203,
        page="course_admin:import",
        allowed=may_take_in_files,
    ),
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
        name="messages",
        label=_("Messages"),
        note=_("Write to a team, a job, a site, or whoever has a training to do; now or later."),
        icon="mail",
        order=208,
        page="messages_admin:messages",
        allowed=may_write_messages,
    ),
    AdminTask(
        name="releases",
        label=_("Releases of portals"),
        note=_(
            "Declare what changes on a portal: a lesson, three questions and a message are drafted."
        ),
        icon="history",
        order=209,
        page="releases_admin:releases",
        allowed=may_declare_releases,
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
register_counterparts(
    Counterpart(
        site="learning:portal_changes", admin="releases_admin:releases", label=_("Releases of portals"),
        allowed=may_declare_releases,
    ),
    Counterpart(site="learning:paths", admin="rules_admin:rules", label=_("Assignments"), allowed=may_assign, back=no_arguments),
    Counterpart(
        site="learning:path", admin="wagtailsnippets_learning_path:edit", label=_("This path"), allowed=may_write_pages,
        find=lambda shown: list(Path.objects.filter(uuid=shown["uuid"]).values_list("pk", flat=True)),
    ),
)  # fmt: skip
