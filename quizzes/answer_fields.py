"""The fields in which a learner answers by an order, by filling gaps, by choosing a way."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.marks import MAX_SHORT_TEXT
from quizzes.specs import Kind


PLACE = "place-"  # the field for the item "i1" is named "place-i1"
GAP = "gap-"

Fields = dict[str, forms.Field]
View = dict[str, Any]


def _named(prefix: str, data: QueryDict) -> dict[str, str]:
    return {name.removeprefix(prefix): str(data[name]) for name in data if name.startswith(prefix)}


def _place_fields(view: View) -> Fields:
    places = [(str(place), "") for place in range(1, len(view["items"]) + 1)]
    missing = gettext_lazy("Give each line a place, or choose “I don't know”.")
    return {
        PLACE + item["id"]: forms.ChoiceField(choices=places, error_messages={"required": missing})
        for item in view["items"]
    }


def _places_used_twice(cleaned: dict[str, Any]) -> dict[str, str]:
    """What to say to each field whose place another one has too."""
    at: dict[str, list[str]] = defaultdict(list)
    for name, place in cleaned.items():
        if name.startswith(PLACE) and place:
            at[place].append(name)
    return {
        name: _("Place %(place)s is given more than once: give each line a place of its own.")
        % {"place": place}
        for place, names in sorted(at.items(), key=lambda pair: int(pair[0]))
        if len(names) > 1
        for name in names
    }


def _gap_fields(view: View) -> Fields:
    return {GAP + gap["id"]: _gap_field(gap) for gap in view["gaps"]}


def _gap_field(gap: dict[str, Any]) -> forms.Field:
    errors = {
        "required": gettext_lazy("Fill in every gap, or choose “I don't know”."),
        "max_length": gettext_lazy("Your answer is too long: at most %(limit_value)d characters."),
    }
    if not gap["options"]:
        return forms.CharField(max_length=MAX_SHORT_TEXT, error_messages=errors)
    choices = [(option["id"], "") for option in gap["options"]]
    return forms.ChoiceField(choices=choices, error_messages={"required": errors["required"]})


def _reply_field(view: View) -> Fields:
    missing = gettext_lazy("Choose an answer, or “I don't know”.")
    return {"choice": forms.CharField(error_messages={"required": missing})}


RAW: dict[Kind, Callable[[QueryDict], dict[str, Any]]] = {
    Kind.ORDERING: lambda data: {"places": _named(PLACE, data)},
    Kind.BLANKS: lambda data: {"gaps": _named(GAP, data)},
    Kind.SCENARIO: lambda data: {},  # a choice has a door of its own: actions.choose_reply
}
FIELDS: dict[Kind, Callable[[View], Fields]] = {
    Kind.ORDERING: _place_fields,
    Kind.BLANKS: _gap_fields,
    Kind.SCENARIO: _reply_field,
}
CHECKS: dict[Kind, Callable[[dict[str, Any]], dict[str, str]]] = {
    Kind.ORDERING: _places_used_twice,
}
