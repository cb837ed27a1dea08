from django import forms
from django.utils.translation import gettext_lazy as _

from ambassadors.commitments.enums import CommitmentKind, CommitmentState
from ambassadors.commitments.models import Commitment
from core.dates import today


class _CommitmentForm(forms.ModelForm):
    """`after`: how many changes the page showed."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.instance.revisions.count() if self.instance.pk else 0
        self.fields["after"].initial = known

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.fields}


class WordsForm(_CommitmentForm):
    """Words of a commitment: the promise, to whom, until when, and who answers for it."""

    class Meta:
        model = Commitment
        fields = ("kind", "text", "families", "owner", "due_on")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "families": forms.CheckboxSelectMultiple,
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "text": _("One sentence that anybody can check afterwards."),
            "families": _("None ticked: to all staff."),
            "owner": _("A function, such as “head of human resources”. No name."),
            "due_on": _(
                "On the day after, staff read that the day has passed, until you say what became of it."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *CommitmentKind.choices]

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if self.instance.published_on is None and day < today():
            raise forms.ValidationError(_("This day is past: choose a day to come."), code="past")
        return day


class OutcomeForm(_CommitmentForm):
    """Outcome of a commitment."""

    class Meta:
        model = Commitment
        fields = ("state", "reason")
        widgets = {"state": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "state": _("Withdrawn is for good. It stays on the page with its reason."),
            "reason": _("Staff read it. Needed where it is not kept or withdrawn."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_overdue and not self.is_bound:
            self.initial["state"] = None  # nothing is ticked beforehand: it is to be answered

    def clean(self):
        values = super().clean()
        if values.get("state") == CommitmentState.STANDING:
            values["reason"] = ""
        return values
