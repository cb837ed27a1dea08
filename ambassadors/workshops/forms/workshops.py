"""Forms of workshops and their dates."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.workshops.models import Workshop, WorkshopSession
from ambassadors.workshops.models.workshops import MOST_SEATS
from core.collation import truncate_search
from core.dates import today
from people.models import Person, Site


SHORTEST, LONGEST = 10, 600  # minutes
MOST_FOUND = 20  # people of one name, to choose from
FIRST_YEAR, YEARS_AHEAD = 2000, 5  # calendars list the clock changes of all years between


class Moment(forms.DateTimeField):
    """A moment in the organisation's time; refuses an hour that the clock skips or repeats, and a far year."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **kwargs)

    def to_python(self, value):
        """Return the moment; unlike Django's field, tell those cases apart from what cannot be read."""
        typed = str(value or "").strip()
        try:
            plain = datetime.strptime(typed, self.input_formats[0])  # noqa: DTZ007 - its zone is asked next
        except ValueError:
            return super().to_python(value)
        if not FIRST_YEAR <= plain.year <= today().year + YEARS_AHEAD:
            raise forms.ValidationError(_("Choose a day within five years."), code="far")
        zone = get_default_timezone()
        first, second = (plain.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != plain:
            raise forms.ValidationError(
                _("The clock skips this hour that night: there is no such moment."), code="skipped"
            )
        raise forms.ValidationError(
            _("The clock shows this hour twice that night: choose another one."), code="twice"
        )


class WorkshopForm(forms.ModelForm):
    class Meta:
        model = Workshop
        fields = [
            "title",
            "title_en",
            "kind",
            "summary",
            "topics",
            "completes",
            "welcomes_partners",
            "is_retired",
        ]
        widgets = {"topics": forms.CheckboxSelectMultiple}


class WorkshopSessionForm(forms.Form):
    """Edit a session; without a beginning it has no day yet, and people queue."""

    starts_at = Moment(
        label=_("Begins"),
        required=False,
        help_text=_("Leave it empty to see first how many would come."),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST, initial=90
    )
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.order_by("name"), required=False
    )
    room = forms.CharField(label=_("Room"), max_length=120, required=False)
    link = forms.URLField(
        label=_("Link for joining from afar"), required=False, assume_scheme="https"
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS, initial=12)
    trainers = forms.ModelMultipleChoiceField(
        label=_("Trainers"),
        queryset=Person.objects.none(),
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    trainer_name = forms.CharField(
        label=_("Add a trainer"),
        required=False,
        max_length=100,
        help_text=_(
            "A name, or a staff number. Where several people have it, you choose among them."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        trainers = self.fields["trainers"]
        people = Person.objects.staff().employed_on(today()).filter(is_active=True)
        trainers.queryset = people.order_by("folded_name", "pk")
        self._offer_trainers(trainers.queryset.filter(pk__in=self.initial.get("trainer_keys", [])))
        self.initial["trainers"] = [key for key, _label in trainers.choices]

    def _offer_trainers(self, people):
        """List these people alone: an organisation is too long a list."""
        self.fields["trainers"].choices = [(person.uuid, str(person)) for person in people]

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        self._find_trainer()
        starts = cleaned.get("starts_at")
        if starts and not (cleaned.get("site") or cleaned.get("room") or cleaned.get("link")):
            self.add_error("room", _("Say where: a site, a room or a link."))
        return cleaned

    def _find_trainer(self):
        """Add the one person of the name that was typed; offer several to choose from."""
        typed, chosen = self.cleaned_data.get("trainer_name"), self.cleaned_data.get("trainers")
        if not typed or chosen is None:
            return
        trainers = self.fields["trainers"].queryset
        found = list(trainers.found_by(truncate_search(typed))[: MOST_FOUND + 1])
        known = {person.pk for person in found} & {person.pk for person in chosen}
        shown = {person.pk: person for person in (*chosen, *found[:MOST_FOUND])}
        self._offer_trainers(shown.values())
        if len(found) == 1:
            self.cleaned_data["trainers"] = trainers.filter(pk__in=shown)
        elif not found:
            self.add_error("trainer_name", _("Nobody who works here has this name or number."))
        elif len(found) > MOST_FOUND:
            self.add_error("trainer_name", _("Many people have this name: write more of it."))
        elif not known:
            self.add_error("trainers", _("Several people have this name: choose among them."))

    def details(self) -> dict:
        """Return the arguments of `add_session` and `change_session`."""
        cleaned = self.cleaned_data
        starts: datetime | None = cleaned["starts_at"]
        if starts:
            starts = starts.astimezone(UTC)  # in UTC, so that a clock change adds or drops no hour
        ends = starts + timedelta(minutes=cleaned["minutes"]) if starts else None
        return {
            "starts_at": starts,
            "ends_at": ends,
            "site_id": cleaned["site"].pk if cleaned["site"] else None,
            "room": cleaned["room"],
            "link": cleaned["link"],
            "capacity": cleaned["capacity"],
            "trainers": list(cleaned["trainers"]),
        }


def details_of(session: WorkshopSession) -> dict:
    """Return a session as the form's initial values."""
    minutes = 90
    if session.starts_at and session.ends_at:
        minutes = int((session.ends_at - session.starts_at).total_seconds() // 60)
    return {
        "starts_at": session.starts_at,
        "minutes": minutes,
        "site": session.site_id,
        "room": session.room,
        "link": session.link,
        "capacity": session.capacity,
        "trainer_keys": session.trainers.values_list("pk", flat=True),
    }
