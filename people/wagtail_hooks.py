from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from people import admin_views
from people.policies import may_manage_staff, may_see_staff


STAFF_PATTERNS = [
    path("", admin_views.StaffIndex.as_view(), name="staff"),
    path("liste/", admin_views.StaffIndex.as_view(results_only=True), name="staff_results"),
    path("import/", admin_views.ImportStaff.as_view(), name="import"),
    path("imports/", admin_views.ImportIndex.as_view(), name="imports"),
    path("imports/<uuid:uuid>/", admin_views.ImportRunPage.as_view(), name="import_run"),
    path(
        "imports/<uuid:uuid>/avancement/",
        admin_views.ImportProgress.as_view(),
        name="import_progress",
    ),
    path(
        "imports/<uuid:uuid>/changements.csv",
        admin_views.ImportChanges.as_view(),
        name="import_changes",
    ),
    path("correspondances/", admin_views.MappingIndex.as_view(), name="mappings"),
    path("correspondances/nouvelle/", admin_views.MappingCreate.as_view(), name="mapping_add"),
    path("correspondances/<int:pk>/", admin_views.MappingEdit.as_view(), name="mapping"),
    path(
        "correspondances/<int:pk>/supprimer/",
        admin_views.MappingDelete.as_view(),
        name="mapping_delete",
    ),
    path("<uuid:uuid>/", admin_views.PersonRecord.as_view(), name="person"),
    path("<uuid:uuid>/roles/", admin_views.PersonRoles.as_view(), name="person_roles"),
    path("<uuid:uuid>/invitation/", admin_views.PersonInvitation.as_view(), name="invite"),
]


class PolicyMenuItem(MenuItem):
    """Shown to whom the policy lets in."""

    def __init__(self, *args, policy, **kwargs):
        super().__init__(*args, **kwargs)
        self.policy = policy

    def is_shown(self, request):
        return self.policy(request.user)


def to_our_sign_in(request):
    """One door: Wagtail's own sign-in form would know nothing of staff numbers."""
    return redirect("people:login")


@hooks.register("register_admin_urls")
def register_staff_urls():
    return [
        path("agents/", include((STAFF_PATTERNS, "people_admin"))),
        path("login/", to_our_sign_in, name="people_admin_login"),
    ]


@hooks.register("register_admin_menu_item")
def register_staff_menu_item():
    return PolicyMenuItem(
        _("Staff"),
        reverse("people_admin:staff"),
        name="staff",
        icon_name="group",
        order=150,
        policy=may_see_staff,
    )


@hooks.register("register_admin_menu_item")
def register_imports_menu_item():
    return PolicyMenuItem(
        _("Imports"),
        reverse("people_admin:imports"),
        name="imports",
        icon_name="upload",
        order=151,
        policy=may_manage_staff,
    )


@hooks.register("construct_settings_menu")
def keep_wagtail_accounts_to_superusers(request, items):
    """Roles are granted on a person's page; Wagtail's screens for users and groups are a way around."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("users", "groups")]
