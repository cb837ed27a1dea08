"""The rows of an author's form: choices, accepted answers, pairs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quizzes.display import short_number
from quizzes.marking import parse_number
from quizzes.specs import MAX_TEXT


def area(label: Any, *, required: bool = False, rows: int = 2, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


class NumberField(forms.CharField):
    """A number as a person types it, with a comma or a point."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        number = parse_number(text)
        if number is None:
            raise ValidationError(_("Write a number alone, such as 12 or 3.5."), code="number")
        return number

    def prepare_value(self, value: Any) -> Any:
        return short_number(value) if isinstance(value, Decimal) else value


class ChoiceRow(forms.Form):
    text = area(_("Choice"))
    fraction = NumberField(
        label=_("Worth (%)"), required=False, help_text=_("100 is right, nothing is wrong")
    )
    feedback = area(_("What to say to whoever chooses it"))


class TextRow(forms.Form):
    text = forms.CharField(label=_("Accepted answer"), required=False, max_length=500)
    fraction = NumberField(label=_("Worth (%)"), required=False, help_text=_("nothing means 100"))
    feedback = area(_("What to say to it"))


class NumberRow(forms.Form):
    text = NumberField(label=_("Accepted number"), required=False)
    tolerance = NumberField(label=_("Give or take"), required=False)
    fraction = NumberField(label=_("Worth (%)"), required=False, help_text=_("nothing means 100"))
    feedback = area(_("What to say to it"))


class PairRow(forms.Form):
    text = area(_("Line"))
    answer = forms.CharField(label=_("Its partner"), required=False, max_length=500)


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Title"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )
