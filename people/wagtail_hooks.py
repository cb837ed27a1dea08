from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages

from core.admin_tasks import SETTINGS_MENU, AdminTask, register_admin_tasks
from core.counterparts import Counterpart, no_arguments, register_counterparts
from people.actions.privacy import record_look
from people.admin_views import (
    bulk,
    cohorts,
    erasure,
    imports,
    mails,
    mappings,
    notices,
    operations,
    protection,
    request_entry,
    requests,
    retention,
    settings,
    staff,
    staff_lists,
)
from people.enums import Purpose, RequestStatus
from people.federation import admin_views as federation
from people.federation.environment import OPENID, SAML
from people.organisation_views import checks, externals, names, positions, teams
from people.policies import (
    data_requests_visible_to,
    may_allow_web_push,
    may_answer_data_requests,
    may_keep_cohorts,
    may_manage_sign_in,
    may_open_imports,
    may_publish_notices,
    may_run_operations,
    may_see_retention,
    may_see_settings,
    may_see_staff,
    may_write_mails,
)
from people.push.admin_views import WebPushPage
from people.queries.operations import failures


STAFF_PATTERNS = [
    path("", staff.StaffIndex.as_view(), name="staff"),
    path("liste/", staff.StaffIndex.as_view(results_only=True), name="staff_results"),
    path("imports/envoyer/", staff_lists.ImportStaff.as_view(), name="import"),
    path("imports/", imports.ImportIndex.as_view(), name="imports"),
    path("imports/<uuid:uuid>/", imports.ImportRunPage.as_view(), name="import_run"),
    path(
        "imports/<uuid:uuid>/avancement/",
        imports.ImportProgress.as_view(),
        name="import_progress",
    ),
    path(
        "imports/<uuid:uuid>/changements.csv",
        imports.ImportChanges.as_view(),
        name="import_changes",
    ),
    path("imports/<uuid:uuid>/a-corriger/", imports.ImportLines.as_view(), name="import_lines"),
    path(
        "imports/modele/<str:kind>/", staff_lists.ImportTemplate.as_view(), name="import_template"
    ),
    path("ensemble/", bulk.BulkPage.as_view(), name="bulk"),
    path("ensemble/faire/", bulk.BulkAct.as_view(), name="bulk_act"),
    path("ensemble/modifier/", bulk.BulkChanges.as_view(), name="bulk_changes"),
    path("inscrire/", staff_lists.EnrolPerson.as_view(), name="enrol"),
    path("imports/correspondances/", mappings.MappingIndex.as_view(), name="mappings"),
    path("imports/correspondances/nouvelle/", mappings.MappingCreate.as_view(), name="mapping_add"),
    path("imports/correspondances/<int:pk>/", mappings.MappingEdit.as_view(), name="mapping"),
    path(
        "imports/correspondances/<int:pk>/supprimer/",
        mappings.MappingDelete.as_view(),
        name="mapping_delete",
    ),
    path("<uuid:uuid>/", staff.PersonRecord.as_view(), name="person"),
    path("<uuid:uuid>/roles/", staff.PersonRoles.as_view(), name="person_roles"),
    path("<uuid:uuid>/invitation/", staff.PersonInvitation.as_view(), name="invite"),
    path(
        "<uuid:uuid>/second-facteur/",
        staff.PersonSecondFactor.as_view(),
        name="reset_second_factor",
    ),
]

ORGANISATION_PATTERNS = [
    path("", teams.TeamListPage.as_view(), name="teams"),
    path("equipes/<int:pk>/", teams.TeamDetailPage.as_view(), name="team"),
    path("equipes/<int:pk>/deplacer/", teams.MoveTeam.as_view(), name="move_team"),
    path("verification/", checks.StaffListChecksPage.as_view(), name="checks"),
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
    path("agents/<uuid:uuid>/remplacement/", positions.AddDelegation.as_view(), name="delegate"),
    path(
        "agents/<uuid:uuid>/remplacement/<uuid:delegation>/fin/",
        positions.EndDelegation.as_view(),
        name="end_delegation",
    ),
    path("<slug:kind>/", names.ReferenceListPage.as_view(), name="names"),
    path("<slug:kind>/<int:pk>/", names.ReferenceDetailPage.as_view(), name="name"),
]


