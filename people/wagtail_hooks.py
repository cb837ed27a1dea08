from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from people import admin_views
from people.federation import admin_views as federation
from people.federation.environment import OPENID, SAML
from people.policies import may_manage_sign_in, may_see_staff


STAFF_PATTERNS = [
    path("", admin_views.StaffIndex.as_view(), name="staff"),
    path("liste/", admin_views.StaffIndex.as_view(results_only=True), name="staff_results"),
    path("import/", admin_views.ImportStaff.as_view(), name="import"),
    path("import/<uuid:uuid>/", admin_views.ImportStaffPreview.as_view(), name="import_preview"),
    path("<uuid:uuid>/", admin_views.PersonRecord.as_view(), name="person"),
    path("<uuid:uuid>/roles/", admin_views.PersonRoles.as_view(), name="person_roles"),
    path("<uuid:uuid>/invitation/", admin_views.PersonInvitation.as_view(), name="invite"),
    path(
        "<uuid:uuid>/second-facteur/",
        admin_views.PersonSecondFactor.as_view(),
        name="reset_second_factor",
    ),
]


SIGN_IN_PATTERNS = [
    path("", federation.Providers.as_view(), name="providers"),
    path("ajouter/oidc/", federation.AddProvider.as_view(kind=OPENID), name="add_openid"),
    path("ajouter/saml/", federation.AddProvider.as_view(kind=SAML), name="add_saml"),
    path("<int:pk>/", federation.EditProvider.as_view(), name="provider"),
    path("<int:pk>/supprimer/", federation.DeleteProvider.as_view(), name="delete"),
    path("retrouver/", federation.Untie.as_view(), name="untie"),
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
        path("connexions/", include((SIGN_IN_PATTERNS, "people_sign_in"))),
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


@hooks.register("register_settings_menu_item")
def register_sign_in_menu_item():
    return PolicyMenuItem(
        _("Sign-in providers"),
        reverse("people_sign_in:providers"),
        name="sign-in-providers",
        icon_name="lock",
        order=150,
        policy=may_manage_sign_in,
    )


@hooks.register("construct_settings_menu")
def keep_wagtail_accounts_to_superusers(request, items):
    """Roles are granted on a person's page; Wagtail's screens for users and groups are a way around."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("users", "groups")]
