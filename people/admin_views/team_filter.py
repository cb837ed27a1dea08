"""The choice of one team among the filters of a list of the administration."""

from dataclasses import dataclass

import django_filters
from django import forms
from django_filters.fields import ModelChoiceField
from wagtail.admin.active_filters import ModelChoiceFilterAdapter, register_filter_adapter_class

from people.forms.teams import (
    UNDECIDED,
    WORDS,
    TeamField,
    with_names_above,
)
from people.models import Team


class _TeamFilterField(TeamField, ModelChoiceField):
    pass


class TeamFilter(django_filters.ModelChoiceFilter):
    field_class = _TeamFilterField


@dataclass(frozen=True, slots=True)
class UndecidedTeam:
    """Words of a filter that do not say which team, and those found, each with the name above it.

    A list says so itself: its script does not draw the filters again.
    """

    refusal: str
    words: str
    found: list[tuple[Team, str]]
    is_cut: bool


def undecided_team(form: forms.Form, name: str) -> UndecidedTeam | None:
    refusals = [error for error in form.errors.as_data().get(name, ()) if error.code == UNDECIDED]
    if not refusals:
        return None
    words = form[name].value().words
    found, is_cut = form.fields[name].first_named(words)
    return UndecidedTeam(" ".join(refusals[0].messages), words, with_names_above(found), is_cut)


class TeamFilterAdapter(ModelChoiceFilterAdapter):
    """Takes the words by which the team was found away with it."""

    def get_url_without_filter_param(self, param):
        return super().get_url_without_filter_param([param, f"{param}{WORDS}"])


register_filter_adapter_class(TeamFilter, TeamFilterAdapter)
