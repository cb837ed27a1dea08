"""Forms around a staff list: what it leaves open, and one person instead of a list."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.dates import today
from people.forms.teams import TeamField, are_many
from people.models import Job, Person, Site, Team
from people.staffing import CLEAR, KEEP


SAME, ABOVE = "same:", "above:"


class QuestionsForm(forms.Form):
    """Asks what each new team is, and what the empty cells of each column mean."""

    def __init__(self, *args, preview, **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = preview.get("team_questions", [])
        self.columns = preview.get("column_questions", [])
        known = Team.objects.open().exclude(code=Team.ROOT_CODE).order_by("name")
        self.are_searched = are_many(known)
        near = [asked[1] for asked in self.teams]
        slips = known.filter(code__in=near) if self.are_searched else known
        for number in range(len(self.teams)):
            self._ask_about_team(number, known, list(slips.values_list("code", "name")))
        for number in range(len(self.columns)):
            self._ask_about_column(number)

    def _ask_about_team(self, number, known, slips):
        team, near, members = self.teams[number]
        text = ngettext(
            "%(count)s person of the list is in it.",
            "%(count)s people of the list are in it.",
            members,
        )
        self.fields[f"team_{number}"] = forms.ChoiceField(
            label=_("“%(team)s” is a team that nobody knows") % {"team": team},
            choices=self._choices(team, near, slips),
            help_text=text % {"count": members},
        )
        if self.are_searched:
            self.fields[f"place_{number}"] = TeamField(
                label=_("Which team, for “%(team)s”?") % {"team": team},
                queryset=known,
                to_field_name="code",
                required=False,
            )

    def _ask_about_column(self, number):
        _name, label, count = self.columns[number]
        text = ngettext(
            "“%(column)s” is empty for %(count)s person of whom it is known",
            "“%(column)s” is empty for %(count)s people of whom it is known",
            count,
        )
        self.fields[f"column_{number}"] = forms.ChoiceField(
            label=text % {"column": label, "count": count},
            choices=[(KEEP, _("Keep what is known")), (CLEAR, _("Clear it"))],
            widget=forms.RadioSelect,
        )

    def _choices(self, team, near, slips):
        """Return the answers: the team that may be meant first, then where a new one may stand."""
        choices = [("", _("Choose"))]
        choices += [
            (f"{SAME}{code}", _("A slip: it is “%(team)s”") % {"team": name})
            for code, name in slips
            if code == near
        ]
        choices.append((f"{ABOVE}{Team.ROOT_CODE}", _("A new team, at the top")))
        under = [(name, name) for name, *_rest in self.teams if name != team]
        if self.are_searched:
            choices.append((ABOVE, _("A new team, under the one named below")))
            choices.append((SAME, _("A slip, for the one named below")))
            slips = []
        groups = [
            (_("A new team, under"), ABOVE, slips + under),
            (_("A slip, for"), SAME, slips),
        ]
        return choices + [
            (text, [(f"{sign}{code}", name) for code, name in teams])
            for text, sign, teams in groups
            if teams
        ]

    def clean(self):
        """Ask which team where the answer is one named below; what else was typed there is of no use."""
        values = super().clean()
        for number in range(len(self.teams) if self.are_searched else 0):
            answer, place = values.get(f"team_{number}"), f"place_{number}"
            if answer not in (SAME, ABOVE):
                self.errors.pop(place, None)
            elif place not in self.errors and not values.get(place):
                self.add_error(place, _("Say which team."))
        return values

    def answers(self):
        parents, same = {}, {}
        for number, (team, *_rest) in enumerate(self.teams):
            kind, _sign, value = self.cleaned_data[f"team_{number}"].partition(":")
            named = value or self.cleaned_data[f"place_{number}"].code
            (same if f"{kind}:" == SAME else parents)[team] = named
        empty = {
            name: self.cleaned_data[f"column_{number}"]
            for number, (name, *_rest) in enumerate(self.columns)
        }
        return {"parents": parents, "same": same, "empty": empty}


class OnePersonForm(forms.Form):
    """One line of a staff list: its fields have the names of the list's."""

    staff_number = forms.CharField(
        label=gettext_lazy("Staff number"), max_length=Person.staff_number.field.max_length
    )
    first_name = forms.CharField(
        label=gettext_lazy("First name"), max_length=Person.first_name.field.max_length
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"), max_length=Person.last_name.field.max_length
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    team = TeamField(label=gettext_lazy("Team"), queryset=Team.objects.none(), to_field_name="code")
    job = forms.ModelChoiceField(
        label=gettext_lazy("Job"), queryset=Job.objects.none(), required=False, to_field_name="name"
    )
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"),
        queryset=Site.objects.none(),
        required=False,
        to_field_name="name",
    )
    started_on = forms.DateField(
        label=gettext_lazy("First day"),
        initial=today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        teams = Team.objects.open().exclude(code=Team.ROOT_CODE)
        self.fields["team"].queryset = teams.order_by("name")
        self.fields["job"].queryset = Job.objects.order_by("name")
        self.fields["site"].queryset = Site.objects.order_by("name")

    def clean_staff_number(self):
        number = self.cleaned_data["staff_number"]
        if Person.objects.filter(staff_number=number).exists():
            raise forms.ValidationError(_("This staff number is taken."))
        return number

    def cells(self):
        """Return the values by field, as a list writes them."""
        values = self.cleaned_data
        return {
            **{name: values[name] for name in ("staff_number", "first_name", "last_name", "email")},
            "team": values["team"].code,
            "job": values["job"].name if values["job"] else "",
            "site": values["site"].name if values["site"] else "",
            "started_on": values["started_on"].isoformat(),
        }
