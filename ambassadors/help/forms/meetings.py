"""Forms of a pair's next meeting and of its messages."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.help.forms.follow_up import WARNING, PartForm
from ambassadors.help.models.meetings import (
    LEAST_MEETING_MINUTES,
    MOST_MEETING_MINUTES,
    MOST_MOMENTS,
    PLACE_LENGTH,
    USUAL_MEETING_MINUTES,
)
from ambassadors.help.models.messages import MESSAGE_LENGTH, REASON_LENGTH
from ambassadors.help.wording import moment_words


SHAPE = "%Y-%m-%dT%H:%M"
OWN = tuple(f"moment_{number}" for number in range(1, MOST_MOMENTS + 1))


def own_moment_field(number):
    return forms.DateTimeField(
        label=_("Day and hour") if number == 1 else _("Or"),
        required=False,
        input_formats=[SHAPE],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=SHAPE),
    )


class MeetingForm(forms.Form):
    """Propose one to three moments: suggested ones, one's own, or both."""

    suggested = forms.MultipleChoiceField(
        label=_("When you have both said that you are free"),
        help_text=_("Up to three."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    moment_1 = own_moment_field(1)
    moment_2 = own_moment_field(2)
    moment_3 = own_moment_field(3)
    minutes = forms.IntegerField(
        label=_("How many minutes?"),
        initial=USUAL_MEETING_MINUTES,
        min_value=LEAST_MEETING_MINUTES,
        max_value=MOST_MEETING_MINUTES,
        widget=forms.NumberInput(attrs={"class": "input--short", "inputmode": "numeric"}),
    )
    place = forms.CharField(
        label=_("Where?"),
        required=False,
        max_length=PLACE_LENGTH,
        help_text=_("A room, a telephone number. It stands in both calendars."),
    )
    link = forms.URLField(
        label=_("Or a link for joining from afar"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    answers = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, suggestions, **kwargs):
        super().__init__(*args, **kwargs)
        choices = {_key(moment): moment for moment in suggestions}
        # Keep a moment that was sent although it is no longer suggested.
        sent = self.data.getlist("suggested")[:MOST_MOMENTS] if self.is_bound else []
        for key in sent:
            if key not in choices and (moment := moment_of(key)):
                choices[key] = moment
        self.fields["suggested"].choices = [
            (key, moment_words(moment)) for key, moment in choices.items()
        ]

    @property
    def own_moments(self):
        return [self[name] for name in OWN]

    @property
    def has_own_moments(self):
        """Whether the fields for one's own moments stand open: nothing is suggested, or one was filled in."""
        typed = any(self[name].value() or self[name].errors for name in OWN)
        return typed or not self.fields["suggested"].choices

    def clean(self):
        cleaned = super().clean()
        own = [cleaned.pop(name, None) for name in OWN]
        chosen = [moment_of(key) for key in cleaned.pop("suggested", ())]
        cleaned["starts"] = [moment for moment in [*chosen, *own] if moment]
        if not cleaned["starts"] and not self.errors:
            self.add_error(OWN[0], _("Choose at least one moment."))
        return cleaned


def _key(moment):
    return moment.astimezone(UTC).isoformat()


def moment_of(key):
    """Return the moment that a form sent, or None."""
    try:
        moment = datetime.fromisoformat(key)
    except ValueError:
        return None
    # In the first and the last year of the calendar another time zone may have no such day.
    is_moment = timezone.is_aware(moment) and MINYEAR < moment.year < MAXYEAR
    return moment if is_moment else None


class MessageForm(PartForm):
    part = "message"
    text = forms.CharField(
        label=_("Your message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=WARNING,
        error_messages={"required": _("Write a few words.")},
    )


class ReportForm(forms.Form):
    """Choose the messages to hand over; nothing is chosen beforehand."""

    messages = forms.TypedMultipleChoiceField(
        label=_("Which messages do you hand over?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one message.")},
    )
    reason = forms.CharField(
        label=_("What happened?"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=WARNING,
    )

    def __init__(self, *args, messages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["messages"].choices = [(message.pk, message.text) for message in messages]
