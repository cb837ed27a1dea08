"""The units of a number, as an author writes them: one a line, “h = 60”."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quizzes.display import short_number
from quizzes.specs import Unit
from quizzes.typed_answers import parse_number


class UnitsField(forms.CharField):
    """The unit of the accepted numbers is worth 1, and so is a line without a worth."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Units"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_(
                "One a line, with what one of it is worth in the unit of the accepted numbers: "
                "“min = 1”, then “h = 60”. Empty: a number alone."
            ),
        )

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in (super().to_python(value) or "").splitlines())
        return tuple(_unit(line) for line in lines if line)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return "\n".join(f"{unit.name} = {short_number(unit.factor)}" for unit in value)


def _unit(line: str) -> Unit:
    name, sign, worth = line.partition("=")
    factor = parse_number(worth if sign else "1")
    if factor is None:
        wanted = _("“%(line)s” is not a unit. Write it so: h = 60.")
        raise ValidationError(wanted, code="unit", params={"line": line})
    return Unit(name=name.strip(), factor=factor)
