from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.dates import today
from learning.enums import Shown
from learning.models import Path
from people.forms import TeamChoiceField
from people.models import Team


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


class ShareCertificateForm(forms.Form):
    shows = forms.MultipleChoiceField(choices=Shown, required=False)
