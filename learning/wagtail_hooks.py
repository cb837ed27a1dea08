from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet

from cms.admin_views import OurSnippet, RefusingDelete
from core.admin_tasks import AdminTask, register_admin_tasks
from learning import package_admin
from learning.admin_views import AssignPath, keep_what_was_learned, keep_what_was_learned_in_bulk
from learning.models import Path, ScormPackage
from learning.policies import may_assign


class DeletePath(RefusingDelete):
    instead = _("A path can be retired.")


class PathViewSet(OurSnippet):
    model = Path
    delete_view_class = DeletePath
    icon = "list-ol"
    menu_label = _("Paths")
    menu_order = 205
    add_to_admin_menu = True
    list_display = [
        "title",
        "summary",
        BooleanColumn("is_retired", label=_("retired"), sort_key="is_retired"),
    ]
    list_filter = ["is_retired"]
    search_fields = ["title", "summary"]
    ordering = ["title", "pk"]


class PackageViewSet(OurSnippet):
    """An archive comes in by its own page; here only its title changes."""

    model = ScormPackage
    delete_view_class = package_admin.DeletePackage
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
        return package_admin.TakeIn.as_view()

    def get_urlpatterns(self):
        found = package_admin.Found.as_view()
        return [*super().get_urlpatterns(), path("found/<int:pk>/", found, name="found")]


register_snippet(PathViewSet)
register_snippet(PackageViewSet)
hooks.register("before_delete_page", keep_what_was_learned)
hooks.register("before_bulk_action", keep_what_was_learned_in_bulk)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("parcours/attribuer/", AssignPath.as_view(), name="learning_assign")]


register_admin_tasks(
    AdminTask(
        name="assign-a-path",
        label=_("Assignments"),
        note=_("Give a path to a team, to suggest or as mandatory training."),
        icon="list-ul",
        order=206,
        page="learning_assign",
        allowed=may_assign,
    ),
)
