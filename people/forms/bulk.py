"""Forms of acts over several people: whom and what; where to, and from which day."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import today
from people.enums import BulkVerb, Role
from people.forms.organisation import DayField
from people.forms.teams import TeamField
from people.models import Job, Person, Site, Team
from people.policies import ROLES_IN_BULK, roles_given_in_bulk
from people.queries.bulk import MOST_AT_ONCE, position_today
from people.staff_fields import COLUMNS


ROLE_VERBS = (BulkVerb.GRANT, BulkVerb.REVOKE)
ONE_BY_ONE = gettext_lazy(
    "Roles whose holders read figures or people are given one by one, on each person’s page."
)


def acts_open_to(person: Person) -> list[tuple[str, str]]:
    """Return the acts that a person may do to several people, in words; the commonest comes first."""
    acts = [(str(BulkVerb.INVITE), str(BulkVerb.INVITE.label))]
    for role in roles_given_in_bulk(person):
        words = {"role": role.label}
        acts.append((f"{BulkVerb.GRANT}:{role}", _("Give a role: %(role)s") % words))
        acts.append((f"{BulkVerb.REVOKE}:{role}", _("Take a role away: %(role)s") % words))
    return [*acts, (str(BulkVerb.CHANGE), str(BulkVerb.CHANGE.label))]


class PeopleField(forms.Field):
    """The people chosen, by UUID: those of whom nobody knows are told of by the preview."""

    widget = forms.SelectMultiple
    default_error_messages = {"required": gettext_lazy("Choose at least one person first.")}

    def to_python(self, value: Any) -> list[UUID]:
        try:
            return list(dict.fromkeys(UUID(text) for text in value or ()))
        except ValueError as error:
            raise forms.ValidationError(_("Choose people from the list.")) from error

    def validate(self, value: list[UUID]) -> None:
        super().validate(value)
        if len(value) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _(
                    "At most %(most)s people at once, so that each can be read; you chose %(count)s."
                ),
                params={"most": MOST_AT_ONCE, "count": len(value)},
            )


class SelectionForm(forms.Form):
    """Asks what is done to whom. `shown`: the digest of the preview, where there was one."""

    act = forms.CharField()
    people = PeopleField()
    shown = forms.CharField(required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_act(self) -> tuple[BulkVerb, Role | None]:
        act = self.cleaned_data["act"]
        verb, _sign, role = act.partition(":")
        if verb in ROLE_VERBS and role in Role.values and role not in ROLES_IN_BULK:
            raise forms.ValidationError(ONE_BY_ONE)
        if act not in dict(acts_open_to(self.by)):
            raise forms.ValidationError(_("Choose what to do."))
        return BulkVerb(verb), Role(role) if role else None

    def sentences(self) -> str:
        return " ".join(message for messages in self.errors.values() for message in messages)


class ChangesForm(forms.Form):
    """Cells of a staff list of changes, the same for several people. Empty: it stays as it is."""

    team = TeamField(label=gettext_lazy("Team"), queryset=Team.objects.none(), required=False)
    job = forms.ModelChoiceField(
        label=gettext_lazy("Job"), queryset=Job.objects.order_by("name"), required=False
    )
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=Site.objects.order_by("name"), required=False
    )
    as_of = DayField(
        label=gettext_lazy("Counts from"),
        initial=today,
        help_text=gettext_lazy("Moves count from this day."),
    )
    ended_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Of a departure alone: they can no longer sign in after it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.open().exclude(code=Team.ROOT_CODE)
        self.fields["team"].queryset = teams.order_by("name")  # type: ignore[attr-defined]
        for name in ("team", "job", "site"):
            self.fields[name].empty_label = _("as it is")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(
            cleaned[name] for name in ("team", "job", "site", "ended_on")
        ):
            raise forms.ValidationError(_("Say what changes: all four are empty."))
        return cleaned

    def refuse_leaders(self, leaders: list[Person]) -> None:
        """Refuse all but another site for those who lead a team: whoever leads reads figures."""
        if leaders and any(self.cleaned_data.get(name) for name in ("team", "job", "ended_on")):
            text = _(
                "Whoever leads a team reads its figures: for several people only their site is changed. Take them "
                "out of the choice, and change them on their page: %(names)s."
            )
            self.add_error(None, text % {"names": ", ".join(map(str, leaders))})

    def table(self, people: list[Person]) -> list[list[str]]:
        """Return a list of changes of these people, each in a position today: the headings, then their lines."""
        values = self.cleaned_data
        changes = {
            "job": values["job"].name if values["job"] else "",
            "site": values["site"].name if values["site"] else "",
            "ended_on": values["ended_on"].isoformat() if values["ended_on"] else "",
        }
        told = {name: value for name, value in changes.items() if value}
        names = ["staff_number", "last_name", "first_name", "team", *told]
        return [
            [COLUMNS[name] for name in names],
            *(
                [
                    person.staff_number,
                    person.last_name,
                    person.first_name,
                    (values["team"] or position_today(person).team).code,
                    *told.values(),
                ]
                for person in people
            ),
        ]