REQUEST_PATTERNS = [
    path("", requests.RequestIndex.as_view(), name="requests"),
    path("liste/", requests.RequestIndex.as_view(results_only=True), name="requests_results"),
    path("nouvelle/", request_entry.EnterRequest.as_view(), name="add_request"),
    path("reponses/", request_entry.AnswerTemplates.as_view(), name="templates"),
    path("reponses/<slug:kind>/", request_entry.EditAnswerTemplate.as_view(), name="template"),
    path("<uuid:uuid>/", requests.RequestAnswerPage.as_view(), name="request"),
    path("<uuid:uuid>/courrier/", requests.FileLetter.as_view(), name="file_letter"),
    path("<uuid:uuid>/fichier/", requests.RequestFile.as_view(), name="request_file"),
    path("<uuid:uuid>/identite/", request_entry.RequestIdentity.as_view(), name="identity"),
    path("<uuid:uuid>/delai/", request_entry.RequestExtension.as_view(), name="extend"),
    path("<uuid:uuid>/effacer/", erasure.RequestErasure.as_view(), name="erase"),
]
NOTICE_PATTERNS = [
    path("", notices.NoticeListPage.as_view(), name="notices"),
    path("<slug:purpose>/", notices.EditNotice.as_view(), name="notice"),
]
COHORT_PATTERNS = [
    path("", cohorts.CohortListPage.as_view(), name="cohorts"),
    path("<uuid:uuid>/", cohorts.CohortDetailPage.as_view(), name="cohort"),
]
MAIL_PATTERNS = [
    path("", mails.MailQueuePage.as_view(), name="mails"),
    path("<slug:kind>/", mails.MailWordingPage.as_view(), name="mail"),
]
OPERATIONS_PATTERNS = [path("", operations.OperationsPage.as_view(), name="operations")]
SETTINGS_PATTERNS = [
    path("", settings.SettingsIndex.as_view(), name="settings"),
    path("changements/", settings.SettingHistoryPage.as_view(), name="history"),
    path("<slug:group>/", settings.SettingGroupPage.as_view(), name="group"),
]
SIGN_IN_PATTERNS = [
    path("", federation.ProviderListPage.as_view(), name="providers"),
    path("ajouter/oidc/", federation.AddProvider.as_view(kind=OPENID), name="add_openid"),
    path("ajouter/saml/", federation.AddProvider.as_view(kind=SAML), name="add_saml"),
    path("<int:pk>/", federation.EditProvider.as_view(), name="provider"),
    path("<int:pk>/essayer/", federation.TryProvider.as_view(), name="try"),
    path("<int:pk>/supprimer/", federation.DeleteProvider.as_view(), name="delete"),
    path("retrouver/", federation.UnlinkIdentity.as_view(), name="untie"),
]


def redirect_to_sign_in(request):
    """Redirect to our sign-in: Wagtail's own form would know nothing of staff numbers."""
    return redirect("people:login")


@hooks.register("register_admin_urls")
def register_staff_urls():
    return [
        path("agents/", include((STAFF_PATTERNS, "people_admin"))),
        path("demandes/", include((REQUEST_PATTERNS, "rights_admin"))),
        path("information/", include((NOTICE_PATTERNS, "notice_admin"))),
        path("groupes/", include((COHORT_PATTERNS, "cohorts_admin"))),
        path("courriels/", include((MAIL_PATTERNS, "mail_admin"))),
        path("fonctionnement/", include((OPERATIONS_PATTERNS, "operations_admin"))),
        path("protection/", protection.ProtectionPage.as_view(), name="people_admin_protection"),
        path("protection/lectures/", protection.ReadersPage.as_view(), name="people_admin_readers"),
        path("conservation/", retention.RetentionPage.as_view(), name="people_admin_retention"),
        path("notifications/", WebPushPage.as_view(), name="people_admin_web_push"),
        path("reglages/", include((SETTINGS_PATTERNS, "settings_admin"))),
        path("connexions/", include((SIGN_IN_PATTERNS, "people_sign_in"))),
        path("organisation/", include((ORGANISATION_PATTERNS, "organisation_admin"))),
        path("login/", redirect_to_sign_in, name="people_admin_login"),
    ]


@hooks.register("construct_homepage_panels")
def add_problems_band(request, panels):
    if may_run_operations(request.user):
        panels.append(operations.ProblemsBand())


@hooks.register("before_edit_user")
def log_account_view(request, person):
    """Log the opening of Wagtail's own screen of an account, which shows a named person to a superuser."""
    record_look(by=request.user, at=[person], purpose=Purpose.STAFF_ADMINISTRATION)


@hooks.register("before_delete_user")
def redirect_deletion_to_erasure(request, person):
    """Erase instead: Wagtail would delete an account and forget what else is held about the person."""
    messages.error(
        request, _("An account is not deleted here: erase the person, so that nothing is left.")
    )
    return redirect("wagtailusers_users:index")


