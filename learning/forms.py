from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.dates import today
from learning.models import LessonNote, Path
from people.forms import TeamChoiceField
from people.models import Team


class NoteForm(forms.Form):
    """What somebody writes for themselves; nothing written takes the note away."""

    text = forms.CharField(
        label=_("Your note"),
        required=False,
        max_length=LessonNote._meta.get_field("text").max_length,
        strip=False,
        help_text=_(
            "Only you can read it. Write nothing about health, beliefs or the private life of anybody."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data=None, **kwargs):
        if data is not None:  # a browser sends two characters for the end of a line, and counts one
            text = data.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
            data = {"text": text}
        super().__init__(data, **kwargs)


class AssignForm(forms.Form):
    path = forms.ModelChoiceField(Path.objects.offered(), label=_("Path"))
    team = TeamChoiceField(
        Team.objects.open(),
        label=_("Team"),
        help_text=_("With all the teams below it, as they are today."),
    )
    mandatory = forms.BooleanField(
        label=_("Mandatory"),
        required=False,
        help_text=_("Managers see whether mandatory training is done, and the date. Nothing more."),
    )
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < today():
            raise ValidationError(_("This day has passed: choose today or later."))
        return day

    def clean(self):
        values = super().clean() or {}
        if values.get("due_on") and not values.get("mandatory"):
            self.add_error("due_on", _("Only mandatory training has a day to meet."))
        return values
