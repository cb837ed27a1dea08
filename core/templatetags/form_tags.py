"""Template tags of forms: label above, help between, error that says what to do. Joined into `passerelle`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, FileInput, PasswordInput, RadioSelect
from django.forms.widgets import ChoiceWidget, Widget
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import Promise
from django.utils.text import capfirst


register = template.Library()


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect) or widget.use_fieldset:
        return "group" if isinstance(widget, ChoiceWidget) else "several"
    return "input"


def _begin_with_capitals(widget: Widget) -> None:
    """Capitalise labels of choices, which are small in a sentence and stand alone here. Table rows are left
    as they are."""
    if isinstance(widget, ChoiceWidget) and isinstance(
        widget.choices, list | CallableChoiceIterator
    ):
        widget.choices = [
            (value, capfirst(str(label)) if isinstance(label, str | Promise) else label)
            for value, label in widget.choices
        ]


def _class_name(bound: BoundField) -> str:
    own = bound.field.widget.attrs.get("class", "")
    ours = "input input--file" if isinstance(bound.field.widget, FileInput) else "input"
    return f"{ours} {own}".strip()


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    help: str = "",  # noqa: A002 - what a form field calls it too
    autofocus: bool = False,
    compact: bool = False,
) -> dict[str, Any]:
    """Draw one field of a form. `compact` leaves out "(optional)", for the filters of a list.

    Help and error stand under the ids to which Django points aria-describedby.
    """
    kind = _kind(bound)
    attrs: dict[str, Any] = {"class": _class_name(bound)} if kind in ("input", "several") else {}
    if autofocus:
        attrs["autofocus"] = True
    _begin_with_capitals(bound.field.widget)
    if help and not bound.help_text:
        bound.help_text = help
    return {
        "field": bound,
        "kind": kind,
        "widget": "" if kind == "group" else bound.as_widget(attrs=attrs),
        "is_optional": not (bound.field.required or compact),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm, part: str = "") -> dict[str, Any]:
    """List the errors of a form in the order of its fields, each with a link to its field; nothing without errors.

    `part`: the name of a form that is one of several on its page.
    """
    lines = [
        {
            "target": _target(form[name]),
            "label": f"{part}, {_name(form[name])}" if part else _name(form[name]),
            "message": message,
        }
        for name in form.fields
        for message in form.errors.get(name, ())
    ]
    return {
        "lines": lines,
        "general": form.non_field_errors(),
        "id": form.prefix or "form",
        "has_password": any(
            isinstance(form[name].field.widget, PasswordInput) for name in form.fields
        ),
    }


def _name(bound: BoundField) -> str:
    """Return the field's label as the start of a sentence before a colon: a question loses its mark."""
    return str(bound.label).rstrip("?!:. \u00a0\u202f")


def _target(bound: BoundField) -> str:
    return f"{bound.auto_id}_0" if _kind(bound) == "group" else bound.auto_id


@register.inclusion_tag("components/choices.html")
def choices(
    legend: str,
    name: str,
    options: Iterable[tuple[Any, str]],
    selected: Any = "",
    stack: bool = False,
) -> dict[str, Any]:
    entries = [
        {"value": value, "label": label, "checked": str(value) == str(selected)}
        for value, label in options
    ]
    return {"legend": legend, "name": name, "entries": entries, "stack": stack}


@register.inclusion_tag("components/answer_buttons.html")
def answer_buttons(
    legend: str, name: str, options: Iterable[tuple[Any, str]], level: int = 2, anchor: str = ""
) -> dict[str, Any]:
    """Draw a row of answers. `anchor`: once on a page, what begins the id of each, so that a link can mark one."""
    return {"legend": legend, "name": name, "options": options, "level": level, "anchor": anchor}


@register.inclusion_tag("components/stepper.html")
def stepper(name: str, label: str, value: int, low: int, high: int) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "low": low, "high": high}


@register.inclusion_tag("components/post_button.html")
def post_button(
    url: str,
    label: str,
    tone: str = "",
    icon: str = "",
    fields: Mapping[str, Any] | None = None,
    small: bool = False,
) -> dict[str, Any]:
    """Draw a button that changes something: a form of its own, since a link never writes."""
    return {
        "url": url,
        "label": label,
        "tone": tone,
        "icon": icon,
        "fields": dict(fields or {}),
        "small": small,
    }
