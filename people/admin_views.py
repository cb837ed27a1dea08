"""The staff list in the administration, in Wagtail's own furniture."""

from datetime import date
from typing import cast

import django_filters
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.account import AccountView
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from core.dates import today
from people.actions import (
    discard_staged_file,
    grant_role,
    invite,
    mail_invitation,
    record_look,
    reset_second_factor,
    revoke_role,
    stage_file,
)
from people.addresses import our_address
from people.enums import ImportKind, Purpose, Role, Seen
from people.forms import RoleForm, StaffFileForm
from people.importers.staff import import_staff
from people.mail_queries import is_address_refused
from people.models import ImportMapping, Invitation, Person, Team
from people.policies import (
    has_second_factor,
    may_change_roles_of,
    may_grant_roles,
    may_invite,
    may_manage_staff,
    may_reset_second_factor,
    may_see_staff,
    people_visible_to,
    staged_files_visible_to,
)
from people.queries import members_of, positions_of, role_changes_of, with_current_position


PEOPLE_A_PAGE = 50
LINES_SHOWN = 50


class StaffAccess(View):
    """Whoever has no business with the staff list finds no such page."""

    is_allowed = staticmethod(may_see_staff)

    @property
    def viewer(self):
        """The administration's doors let nobody in who is not signed in."""
        return cast(Person, self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if not self.is_allowed(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class StaffPage(WagtailAdminTemplateMixin, StaffAccess):
    """A page below the staff list."""

    header_icon = "group"

    def get_breadcrumbs_items(self):
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("people_admin:staff"), "label": _("Staff")},
        ]
        return [*items, {"url": "", "label": self.get_page_title()}]


class Preferences(AccountView):
    """Wagtail's own, without name and picture: the staff list names people, and a look keeps that name."""

    panels_kept = frozenset({"notifications", "locale", "theme"})

    def get_panels(self):
        return [panel for panel in super().get_panels() if panel.name in self.panels_kept]


# --- The list ----------------------------------------------------------------------------------------


class StaffFilter(WagtailFilterSet):
    team = django_filters.ModelChoiceFilter(
        queryset=Team.objects.open(), label=gettext_lazy("Team"), method="in_team"
    )
    is_active = django_filters.BooleanFilter(label=gettext_lazy("May sign in"))

    class Meta:
        model = Person
        fields = ["team", "is_active"]

    def in_team(self, people, name, team):
        return members_of(people, team, today())


def _current(name):
    """The name of the team, job or site of today's primary position."""

    def read(person):
        return getattr(person.current_positions[0], name) if person.current_positions else ""

    return read


class StaffIndex(StaffAccess, IndexView):
    """Names only, for the administration of the list: opening a record is what is logged."""

    model = Person
    page_title = gettext_lazy("Staff")
    header_icon = "group"
    any_permission_required = None
    index_url_name = "people_admin:staff"
    index_results_url_name = "people_admin:staff_results"
    paginate_by = PEOPLE_A_PAGE
    default_ordering = "last_name"
    FORMATS = ()  # no file: the staff list is the personnel system's to give
    search_backend_name = None
    search_fields = ["last_name", "first_name", "staff_number", "email"]
    filterset_class = StaffFilter
    columns = [
        TitleColumn(
            "last_name",
            label=gettext_lazy("Name"),
            accessor=lambda person: f"{person.last_name} {person.first_name}",
            get_url=lambda person: reverse("people_admin:person", args=[person.uuid]),
            sort_key="last_name",
        ),
        Column("staff_number", label=gettext_lazy("Staff number"), sort_key="staff_number"),
        Column("team", label=gettext_lazy("Team"), accessor=_current("team")),
        Column("job", label=gettext_lazy("Job"), accessor=_current("job")),
        Column("site", label=gettext_lazy("Site"), accessor=_current("site")),
    ]

    def get_base_queryset(self):
        return with_current_position(people_visible_to(self.viewer), today())

    def order_queryset(self, queryset):
        backwards = self.ordering.startswith("-")
        keys = ["last_name", "first_name"] if "name" in self.ordering else ["staff_number"]
        return queryset.order_by(*(f"-{key}" if backwards else key for key in keys), "pk")

    @cached_property
    def header_buttons(self):
        if not may_manage_staff(self.viewer):
            return []
        return [
            HeaderButton(
                _("Import a staff list"), url=reverse("people_admin:import"), icon_name="upload"
            )
        ]


# --- One person --------------------------------------------------------------------------------------


class OnePerson(StaffPage):
    @cached_property
    def person(self):
        visible = people_visible_to(self.viewer)
        return get_object_or_404(visible, uuid=self.kwargs["uuid"])

    def get_page_title(self):
        return str(self.person)


class PersonRecord(OnePerson, TemplateView):
    """Positions and roles. Each opening is written to the person's own log."""

    template_name = "people/admin/person.html"

    def get(self, request, *args, **kwargs):
        purpose = (
            Purpose.STAFF_ADMINISTRATION if may_manage_staff(request.user) else Purpose.DATA_REQUEST
        )
        record_look(by=request.user, at=[self.person], purpose=purpose)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        held = self.person.roles
        return super().get_context_data(**kwargs) | {
            "person": self.person,
            "positions": positions_of(self.person),
            "roles": [(role, role in held) for role in Role],
            "may_grant_roles": may_change_roles_of(self.viewer, self.person),
            "role_changes": role_changes_of(self.person),
            "may_invite": may_invite(self.viewer, self.person),
            "is_address_refused": may_manage_staff(self.viewer) and is_address_refused(self.person),
            "has_account": self.person.has_usable_password(),
            "may_reset_second_factor": may_reset_second_factor(self.viewer, self.person)
            and has_second_factor(self.person),
        }


