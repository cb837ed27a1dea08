"""Form in which staff bring a case, and those of its workshop and its taking down."""

import re

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ambassadors.cases.enums import CaseKind
from ambassadors.cases.models import (
    REFERENCE_LENGTH,
    REFERENCE_LETTERS,
    SAID_BY,
    TEXT,
    TITLE,
    WORDS,
    CaseLine,
)
from core.dates import today


MOST_TO_STRIKE = 500
FIELDS = {
    CaseKind.THANKS: ("happened", "said_by", "title"),
    CaseKind.COMPLAINT: ("title", "happened", "at_desk", "behind", "would_help"),
}


def _area(label, help_text="", *, required=False, rows=4):
    widget = forms.Textarea(attrs={"rows": rows, "class": "input"})
    return forms.CharField(
        label=label, help_text=help_text, max_length=TEXT, required=required, widget=widget
    )


class StrikeField(forms.CharField):
    """Words that somebody wants struck, parted by commas or lines."""

    def __init__(self, **kwargs):
        super().__init__(max_length=MOST_TO_STRIKE, required=False, **kwargs)

    def clean(self, value):
        return words_to_strike(super().clean(value))


def words_to_strike(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,;\n]", text[:MOST_TO_STRIKE]) if word.strip()]


class CaseForm(forms.Form):
    """A case of one kind. `texts` are those that were struck: nothing here sees the others."""

    title = forms.CharField(label=_("A title in a few words"), max_length=TITLE)
    happened = _area(_("What happened"), _("As the person lived it."), required=True, rows=6)
    said_by = forms.CharField(
        label=_("Said by"),
        max_length=SAID_BY,
        help_text=_("In general terms: “a tenant”, “a young father”. Never a name."),
    )
    at_desk = _area(_("What was done at the desk"))
    behind = _area(_("What was done in the back office"))
    would_help = _area(_("What would help"))
    consent_on = forms.DateField(
        label=_("Agreed on"),
        help_text=_("The day on which the person said so."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )
    has_consent = forms.BooleanField(
        label=_("The person agrees to be quoted, without their name, to all who work here.")
    )
    strike = StrikeField(
        label=_("Other words to strike"),
        help_text=_("Parted by commas. They are struck in every field."),
    )
    is_signed = forms.TypedChoiceField(
        label=_("Show your name with the case?"),
        choices=[("no", _("No, without a name")), ("yes", _("Yes, with my name"))],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = FIELDS.get(kind, FIELDS[CaseKind.COMPLAINT])
        more = {"has_consent", "consent_on"} if kind == CaseKind.THANKS else set()
        for name in set(self.fields) - {*self.names, *more, "strike", "is_signed"}:
            del self.fields[name]
        if kind == CaseKind.THANKS:
            self.fields["title"].label = _("Where, on what occasion")
            self.fields["happened"].label = _("What was said")
            self.fields["happened"].help_text = _("Word for word, without what tells who it is.")
            self.fields["happened"].validators.append(MaxLengthValidator(WORDS))
            self.fields["happened"].widget.attrs["maxlength"] = WORDS

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.names}

    def clean_consent_on(self):
        day = self.cleaned_data["consent_on"]
        if day > today():
            raise forms.ValidationError(_("This day is to come: nobody has agreed yet."))
        return day


class ReadingForm(forms.Form):
    strike = StrikeField(label=_("Words to strike"), help_text=_("Parted by commas."))


class LineForm(forms.Form):
    text = forms.CharField(
        label=_("A line, as the room says it"),
        max_length=CaseLine._meta.get_field("text").max_length,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )


class TakeDownForm(forms.Form):
    """The number of a case, as people type it: case, blanks and hyphens are ignored."""

    reference = forms.CharField(
        label=_("Number of the case"),
        max_length=20,
        help_text=_("Eight letters and digits, printed below the case: never 0, 1, I or O."),
        widget=forms.TextInput(
            attrs={
                "class": "input input--short",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_reference(self):
        typed = self.cleaned_data["reference"].upper()
        letters = "".join(letter for letter in typed if letter in REFERENCE_LETTERS)
        if len(letters) != REFERENCE_LENGTH:
            message = _("The number of a case has eight letters and digits, never 0, 1, I or O.")
            raise forms.ValidationError(message)
        return letters
