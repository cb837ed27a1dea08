from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ambassadors.journeys.enums import IdeaKind, IdeaOutcome
from ambassadors.journeys.models import Journey


class CodeForm(forms.Form):
    """The code on the screen, as people type it: case, blanks and hyphens are ignored."""

    code = forms.CharField(
        label=_("The code on the screen"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "input input--short",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self):
        return "".join(
            character for character in self.cleaned_data["code"].upper() if character.isalnum()
        )


def initial_code(request):
    """Return the initial values of the form from the address of a scanned QR code; nobody has joined yet."""
    return {"code": request.GET.get("code", "")[:20].replace("\x00", "")}


class RemarkForm(forms.Form):
    """An idea or an irritant about one step."""

    step = forms.TypedChoiceField(label=_("Of which step?"), coerce=int)
    kind = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect, initial=IdeaKind.IDEA
    )
    text = forms.CharField(
        label=_("In a sentence"),
        max_length=200,
        help_text=_("Name nobody. The facilitator reads it before the others."),
    )

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step.pk, step.title) for step in steps]
        self.fields["kind"].choices = [(kind.value, capfirst(kind.label)) for kind in IdeaKind]


class IdeaOutcomeForm(forms.Form):
    fate = forms.ChoiceField(label=_("What became of it"))
    word = forms.CharField(label=_("In a word"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fate"].choices = [
            (outcome.value, capfirst(outcome.label)) for outcome in IdeaOutcome
        ]


class OpenForm(forms.Form):
    journey = forms.ModelChoiceField(label=_("Journey"), queryset=Journey.objects.all())
