import django_filters
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.forms import NullBooleanSelect
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.account import AccountView
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from core.dates import today
from core.typography import of_name
from people.absolute_urls import absolute_url
from people.actions.accounts import grant_role, revoke_role
from people.actions.privacy import record_look
from people.actions.sign_in import mail_invitation, print_invitation, reset_second_factor
from people.admin_views.access import StaffAccess, StaffPage
from people.admin_views.team_filter import TeamFilter, undecided_team
from people.enums import Purpose, Role
from people.forms.accounts import RoleForm
from people.forms.bulk import ONE_BY_ONE, acts_open_to
from people.mail.queries import is_address_refused
from people.models import Invitation, Job, Person, Site, Team
from people.policies import (
    delegations_visible_to,
    has_second_factor,
    may_change_roles_of,
    may_grant_roles,
    may_invite,
    may_manage_staff,
    may_reset_second_factor,
    needs_administrator_to_invite,
    people_visible_to,
    was_opened,
)
from people.queries.bulk import MOST_AT_ONCE
from people.queries.staff import (
    holding_position,
    in_team_subtree,
    positions_of,
    role_changes_of,
    with_current_position,
)


PEOPLE_A_PAGE = 50
FEW_FOUND = 500
LINES_SHOWN = 50


class StaffListPreferences(AccountView):
    """Wagtail's preferences without name and picture: the staff list names people, and a look keeps that name."""

    panels_kept = frozenset({"notifications", "locale", "theme"})

    def get_panels(self):
        return [panel for panel in super().get_panels() if panel.name in self.panels_kept]


# --- The list ----------------------------------------------------------------------------------------


def has_left():
    return Q(employed_until__lt=today())


class YesOrNo(NullBooleanSelect):
    """Says what no choice means, where Django would say “Unknown”."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices[0] = ("unknown", settings.FILTERS_EMPTY_CHOICE_LABEL)


class StaffFilter(WagtailFilterSet):
    """The filters of the list, which shows those in post, and those to come, unless asked otherwise."""

    LEFT, ALL = "left", "all"
    NEW, INVITED, OPENED = "new", "invited", "opened"

    post = django_filters.ChoiceFilter(
        choices=[(LEFT, gettext_lazy("left")), (ALL, gettext_lazy("all, those who left too"))],
        empty_label=gettext_lazy("in post"),
        label=gettext_lazy("Employment"),
        method="by_post",
    )
    team = TeamFilter(queryset=Team.objects.open(), label=gettext_lazy("Team"), method="in_team")
    job = django_filters.ModelChoiceFilter(
        queryset=Job.objects.order_by("name"), label=gettext_lazy("Job"), method="in_position"
    )
    site = django_filters.ModelChoiceFilter(
        queryset=Site.objects.order_by("name"), label=gettext_lazy("Site"), method="in_position"
    )
    role = django_filters.ChoiceFilter(
        choices=Role.choices, label=gettext_lazy("Role"), method="with_role"
    )
    account = django_filters.ChoiceFilter(
        choices=[
            (NEW, gettext_lazy("not opened, and no invitation is good")),
            (INVITED, gettext_lazy("not opened, invited")),
            (OPENED, gettext_lazy("opened")),
        ],
        label=gettext_lazy("Account"),
        method="by_account",
    )
    arrived = django_filters.DateFilter(
        field_name="employed_from", lookup_expr="gte", label=gettext_lazy("Arrived since")
    )
    recorded = django_filters.DateFilter(
        field_name="created_at", lookup_expr="date__gte", label=gettext_lazy("Listed here since")
    )
    leaves = django_filters.DateFilter(
        field_name="employed_until", lookup_expr="lte", label=gettext_lazy("Last day until")
    )
    is_active = django_filters.BooleanFilter(label=gettext_lazy("May sign in"), widget=YesOrNo)
    proven = django_filters.BooleanFilter(
        field_name="identity_proven_at",
        lookup_expr="isnull",
        exclude=True,
        label=gettext_lazy("Identity confirmed: figures count them"),
        widget=YesOrNo,
    )

    class Meta:
        model = Person
        fields = ["post", "team", "job", "site", "role", "account", "is_active"]

    def filter_queryset(self, queryset):
        """Filter also where nothing is chosen, which django-filter would leave out."""
        people = super().filter_queryset(queryset)
        return people if self.form.cleaned_data.get("post") else people.exclude(has_left())

    def by_post(self, people, name, post):
        return people.filter(has_left()) if post == self.LEFT else people

    def in_team(self, people, name, team):
        return in_team_subtree(people, team, today())

    def in_position(self, people, name, value):
        return holding_position(people, today(), **{name: value})

    def with_role(self, people, name, role):
        return people.with_role(role)

    def by_account(self, people, name, state):
        if state == self.OPENED:
            return people.opened()
        invited = Invitation.objects.usable().filter(person=OuterRef("pk"))
        is_invited = Exists(invited) if state == self.INVITED else ~Exists(invited)
        return people.not_opened().filter(is_invited)


def _current(name):
    """Return a column with the name of the team, job or site of today's primary position."""

    def read(person):
        return getattr(person.current_positions[0], name) if person.current_positions else ""

    return read


