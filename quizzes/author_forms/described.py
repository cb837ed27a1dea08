"""The author's form of a kind, built from the fields that the kind describes."""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quizzes.author_forms.base import QuestionForm
from quizzes.author_media import WithPicture
from quizzes.author_rows import NumberField, textarea_field
from quizzes.form_messages import translate_message
from quizzes.kinds.base import Spec
from quizzes.values.fields import AuthorField, AuthorRows, FieldError, Input
from quizzes.values.texts import MAX_TEXT


@cache
def author_form(kind: type[Spec]) -> type[QuestionForm]:
    rows = kind.author_rows
    fields = {field.name: _field(field) for field in kind.author_fields}
    return type(
        f"{kind.__name__}Form",
        (QuestionForm,),
        {"kind": kind, "row_class": _row_class(rows) if rows else None, **fields},
    )


class DescribedRow(forms.Form):
    described: AuthorRows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        problems = self.described.check(cleaned) if self.described.check else {}
        for name, message in problems.items():
            self.add_error(name, ValidationError(translate_message(message), message.code))
        return cleaned


def _row_class(rows: AuthorRows) -> type[forms.Form]:
    bases = (DescribedRow, WithPicture) if rows.has_picture else (DescribedRow,)
    names = [field.name for field in rows.fields]
    fields = {field.name: _field(field) for field in rows.fields}
    return type("Row", bases, {"described": rows, "field_order": names, **fields})


class ReadField(forms.CharField):
    """A text that the kind reads as a value, and writes again."""

    def __init__(self, *, described: AuthorField, **more: Any) -> None:
        super().__init__(**more)
        self.described = described

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text or self.described.read is None:
            return text
        try:
            return self.described.read(text)
        except FieldError as error:
            message = error.message
            raise ValidationError(translate_message(message), code=message.code) from error

    def prepare_value(self, value: Any) -> Any:
        if self.described.write is None or value is None or isinstance(value, str):
            return value
        return self.described.write(value)


class ConvertedChoiceField(forms.TypedChoiceField):
    """A choice whose value is one of a kind's."""

    def __init__(self, *, described: AuthorField, **more: Any) -> None:
        super().__init__(coerce=described.read or str, **more)
        self.write = described.write

    def prepare_value(self, value: Any) -> Any:
        if self.write is None or value is None or isinstance(value, str):
            return value
        return self.write(value)


class CountField(forms.IntegerField):
    def prepare_value(self, value: Any) -> Any:
        return value or None


def _field(described: AuthorField) -> forms.Field:
    common: dict[str, Any] = {
        "label": _(described.label),
        "help_text": _(described.help) if described.help else "",
        "required": described.is_required,
    }
    match described.input:
        case Input.RICH:
            return textarea_field(common.pop("label"), rows=described.rows, **common)
        case Input.AREA:
            widget = forms.Textarea(attrs={"rows": described.rows})
            limit = described.limit or MAX_TEXT
            return ReadField(described=described, max_length=limit, widget=widget, **common)
        case Input.LINE:
            return ReadField(described=described, max_length=described.limit, **common)
        case Input.NUMBER:
            return NumberField(**common)
        case Input.COUNT:
            return CountField(min_value=0, max_value=described.limit, **common)
        case Input.FLAG:
            return forms.BooleanField(**common)
    shape = forms.RadioSelect if described.input is Input.RADIO else forms.Select
    choices = [
        (value, label if label.isdigit() else _(label)) for value, label in described.options
    ]
    return ConvertedChoiceField(described=described, choices=choices, widget=shape, **common)
