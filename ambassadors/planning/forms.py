"""The one form in which an ambassador plans a workshop."""

from datetime import UTC, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ambassadors.planning.queries import Kit
from ambassadors.workshops.forms.workshops import LONGEST, SHORTEST, Moment
from ambassadors.workshops.models import WorkshopSession
from ambassadors.workshops.models.workshops import MOST_SEATS
from cms.templatetags.cms_pages import spoken
from people.models import Site


USUAL_SEATS = 8
FIELD_OF_ERROR = {"starts_at": "day"}  # of what the actions refuse


class PlanForm(forms.Form):
    kit = forms.ChoiceField(
        label=_("From which kit?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kit.")},
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("Left empty, it is that of the kit."),
    )
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day.")},
    )
    hour = forms.TimeField(
        label=_("Hour"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "input--short"}, format="%H:%M"),
        error_messages={"required": _("Choose an hour.")},
    )
    site = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Site.objects.order_by("name"),
        required=False,
        empty_label=_("No site"),
    )
    room = forms.CharField(
        label=_("Room"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "salles", "autocomplete": "off"}),
    )
    link = forms.URLField(
        label=_("Link for joining from afar"), required=False, assume_scheme="https"
    )
    capacity = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        initial=USUAL_SEATS,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
        help_text=_("Left empty, they are those of the kit."),
    )
    welcomes_partners = forms.BooleanField(label=_("Partners’ staff are welcome"), required=False)

    def __init__(self, *args, kits: list[Kit], **kwargs):
        super().__init__(*args, **kwargs)
        self.kits = {str(kit.key): kit for kit in kits}
        self.fields["kit"].choices = [(key, _kit_label(kit)) for key, kit in self.kits.items()]

    @property
    def has_error_in_fold(self) -> bool:
        return bool({"title", "minutes"} & set(self.errors))

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if not any(cleaned.get(name) for name in ("site", "room", "link")) and not (
            {"site", "room", "link"} & set(self.errors)
        ):
            self.add_error("room", _("Say where: a site, a room or a link."))
        if cleaned.get("day") and cleaned.get("hour"):
            self._combine(f"{cleaned['day']:%Y-%m-%d}T{cleaned['hour']:%H:%M}")
        return cleaned

    def _combine(self, moment: str):
        try:
            self.cleaned_data["starts_at"] = Moment().to_python(moment)
        except ValidationError as error:
            self.add_error("hour", error)

    def plan(self) -> dict[str, Any]:
        """Return the arguments of `plan_workshop`, but for the person."""
        cleaned = self.cleaned_data
        kit = self.kits[cleaned["kit"]]
        starts_at = cleaned["starts_at"].astimezone(UTC)
        return {
            "kit": kit,
            "title": cleaned["title"],
            "welcomes_partners": cleaned["welcomes_partners"],
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=cleaned["minutes"] or kit.minutes),
            "site_id": cleaned["site"].pk if cleaned["site"] else None,
            "room": cleaned["room"],
            "link": cleaned["link"],
            "capacity": cleaned["capacity"],
        }

    def add_refusal(self, error: ValidationError):
        """Put what an action refuses beside its field."""
        for name, errors in error.update_error_dict({}).items():
            field = FIELD_OF_ERROR.get(name, name)
            self.add_error(field if field in self.fields else None, errors)


def initial_of(session: WorkshopSession) -> dict[str, Any]:
    """Return a session as the form's initial values."""
    starts_at, ends_at = localtime(session.starts_at), localtime(session.ends_at)
    kit = session.workshop.kit
    return {
        "kit": str(kit.translation_key) if kit else "",
        "title": session.workshop.title_here,
        "day": starts_at.date(),
        "hour": starts_at.time(),
        "site": session.site_id,
        "room": session.room,
        "link": session.link,
        "capacity": session.capacity,
        "minutes": int((ends_at - starts_at).total_seconds() // 60),
        "welcomes_partners": session.workshop.welcomes_partners,
    }


def _kit_label(kit: Kit) -> str:
    minutes = ngettext("%(count)s minute", "%(count)s minutes", kit.minutes)
    return spoken(f"{kit.title} ({minutes % {'count': kit.minutes}})", kit.language)