def _left(person):
    if not person.has_left(today()):
        return ""
    return _("left on %(day)s") % {"day": date_format(person.employed_until, "SHORT_DATE_FORMAT")}


class LabelledColumn(Column):
    """A column whose cells carry its heading, for a phone, where each row is a card."""

    cell_template_name = "people/admin/labelled_cell.html"


class ChoiceColumn(BaseColumn):
    """A check box with the name of whoever it chooses."""

    header_template_name = "people/admin/choice_header.html"
    cell_template_name = "people/admin/choice_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"is_ticked": _is_page_ticked(context["request"])}


def _is_page_ticked(request):
    """Whether all of this page is chosen, as a link asks where no script does it."""
    return request.GET.get("tick") == request.GET.get("p", "1")


class StaffIndex(StaffAccess, IndexView):
    """The list of names, for the administration of the list: opening a record is what is logged."""

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
    search_fields = ["folded_name", "staff_number", "email"]
    template_name = "people/admin/staff.html"
    results_template_name = "people/admin/staff_results.html"
    filterset_class = StaffFilter
    all_columns = [
        ChoiceColumn("choice", label=gettext_lazy("Choose")),
        TitleColumn(
            "last_name",
            label=gettext_lazy("Name"),
            accessor=lambda person: f"{person.last_name} {person.first_name}",
            get_url=lambda person: reverse("people_admin:person", args=[person.uuid]),
            sort_key="last_name",
        ),
        LabelledColumn("left", label=gettext_lazy("Departure"), accessor=_left),
        LabelledColumn("staff_number", label=gettext_lazy("Staff number"), sort_key="staff_number"),
        LabelledColumn("team", label=gettext_lazy("Team"), accessor=_current("team")),
        LabelledColumn("job", label=gettext_lazy("Job"), accessor=_current("job")),
        LabelledColumn("site", label=gettext_lazy("Site"), accessor=_current("site")),
    ]

    @cached_property
    def columns(self):
        """Return the columns, with who left marked where there may be any, and check boxes for who may act."""
        hidden = set() if self.request.GET.get("post") else {"left"}
        hidden |= set() if may_manage_staff(self.viewer) else {"choice"}
        return [column for column in self.all_columns if column.name not in hidden]

    def get_paginate_by(self, queryset):
        return MOST_AT_ONCE if self.request.GET.get("size") == str(MOST_AT_ONCE) else PEOPLE_A_PAGE

    def get_base_queryset(self):
        return with_current_position(people_visible_to(self.viewer).staff(), today())

    @cached_property
    def undecided_team(self):
        return undecided_team(self.filters.form, "team")

    def filter_queryset(self, queryset):
        """List nobody, rather than everybody, while the words do not say which team."""
        return queryset.none() if self.undecided_team else super().filter_queryset(queryset)

    def _teams_to_choose(self):
        """Return the address of the list for each team that was found."""
        query = self.request.GET.copy()
        for name in ("p", "tick"):
            query.pop(name, None)
        choices = []
        for team, above in self.undecided_team.found if self.undecided_team else ():
            query["team"] = team.pk
            choices.append((f"{self.index_url}?{query.urlencode()}", team, above))
        return choices

    def order_queryset(self, queryset):
        backwards = self.ordering.startswith("-")
        key = "folded_name" if "name" in self.ordering else "staff_number"
        return queryset.order_by(f"-{key}" if backwards else key, "pk")

    def search_queryset(self, queryset):
        """Search once where few are found: their number and their page then need no search of their own."""
        if not self.is_searching:
            return queryset
        found = queryset.found_by(self.search_query)
        keys = list(found.order_by("pk").values_list("pk", flat=True)[: FEW_FOUND + 1])
        return found if len(keys) > FEW_FOUND else queryset.filter(pk__in=keys)

    def get_context_data(self, **kwargs):
        """Add `elsewhere`: the same search among those who left too; and what may be done to those chosen."""
        query = self.request.GET.copy()
        query["post"] = StaffFilter.ALL
        is_narrow = self.request.GET.get("post") != StaffFilter.ALL
        elsewhere = f"{self.index_url}?{query.urlencode()}" if is_narrow else ""
        return super().get_context_data(**kwargs) | {
            "elsewhere": elsewhere,
            "undecided_team": self.undecided_team,
            "teams_to_choose": self._teams_to_choose(),
            "words": self.search_query,
            "acts": acts_open_to(self.viewer) if may_manage_staff(self.viewer) else [],
            "one_by_one": ONE_BY_ONE if may_grant_roles(self.viewer) else "",
            "most_at_once": MOST_AT_ONCE,
            "is_long": self.request.GET.get("size") == str(MOST_AT_ONCE),
            "is_ticked": _is_page_ticked(self.request),
        }

    @cached_property
    def header_buttons(self):
        if not may_manage_staff(self.viewer):
            return []
        return [
            HeaderButton(
                _("Import a staff list"), url=reverse("people_admin:import"), icon_name="upload"
            ),
            HeaderButton(_("Add one person"), url=reverse("people_admin:enrol"), icon_name="plus"),
        ]


