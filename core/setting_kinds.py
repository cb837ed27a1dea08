"""Kinds of settings: how one is asked for on screen, checked, and said in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.colours import (
    LEAST_CONTRAST,
    LIGHTNESS,
    WHITE,
    contrast,
    nearest_readable,
    readable_accent,
)
from core.typography import format_number


OURS = "#005f77"
_BARE_COLOUR = re.compile(r"[0-9a-fA-F]{6}\Z")


def on_or_off(is_on: bool) -> str:
    return _("on") if is_on else _("off")


class Kind:
    """A kind of setting. `limits`: what may be given, in words."""

    limits: Any = ""
    template = ""  # of what shows the value, given `shown`

    def field(self, **common: Any) -> forms.Field:
        raise NotImplementedError

    def text(self, value: Any) -> str:
        return str(value)

    def stored(self, given: Any) -> Any:
        """Return what is stored, as JSON, for what the field has cleaned; within the transaction of the change."""
        return given

    def preview(self, value: Any) -> Any:
        """Return what `template` shows of a value."""
        return value


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number between two bounds. `unit(number)`: the number with its unit, in words."""

    least: int
    most: int
    unit: Any = None

    @property
    def limits(self) -> str:
        words = {"least": self.text(self.least), "most": self.text(self.most)}
        return _("From %(least)s to %(most)s.") % words

    def field(self, **common: Any) -> forms.Field:
        return forms.IntegerField(min_value=self.least, max_value=self.most, **common)

    def text(self, value: Any) -> str:
        return str(self.unit(value) if self.unit else value)


class Switch(Kind):
    limits = gettext_lazy("On or off.")

    def field(self, **common: Any) -> forms.Field:
        return forms.BooleanField(**common | {"required": False})

    def text(self, value: Any) -> str:
        return on_or_off(value)


@dataclass(frozen=True)
class OneOf(Kind):
    """One of some values, each with its words."""

    options: Mapping[str, Any]

    @property
    def limits(self) -> str:
        return ""

    def field(self, **common: Any) -> forms.Field:
        choices = [(value, words) for value, words in self.options.items()]
        return forms.ChoiceField(choices=choices, **common)

    def text(self, value: Any) -> str:
        return str(self.options.get(value, value))


@dataclass(frozen=True)
class Line(Kind):
    """A line of text."""

    most: int

    @property
    def limits(self) -> str:
        return _("%(most)s characters at most.") % {"most": self.most}

    def field(self, **common: Any) -> forms.Field:
        one_line = RegexValidator(
            r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*\Z",
            _("Write one line, without control characters."),
        )
        return forms.CharField(max_length=self.most, validators=[one_line], **common)


def check_contrast(accent: str) -> None:
    """Raise ValidationError, with the nearest colour that passes, for one that cannot be read on white."""
    found = contrast(accent, WHITE)
    if found >= LEAST_CONTRAST:
        return
    raise forms.ValidationError(
        _(
            "%(colour)s has a contrast of %(found)s with white, and words need %(least)s. The nearest that passes: %(nearest)s."
        )
        % {
            "colour": accent,
            "found": format_number(found, 1),
            "least": format_number(LEAST_CONTRAST, 1),
            "nearest": nearest_readable(accent),
        },
        code="contrast",
    )


class Colour(Kind):
    """A colour that can be read on white; none: ours."""

    limits = gettext_lazy("Written like #005f77, and dark enough to be read on white.")
    template = "core/settings/colour.html"

    def field(self, **common: Any) -> forms.Field:
        six_digits = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write a colour like #005f77."))
        widget = _ColourInput(attrs={"maxlength": 7, "spellcheck": "false"})
        options = common | {"required": False, "widget": widget}
        return _ColourField(validators=[six_digits], **options)

    def text(self, value: Any) -> str:
        return value or _("Passerelle’s own")

    def preview(self, value: Any) -> dict[str, str] | None:
        """Return the colour as pages show it, on light and on dark."""
        return {theme: readable_accent(value, theme) for theme in LIGHTNESS} if value else None


class _ColourInput(forms.TextInput):
    """A text, and beside it the browser's own choice of a colour, which static/js/admin_tables.js writes into it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        typed = super().render(name, value, attrs, renderer)
        return format_html(
            '{} <input type="color" value="{}" data-colour-of="{}" aria-label="{}">',
            typed, value or OURS, (attrs or {}).get("id", ""), _("Choose the colour"),
        )  # fmt: skip


class _ColourField(forms.CharField):
    def to_python(self, value: Any) -> str:
        """Add the # that a colour copied from elsewhere may lack."""
        given = super().to_python(value) or ""
        return f"#{given}" if _BARE_COLOUR.match(given) else given

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if value:
            check_contrast(value)