class PersonRoles(OnePerson):
    is_allowed = staticmethod(may_grant_roles)
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        if not may_change_roles_of(self.viewer, self.person):
            raise Http404
        form = RoleForm(request.POST)
        if not form.is_valid():
            raise Http404
        role = Role(form.cleaned_data["role"])
        try:
            if form.cleaned_data["granted"]:
                grant_role(person=self.person, role=role, by=self.viewer)
            else:
                revoke_role(person=self.person, role=role, by=self.viewer)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(
                request, _("The roles of %(person)s are changed.") % {"person": self.person}
            )
        return redirect("people_admin:person", uuid=self.person.uuid)


class PersonInvitation(OnePerson, TemplateView):
    """A new code: mailed as a link, or shown, this once, on a page to print."""

    is_allowed = staticmethod(may_manage_staff)
    http_method_names = ["post"]
    template_name = "people/admin/invitation.html"

    def post(self, request, *args, **kwargs):
        if not may_invite(request.user, self.person):
            raise Http404
        if "mail" in request.POST:
            return self.mail()
        code = invite(person=self.person, by=self.viewer)
        context = self.get_context_data(
            person=self.person,
            code=code,
            address=our_address(reverse("people:open_account")),
            expires_at=Invitation.objects.filter(person=self.person).usable().get().expires_at,
        )
        return self.render_to_response(context)

    def mail(self):
        if not self.person.email:
            raise Http404
        mail_invitation(person=self.person, by=self.viewer)
        messages.success(
            self.request,
            _("An invitation is on its way to %(email)s.") % {"email": self.person.email},
        )
        return redirect("people_admin:person", uuid=self.person.uuid)


class PersonSecondFactor(OnePerson):
    """Takes away what somebody has lost. Never by a training manager, never one's own."""

    is_allowed = staticmethod(may_grant_roles)
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        if not may_reset_second_factor(request.user, self.person):
            raise Http404
        reset_second_factor(person=self.person, by=request.user)
        messages.success(
            request,
            _("The second factor of %(person)s is reset. They are told of it.")
            % {"person": self.person},
        )
        return redirect("people_admin:person", uuid=self.person.uuid)


# --- Import --------------------------------------------------------------------------------------------


class ImportStaff(StaffPage, FormView):
    """Takes the file in and keeps it aside; nothing changes before the preview is accepted."""

    is_allowed = staticmethod(may_manage_staff)
    page_title = gettext_lazy("Import a staff list")
    template_name = "people/admin/import.html"
    form_class = StaffFileForm

    def form_valid(self, form):
        mapping = form.cleaned_data["mapping"]
        sent = form.cleaned_data["file"]
        staged = stage_file(
            sender=self.viewer,
            kind=ImportKind.STAFF,
            name=sent.name,
            data=sent.read(),
            options={
                "as_of": form.cleaned_data["as_of"].isoformat(),
                "full": form.cleaned_data["full"],
                "mapping": mapping.name if mapping else "",
            },
        )
        return redirect("people_admin:import_preview", uuid=staged.uuid)


class ImportStaffPreview(StaffPage, TemplateView):
    """GET says what the file would do; POST does it, if nothing changed meanwhile that refuses it."""

    is_allowed = staticmethod(may_manage_staff)
    page_title = gettext_lazy("Check before importing")
    template_name = "people/admin/import_preview.html"
    success_url = reverse_lazy("people_admin:staff")

    @cached_property
    def staged(self):
        waiting = staged_files_visible_to(self.viewer, ImportKind.STAFF)
        return get_object_or_404(waiting, uuid=self.kwargs["uuid"])

    def report(self, *, dry_run):
        options = self.staged.options
        mapping = options["mapping"]
        return import_staff(
            bytes(self.staged.data),
            mapping=ImportMapping.objects.get(kind=ImportKind.STAFF, name=mapping)
            if mapping
            else None,
            as_of=self.as_of,
            full=options["full"],
            dry_run=dry_run,
        )

    @property
    def as_of(self):
        return date.fromisoformat(self.staged.options["as_of"])

    def get(self, request, *args, **kwargs):
        return self.render(self.report(dry_run=True))

    def post(self, request, *args, **kwargs):
        report = self.report(dry_run=False)
        if not report.applied:
            return self.render(report)
        discard_staged_file(staged=self.staged)
        messages.success(
            request,
            _("The staff list is imported: %(created)s new, %(changed)s changed, %(left)s left.")
            % report.as_dict(),
        )
        return redirect(self.success_url)

    def log_those_shown(self, sections):
        shown = {line.staff_number for each in sections for line in each["lines"]}
        record_look(
            by=self.viewer,
            at=Person.objects.filter(staff_number__in=shown).order_by("pk"),
            purpose=Purpose.STAFF_ADMINISTRATION,
            seen=Seen.STAFF_LINE,
        )

    def render(self, report):
        sections = [
            _section("arrivals", _("Arrivals"), _("Team"), report.arrivals),
            _section("moves", _("Moves"), _("Before and after"), report.moves),
            _section("corrections", _("Corrections"), _("Now"), report.corrections),
            _section("leavers", _("Departures"), _("Last team"), report.leavers),
        ]
        if not report.refused:
            self.log_those_shown(sections)
        context = self.get_context_data(
            staged=self.staged,
            as_of=self.as_of,
            full=self.staged.options["full"],
            report=report,
            refused=report.refused[:LINES_SHOWN],
            sections=[section for section in sections if section["count"]],
            most=LINES_SHOWN,
        )
        return self.render_to_response(context)


def _section(anchor, title, what, lines):
    return {
        "id": anchor,
        "title": title,
        "what": what,
        "count": len(lines),
        "lines": lines[:LINES_SHOWN],
    }
