from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages

from core.admin_tasks import AdminTask, register_admin_task
from people import admin_requests, admin_views, notice_admin, retention_admin
from people.actions import record_look
from people.enums import Purpose
from people.federation import admin_views as federation
from people.federation.environment import OPENID, SAML
from people.policies import (
    may_answer_data_requests,
    may_manage_sign_in,
    may_manage_staff,
    may_publish_notices,
    may_see_retention,
    may_see_staff,
)


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


REQUEST_PATTERNS = [
    path("", admin_requests.RequestIndex.as_view(), name="requests"),
    path("liste/", admin_requests.RequestIndex.as_view(results_only=True), name="requests_results"),
    path("<uuid:uuid>/", admin_requests.OneRequest.as_view(), name="request"),
    path("<uuid:uuid>/fichier/", admin_requests.RequestFile.as_view(), name="request_file"),
]
NOTICE_PATTERNS = [
    path("", notice_admin.Notices.as_view(), name="notices"),
    path("<slug:purpose>/", notice_admin.EditNotice.as_view(), name="notice"),
]
SIGN_IN_PATTERNS = [
    path("", federation.Providers.as_view(), name="providers"),
    path("ajouter/oidc/", federation.AddProvider.as_view(kind=OPENID), name="add_openid"),
    path("ajouter/saml/", federation.AddProvider.as_view(kind=SAML), name="add_saml"),
    path("<int:pk>/", federation.EditProvider.as_view(), name="provider"),
    path("<int:pk>/supprimer/", federation.DeleteProvider.as_view(), name="delete"),
    path("retrouver/", federation.Untie.as_view(), name="untie"),
]


def to_our_sign_in(request):
    """One door: Wagtail's own sign-in form would know nothing of staff numbers."""
    return redirect("people:login")


@hooks.register("register_admin_urls")
def register_staff_urls():
    return [
        path("agents/", include((STAFF_PATTERNS, "people_admin"))),
        path("demandes/", include((REQUEST_PATTERNS, "rights_admin"))),
        path("information/", include((NOTICE_PATTERNS, "notice_admin"))),
        path(
            "conservation/", retention_admin.RetentionPage.as_view(), name="people_admin_retention"
        ),
        path("connexions/", include((SIGN_IN_PATTERNS, "people_sign_in"))),
        path("login/", to_our_sign_in, name="people_admin_login"),
    ]


register_admin_task(
    AdminTask(
        name="staff",
        label=_("Staff"),
        note=_("Find somebody, see their positions and roles. They can read that you looked."),
        icon="group",
        order=150,
        url=lambda: reverse("people_admin:staff"),
        visible=lambda request: may_see_staff(request.user),
    )
)
register_admin_task(
    AdminTask(
        name="staff-import",
        label=_("Import a staff list"),
        note=_("See what the personnel system’s file would change, line by line, then apply it."),
        icon="upload",
        order=151,
        url=lambda: reverse("people_admin:import"),
        visible=lambda request: may_manage_staff(request.user),
    ),
    menu=None,
)


register_admin_task(
    AdminTask(
        name="data-requests",
        label=_("Data requests"),
        note=_(
            "Answer a request about personal data, the one that is due first before the others."
        ),
        icon="mail",
        order=160,
        url=lambda: reverse("rights_admin:requests"),
        visible=lambda request: may_answer_data_requests(request.user),
    )
)


@hooks.register("before_edit_user")
def log_the_opening_of_an_account(request, person):
    """Wagtail's own screen shows a named person too, to a superuser."""
    record_look(by=request.user, at=[person], purpose=Purpose.STAFF_ADMINISTRATION)


@hooks.register("before_delete_user")
def erase_in_one_place(request, person):
    """Wagtail would delete an account and forget what else is held about the person."""
    messages.error(
        request, _("An account is not deleted here: erase the person, so that nothing is left.")
    )
    return redirect("wagtailusers_users:index")


register_admin_task(
    AdminTask(
        name="notices",
        label=_("Notices"),
        note=_("What people read before anything is collected: your organisation’s own words."),
        icon="info-circle",
        order=165,
        url=lambda: reverse("notice_admin:notices"),
        visible=lambda request: may_publish_notices(request.user),
    )
)


register_admin_task(
    AdminTask(
        name="retention",
        label=_("Retention"),
        note=_("How long each class of data is kept, and what tonight’s purge would delete."),
        icon="bin",
        order=166,
        url=lambda: reverse("people_admin_retention"),
        visible=lambda request: may_see_retention(request.user),
    )
)
register_admin_task(
    AdminTask(
        name="sign-in-providers",
        label=_("Sign-in providers"),
        note=_(
            "Let people sign in through your organisation’s own service, and say who is believed."
        ),
        icon="lock",
        order=190,
        url=lambda: reverse("people_sign_in:providers"),
        visible=lambda request: may_manage_sign_in(request.user),
    ),
    menu="register_settings_menu_item",
)


@hooks.register("construct_settings_menu")
def keep_wagtail_accounts_to_superusers(request, items):
    """Roles are granted on a person's page; Wagtail's screens for users and groups are a way around."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("users", "groups")]
