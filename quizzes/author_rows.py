"""Fields of authors' forms."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quizzes.form_messages import translate_message
from quizzes.typed_answers import parse_number, short_number
from quizzes.values.fields import NO_NUMBER
from quizzes.values.texts import MAX_TEXT


def textarea_field(
    label: Any, *, required: bool = False, rows: int = 2, **more: Any
) -> forms.CharField:
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
            raise ValidationError(translate_message(NO_NUMBER), code=NO_NUMBER.code)
        return number

    def prepare_value(self, value: Any) -> Any:
        return short_number(value) if isinstance(value, Decimal) else value