# --- One person --------------------------------------------------------------------------------------


class SinglePersonPage(StaffPage):
    @cached_property
    def person(self):
        visible = people_visible_to(self.viewer)
        return get_object_or_404(visible, uuid=self.kwargs["uuid"])

    def get_page_title(self):
        return str(self.person)


class PersonRecord(SinglePersonPage, TemplateView):
    """Positions and roles. Each opening is written to the person's own log."""

    template_name = "people/admin/person.html"

    def get(self, request, *args, **kwargs):
        purpose = (
            Purpose.STAFF_ADMINISTRATION if may_manage_staff(request.user) else Purpose.DATA_REQUEST
        )
        record_look(by=request.user, at=[self.person], purpose=purpose)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        roles = self.person.roles
        return super().get_context_data(**kwargs) | {
            "person": self.person,
            "positions": positions_of(self.person),
            "roles": [(role, role in roles) for role in Role],
            "may_grant_roles": may_change_roles_of(self.viewer, self.person),
            "role_changes": role_changes_of(self.person),
            "may_invite": may_invite(self.viewer, self.person),
            "must_ask_to_invite": needs_administrator_to_invite(self.viewer, self.person),
            "may_manage": may_manage_staff(self.viewer),
            "delegations": delegations_visible_to(self.person).with_names(),
            "today": today(),
            "is_address_refused": may_manage_staff(self.viewer) and is_address_refused(self.person),
            "has_account": was_opened(self.person),
            "may_reset_second_factor": may_reset_second_factor(self.viewer, self.person)
            and has_second_factor(self.person),
        }


class PersonRoles(SinglePersonPage):
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
                request,
                _("The roles %(of_person)s are changed.")
                % {"of_person": of_name(str(self.person))},
            )
        return redirect("people_admin:person", uuid=self.person.uuid)


class PersonInvitation(SinglePersonPage, TemplateView):
    """A new code: mailed as a link, or shown once, on a page to print."""

    is_allowed = staticmethod(may_manage_staff)
    http_method_names = ["post"]
    template_name = "people/admin/invitation.html"

    def post(self, request, *args, **kwargs):
        if not may_invite(request.user, self.person):
            raise Http404
        if "mail" in request.POST:
            return self.mail()
        code = print_invitation(person=self.person, by=self.viewer)
        context = self.get_context_data(
            person=self.person,
            code=code,
            address=absolute_url(reverse("people:open_account")),
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


class PersonSecondFactor(SinglePersonPage):
    """Resets a lost second factor. Never by a training manager, never one's own."""

    is_allowed = staticmethod(may_grant_roles)
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        if not may_reset_second_factor(request.user, self.person):
            raise Http404
        reset_second_factor(person=self.person, by=request.user)
        messages.success(
            request,
            _("The second factor %(of_person)s is reset. They are told of it.")
            % {"of_person": of_name(str(self.person))},
        )
        return redirect("people_admin:person", uuid=self.person.uuid)
