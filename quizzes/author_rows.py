"""The rows of an author's form: choices, accepted answers, pairs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quizzes.display import short_number
from quizzes.specs import MAX_TEXT, NOTHING
from quizzes.typed_answers import ends_of, middle_of, parse_number, parse_range


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


@dataclass(frozen=True, slots=True)
class Accepted:
    """A number that an author accepts, or a range as its middle and its reach."""

    value: Decimal
    tolerance: Decimal = NOTHING
    is_range: bool = False


class NumberOrRange(forms.CharField):
    """“12”, or “10..12” for all numbers from one to the other."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        number, ends = parse_number(text), parse_range(text)
        if number is not None:
            return Accepted(number)
        if ends is None:
            wanted = _("Write a number such as 12 or 3.5, or a range such as 10..12.")
            raise ValidationError(wanted, code="number")
        if ends[0] > ends[1]:
            raise ValidationError(_("Write the smaller number of a range first."), code="reversed")
        return Accepted(*middle_of(*ends), is_range=True)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Accepted):
            return value
        if not value.is_range:
            return short_number(value.value)
        return "..".join(short_number(end) for end in ends_of(value.value, value.tolerance))


class NumberRow(forms.Form):
    text = NumberOrRange(
        label=_("Accepted number"),
        required=False,
        help_text=_("12, or 10..12 for all numbers from one to the other"),
    )
    tolerance = NumberField(label=_("Give or take"), required=False)
    fraction = NumberField(label=_("Worth (%)"), required=False, help_text=_("nothing means 100"))
    feedback = area(_("What to say to it"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        accepted = cleaned.get("text")
        if accepted is not None and accepted.is_range and cleaned.get("tolerance"):
            both = _("A range says already how far it goes: leave this empty.")
            self.add_error("tolerance", ValidationError(both, code="both"))
        return cleaned


class CriterionRow(forms.Form):
    title = forms.CharField(label=_("Criterion"), required=False, max_length=250)
    share = NumberField(
        label=_("Share (%)"), required=False, help_text=_("All shares add up to 100.")
    )
    help = area(_("What the marker looks for"))


class PairRow(forms.Form):
    text = area(_("Line"))
    answer = forms.CharField(label=_("Its partner"), required=False, max_length=500)


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Title"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )
