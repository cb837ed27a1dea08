from datetime import timedelta
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.dates import today
from core.site_settings import value_of
from people.enums import PartnerKind, PublicContact
from people.forms.teams import TeamField
from people.models import Job, JobFamily, Partner, Person, Site, Team


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


# --- Stand-ins ---------------------------------------------------------------------------------------


class StandInForm(forms.Form):
    """The form of a delegation: a team, a colleague among those found, two days."""

    has_more = False  # others could be offered whom the list leaves out

    team = TeamField(
        label=_("For which team?"),
        queryset=Team.objects.none(),
        help_text=_("The teams below it come with it."),
        empty_label=None,
    )
    delegate = forms.ModelChoiceField(
        label=_("Who stands in for you?"),
        queryset=Person.objects.none(),
        to_field_name="uuid",
        error_messages={"required": _("Choose a colleague.")},
        empty_label=_("Choose a colleague"),
    )
    started_on = DayField(label=_("First day"), initial=today)
    ended_on = DayField(label=_("Last day"))

    def __init__(self, *args, teams, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["delegate"].queryset = people
        self.fields["ended_on"].help_text = _("At most %(count)s days from the first one.") % {
            "count": value_of("DELEGATION_MAX_DAYS")
        }

    def offer(self, people):
        """List these people alone, and whoever was chosen before: an organisation is too long a list."""
        chosen = str(self["delegate"].value() or "")
        field = self.fields["delegate"]
        if chosen and chosen not in {str(person.uuid) for person in people}:
            people = [*_people_with(field.queryset, chosen), *people]
        field.choices = [
            ("", field.empty_label),
            *((str(person.uuid), str(person)) for person in people),
        ]


def _people_with(people: QuerySet[Person], text: str) -> list[Person]:
    try:
        return list(people.filter(uuid=UUID(text)))
    except ValueError:
        return []


class DelegationForm(forms.Form):
    """A delegation made by the administration: the colleague by staff number."""

    team = TeamField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    delegate = forms.ModelChoiceField(
        label=_("Staff number of the stand-in"),
        queryset=Person.objects.staff(),
        to_field_name="staff_number",
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("Nobody has this staff number.")},
    )
    started_on = DayField(label=_("First day"), initial=today)
    ended_on = DayField(label=_("Last day"))

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams


# --- Positions ---------------------------------------------------------------------------------------


class PositionForm(forms.Form):
    team = TeamField(label=_("Team"), queryset=Team.objects.none())
    job = forms.ModelChoiceField(label=_("Job"), queryset=Job.objects.all(), required=False)
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.all(), required=False)
    contact = forms.TypedChoiceField(
        label=_("Contact with the public"),
        choices=PublicContact.choices,
        coerce=PublicContact,
        initial=PublicContact.BACK_OFFICE,
    )
    is_manager = forms.BooleanField(label=_("Manages the team"), required=False)
    started_on = DayField(label=_("First day"), initial=today)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.open().order_by("path")


class SecondaryPositionForm(PositionForm):
    ended_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until it is ended here.")
    )


class PrimaryPositionForm(PositionForm):
    keeps_former = forms.BooleanField(
        label=_("The former position goes on beside this one"),
        required=False,
        help_text=_("Otherwise it ends the day before."),
    )


class LastDayForm(forms.Form):
    last_day = DayField(label=_("Last day"), initial=today)


# --- Partners' learners --------------------------------------------------------------------------------


class ExternalForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    partner = forms.ModelChoiceField(
        label=_("Partner"),
        queryset=Partner.objects.all(),
        required=False,
        empty_label=_("a new partner, named below"),
    )
    new_partner = forms.CharField(
        label=_("Name of the new partner"), max_length=120, required=False
    )
    partner_kind = forms.ChoiceField(
        label=_("Kind of partner"),
        choices=PartnerKind.choices,
        initial=PartnerKind.PUBLIC_SERVICE_HOUSE,
        help_text=_("Of a new partner only."),
    )
    from_day = DayField(label=_("First day"), initial=today)
    last_day = DayField(
        label=_("Last day"),
        initial=lambda: today() + timedelta(days=183),
        help_text=_("They can sign in until the end of that day, and you can put it off."),
    )

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        first, last = cleaned.get("from_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first."))
        if not cleaned.get("partner") and not cleaned.get("new_partner", "").strip():
            self.add_error("partner", _("Choose a partner, or name a new one."))
        return cleaned


class ExternalChangeForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), required=False)
    last_day = DayField(label=_("Last day"))


# --- Teams, sites, jobs --------------------------------------------------------------------------------


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)


class MoveForm(forms.Form):
    parent = TeamField(label=_("Below which team?"), queryset=Team.objects.none(), empty_label=None)

    def __init__(self, *args, parents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents.order_by("path")


class JobForm(NameForm):
    family = forms.ModelChoiceField(
        label=_("Job family"),
        queryset=JobFamily.objects.all(),
        required=False,
        empty_label=_("none"),
    )
