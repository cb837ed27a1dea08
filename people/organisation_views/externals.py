"""Pages of partners' learners, who have their own list, apart from staff."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from people.actions.externals import add_external, change_external, end_external
from people.admin_views.access import StaffAccess
from people.admin_views.staff import PEOPLE_A_PAGE
from people.forms.organisation import ExternalChangeForm, ExternalForm
from people.models import Partner, Person
from people.organisation_views.access import FormPage, OrganisationPage, PersonForm
from people.policies import externals_visible_to, may_manage_staff


class ExternalIndex(StaffAccess, IndexView):
    """The list: those who can still sign in come first; opening a record is what is logged."""

    model = Person
    page_title = gettext_lazy("Partners’ learners")
    header_icon = "group"
    any_permission_required = None
    index_url_name = "organisation_admin:externals"
    index_results_url_name = "organisation_admin:externals_results"
    paginate_by = PEOPLE_A_PAGE
    default_ordering = "-employed_until"
    export_filename = "apprenants-des-partenaires"
    export_headings = {
        "staff_number": gettext_lazy("Staff number"),
        "last_name": gettext_lazy("Last name"),
        "first_name": gettext_lazy("First name"),
        "partner": gettext_lazy("Partner"),
        "employed_from": gettext_lazy("First day"),
        "employed_until": gettext_lazy("Last day"),
    }
    list_export = list(export_headings)
    search_backend_name = None
    search_fields = ["folded_name", "staff_number", "email", "partner__name"]
    columns = [
        TitleColumn(
            "last_name",
            label=gettext_lazy("Name"),
            accessor=lambda person: f"{person.last_name} {person.first_name}",
            get_url=lambda person: reverse("people_admin:person", args=[person.uuid]),
            sort_key="last_name",
        ),
        Column("partner", label=gettext_lazy("Partner"), accessor="partner"),
        Column("staff_number", label=gettext_lazy("Staff number")),
        Column(
            "employed_until",
            label=gettext_lazy("Last day"),
            accessor=lambda person: date_format(person.employed_until, "SHORT_DATE_FORMAT"),
            sort_key="employed_until",
        ),
    ]

    def get_base_queryset(self):
        return externals_visible_to(self.viewer).select_related("partner")

    def order_queryset(self, queryset):
        backwards = self.ordering.startswith("-")
        key = "folded_name" if "name" in self.ordering else "employed_until"
        return queryset.order_by(f"-{key}" if backwards else key, "pk")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        of_partner = queryset.filter(partner__name__icontains=self.search_query)
        return queryset.found_by(self.search_query) | of_partner

    @cached_property
    def header_buttons(self):
        if not may_manage_staff(self.viewer):
            return []
        return [
            HeaderButton(
                _("Add a learner"), url=reverse("organisation_admin:add_external"), icon_name="plus"
            )
        ]


class AddExternal(FormPage, OrganisationPage):
    is_allowed = staticmethod(may_manage_staff)
    form_class = ExternalForm
    page_title = gettext_lazy("Add a partner’s learner")
    intro = gettext_lazy(
        "They sign in, learn and ask for help until their last day. No figure counts them and no right "
        "is theirs. Then print their invitation from their record."
    )
    submit = gettext_lazy("Add")
    done = gettext_lazy("The learner is added: you can print their invitation.")
    added: Person | None = None

    def act(self, cleaned):
        new = Partner(name=cleaned.pop("new_partner").strip(), kind=cleaned.pop("partner_kind"))
        cleaned["partner"] = cleaned["partner"] or new
        self.added = add_external(**cleaned)

    def get_success_url(self):
        if self.added is None:
            return reverse("organisation_admin:externals")
        return reverse("people_admin:person", args=[self.added.uuid])


class SingleExternalPage(PersonForm):
    @cached_property
    def person(self):
        person = super().person
        if not person.is_external:
            raise Http404
        return person


class ChangeExternal(SingleExternalPage):
    form_class = ExternalChangeForm
    submit = gettext_lazy("Save")
    done = gettext_lazy("Saved.")

    @property
    def intro(self):
        return _("A later last day lets them sign in again.")

    def get_initial(self):
        return {"email": self.person.email, "last_day": self.person.employed_until}

    def act(self, cleaned):
        change_external(person=self.person, by=self.viewer, **cleaned)


class EndExternal(SingleExternalPage):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        end_external(person=self.person)
        messages.success(request, _("%(person)s can no longer sign in.") % {"person": self.person})
        return redirect(self.get_success_url())
