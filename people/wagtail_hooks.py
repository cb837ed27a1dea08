from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from people import admin_views
from people.organisation_views import externals, names, positions, teams
from people.policies import may_see_staff


STAFF_PATTERNS = [
    path("", admin_views.StaffIndex.as_view(), name="staff"),
    path("liste/", admin_views.StaffIndex.as_view(results_only=True), name="staff_results"),
    path("import/", admin_views.ImportStaff.as_view(), name="import"),
    path("import/<uuid:uuid>/", admin_views.ImportStaffPreview.as_view(), name="import_preview"),
    path("<uuid:uuid>/", admin_views.PersonRecord.as_view(), name="person"),
    path("<uuid:uuid>/roles/", admin_views.PersonRoles.as_view(), name="person_roles"),
    path("<uuid:uuid>/invitation/", admin_views.PersonInvitation.as_view(), name="invite"),
]

ORGANISATION_PATTERNS = [
    path("", teams.Teams.as_view(), name="teams"),
    path("equipes/<int:pk>/", teams.OneTeam.as_view(), name="team"),
    path("equipes/<int:pk>/deplacer/", teams.MoveTeam.as_view(), name="move_team"),
    path("externes/", externals.ExternalIndex.as_view(), name="externals"),
    path(
        "externes/liste/",
        externals.ExternalIndex.as_view(results_only=True),
        name="externals_results",
    ),
    path("externes/nouveau/", externals.AddExternal.as_view(), name="add_external"),
    path("externes/<uuid:uuid>/", externals.ChangeExternal.as_view(), name="change_external"),
    path("externes/<uuid:uuid>/fin/", externals.EndExternal.as_view(), name="end_external"),
    path("agents/<uuid:uuid>/affectation/", positions.AddPosition.as_view(), name="add_position"),
    path(
        "agents/<uuid:uuid>/affectation-principale/",
        positions.ChangePrimary.as_view(),
        name="change_primary",
    ),
    path(
        "agents/<uuid:uuid>/affectation/<int:pk>/fin/",
        positions.EndPosition.as_view(),
        name="end_position",
    ),
    path("agents/<uuid:uuid>/remplacement/", positions.Delegate.as_view(), name="delegate"),
    path(
        "agents/<uuid:uuid>/remplacement/<uuid:delegation>/fin/",
        positions.EndDelegation.as_view(),
        name="end_delegation",
    ),
    path("<slug:kind>/", names.Names.as_view(), name="names"),
    path("<slug:kind>/<int:pk>/", names.OneName.as_view(), name="name"),
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
        path("organisation/", include((ORGANISATION_PATTERNS, "organisation_admin"))),
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
def register_organisation_menu_item():
    return PolicyMenuItem(
        _("Organisation"),
        reverse("organisation_admin:teams"),
        name="organisation",
        icon_name="site",
        order=155,
        policy=may_see_staff,
    )


@hooks.register("construct_settings_menu")
def keep_wagtail_accounts_to_superusers(request, items):
    """Roles are granted on a person's page; Wagtail's screens for users and groups are a way around."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("users", "groups")]