@hooks.register("construct_settings_menu")
def limit_account_menu_to_superusers(request, items):
    """Hide Wagtail's screens for users and groups: roles are granted on a person's page."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in ("users", "groups")]


register_admin_tasks(
    AdminTask(
        name="protection",
        label=_("Data protection"),
        note=_("What is due, what goes tonight, who opens many records, what goes outside."),
        icon="lock",
        order=159,
        page="people_admin_protection",
        allowed=may_answer_data_requests,
    ),
    AdminTask(
        name="staff",
        label=_("Staff"),
        note=_("Find somebody, see their positions and roles. They can read that you looked."),
        icon="group",
        order=150,
        page="people_admin:staff",
        allowed=may_see_staff,
    ),
    AdminTask(
        name="imports",
        label=_("Imports"),
        note=_("See what the personnel system’s file would change, line by line, then apply it."),
        icon="upload",
        order=151,
        page="people_admin:imports",
        allowed=may_open_imports,
    ),
    AdminTask(
        name="organisation",
        label=_("Organisation"),
        note=_("Put teams, sites, jobs and partners’ learners right where no file does."),
        icon="site",
        order=155,
        page="organisation_admin:teams",
        allowed=may_see_staff,
    ),
    AdminTask(
        name="cohorts",
        label=_("Named groups"),
        note=_("Keep lists of people for whom a rule can be: a session, a wave, a pilot."),
        icon="group",
        order=207,
        page="cohorts_admin:cohorts",
        allowed=may_keep_cohorts,
        menu=None,
    ),
    AdminTask(
        name="data-requests",
        label=_("Data requests"),
        note=_(
            "Answer a request about personal data, the one that is due first before the others."
        ),
        icon="mail",
        order=160,
        page="rights_admin:requests",
        allowed=may_answer_data_requests,
        waiting=lambda person: (
            data_requests_visible_to(person).filter(status=RequestStatus.OPEN).count()
        ),
    ),
    AdminTask(
        name="notices",
        label=_("Notices"),
        note=_("What people read before anything is collected: your organisation’s own words."),
        icon="info-circle",
        order=165,
        page="notice_admin:notices",
        allowed=may_publish_notices,
    ),
    AdminTask(
        name="web-push",
        label=_("Notifications"),
        note=_("Say whether people may be told on their devices that something waits for them."),
        icon="warning",
        order=167,
        page="people_admin_web_push",
        allowed=may_allow_web_push,
    ),
    AdminTask(
        name="retention",
        label=_("Retention"),
        note=_("How long each class of data is kept, and what tonight’s purge would delete."),
        icon="bin",
        order=166,
        page="people_admin_retention",
        allowed=may_see_retention,
    ),
    AdminTask(
        name="operations",
        label=_("Operations"),
        note=_("See that everything runs, why a task failed, and run it again."),
        icon="tasks",
        order=180,
        page="operations_admin:operations",
        allowed=may_run_operations,
        waiting=lambda person: len(failures()),
    ),
    AdminTask(
        name="site-settings",
        label=_("Site settings"),
        note=_(
            "Name, logo, colour, thresholds, hours of mails, retention: what is in force, and who changed it."
        ),
        icon="cogs",
        order=184,
        page="settings_admin:settings",
        allowed=may_see_settings,
        menu=SETTINGS_MENU,
    ),
    AdminTask(
        name="mails",
        label=_("Mails"),
        note=_("What Passerelle writes to people, in your organisation’s own words."),
        icon="mail",
        order=185,
        page="mail_admin:mails",
        allowed=may_write_mails,
        menu=SETTINGS_MENU,
    ),
    AdminTask(
        name="sign-in-providers",
        label=_("Sign-in providers"),
        note=_(
            "Let people sign in through your organisation’s own service, and say who is believed."
        ),
        icon="lock",
        order=190,
        page="people_sign_in:providers",
        allowed=may_manage_sign_in,
        menu=SETTINGS_MENU,
    ),
)
register_counterparts(
    Counterpart(
        site="people:information", admin="notice_admin:notices", label=_("Notices"), allowed=may_publish_notices,
        back=no_arguments,
    ),
    Counterpart(site="people:mails", admin="mail_admin:mails", label=_("Mails"), allowed=may_write_mails),
    Counterpart(site="people:my_data", admin="people_admin_retention", label=_("Retention"), allowed=may_see_retention),
)  # fmt: skip
