"""Form fields for the values of a criterion. Each field cleans to the list that a rule keeps."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from people.forms.teams import TeamsField


class TickedField(forms.TypedMultipleChoiceField):
    """Ticked items of a list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(
        self, *, choices: Callable[[], Iterable[tuple[Any, str]]], of_rows: bool, **kwargs
    ):
        super().__init__(choices=choices, coerce=int if of_rows else str, **kwargs)


class TeamKeysField(TeamsField):
    def clean(self, value):
        return [team.pk for team in super().clean(value)]


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value):
        day = super().clean(value)
        return [day.isoformat()] if day else []

    def prepare_value(self, value):
        return date.fromisoformat(value[0]) if isinstance(value, list) and value else value


class NumberField(forms.IntegerField):
    def clean(self, value):
        number = super().clean(value)
        return [] if number is None else [number]

    def prepare_value(self, value):
        return value[0] if isinstance(value, list) and value else value


class QuizThresholdWidget(forms.MultiWidget):
    """A widget whose two parts are named apart for whoever does not see them side by side."""

    def __init__(self, choices=()):
        super().__init__(
            widgets={
                "quiz": forms.Select(attrs={"aria-label": _("Quiz")}, choices=choices),
                "percent": forms.NumberInput(
                    attrs={"aria-label": _("Under (%)"), "min": 1, "max": 100}
                ),
            }
        )

    def decompress(self, value):
        return list(value) if value else [None, None]


class QuizThresholdField(forms.MultiValueField):
    """A field of [the key of a quiz, a share in %]."""

    def __init__(self, *, choices: Callable[[], Iterable[tuple[Any, str]]], **kwargs):
        kinds = forms.TypedChoiceField(choices=choices, coerce=int)
        share = forms.IntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])
        super().__init__(fields=(kinds, share), widget=QuizThresholdWidget(kinds.choices), **kwargs)

    def compress(self, data_list):
        return list(data_list)
