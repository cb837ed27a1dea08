"""The choice of one team: a list while they are few; beyond, part of its name, then those found. Without script.

Every form and filter that asks for one team of all asks with `TeamField`.
"""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.collation import fold_text, search_words, truncate_search
from people.models import Team
from people.queries.teams import ancestor_names, keys_of_teams_named


MOST_LISTED, MOST_FOUND = 100, 20
WORDS = "_nom"  # after the name of the field
UNDECIDED = "undecided"  # the code of an error: the words do not say which


def are_many(teams: QuerySet[Team]) -> bool:
    return teams[MOST_LISTED:].exists()


def first_teams_named(teams: QuerySet[Team], words: str) -> tuple[list[Team], bool]:
    """Return the first teams of that code or name, those that have no other name first; and whether there are more."""
    keys = keys_of_teams_named(teams, words)
    found = {team.pk: team for team in teams.filter(pk__in=keys)} | {
        team.pk: team for team in teams.filter(code=words)
    }
    in_order = sorted(found.values(), key=lambda team: not _is_called(team, words))
    return in_order[:MOST_FOUND], len(in_order) > MOST_FOUND


def with_names_above(teams: list[Team]) -> list[tuple[Team, str]]:
    """Return each team with the name of the one right above it."""
    above = ancestor_names(teams)
    return [(team, above.get(team.path[: -Team.steplen], "")) for team in teams]


def _is_called(team: Team, words: str) -> bool:
    return team.code == words or fold_text(team.name) == fold_text(words)


class SentTeam(str):
    """The key of a team as it was sent, with the words that stood beside it; they may be of another team."""

    words: str

    def __new__(cls, key: str, words: str) -> "SentTeam":
        sent = super().__new__(cls, key)
        sent.words = truncate_search(words.replace("\0", "").strip())
        return sent


class TeamWidget(forms.Select):
    """A list, or a search: what was typed, and a list of those found."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        words = data.get(f"{name}{WORDS}")
        key = data.get(name)
        return key if words is None else SentTeam(key or "", words)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}{WORDS}" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        teams = self.choices.queryset  # type: ignore[union-attr]
        if not are_many(teams):
            return super().render(name, value, attrs, renderer)
        chosen = self._chosen(value)
        words = getattr(value, "words", chosen.name if chosen else "")
        found, is_cut = (
            ([], False) if not hasattr(value, "words") else first_teams_named(teams, words)
        )
        if chosen and chosen not in found:
            found = [chosen, *found]
        key = self.choices.field.prepare_value  # type: ignore[union-attr]
        context = {
            "name": name,
            "words_name": f"{name}{WORDS}",
            "words": words,
            "attrs": self.build_attrs(self.attrs, attrs),
            "chosen": chosen,
            "found": [(key(team), team, above) for team, above in with_names_above(found)],
            "is_cut": is_cut,
        }
        return render_to_string("people/parts/team_search.html", context)

    def _chosen(self, value: Any) -> Team | None:
        """Return the team that was chosen, unless other words were typed since."""
        field = self.choices.field  # type: ignore[union-attr]
        try:
            team = forms.ModelChoiceField.to_python(field, str(value)) if value else None
        except forms.ValidationError:
            return None
        words = getattr(value, "words", None)
        return team if team is None or words is None or is_named(team, words) else None


def is_named(team: Team, words: str) -> bool:
    name = fold_text(team.name)
    wanted = search_words(words)
    return team.code == words or (bool(wanted) and all(word in name for word in wanted))


class TeamField(forms.ModelChoiceField):
    """A field for one of these teams."""

    widget = TeamWidget

    def to_python(self, value: Any) -> Any:
        words = getattr(value, "words", None)
        if words is None:
            return super().to_python(value)
        if not words:
            return None
        team = super().to_python(str(value)) if value else None
        if team is not None and is_named(team, words):
            return team
        found, _is_cut = first_teams_named(self.queryset, words)
        called = [team for team in found if _is_called(team, words)]
        if len(called) == 1:
            return called[0]
        raise forms.ValidationError(
            _("Choose the team among those found.")
            if found
            else _("No team has this name. Try one word of it."),
            code=UNDECIDED,
        )


class TeamChoice:
    """One team among the filters of a page of the site. `team`: the one asked for, if any.

    `is_undecided`: words were typed that do not say which. Raises ValidationError for a key of none of these.
    """

    def __init__(self, teams: QuerySet[Team], given: QueryDict, name: str) -> None:
        self.field = TeamField(teams, required=False)
        self.name = name
        self.sent = self.field.widget.value_from_datadict(given, {}, name)
        self.team: Team | None = None
        self.refusal = ""
        try:
            self.team = self.field.clean(self.sent)
        except forms.ValidationError as error:
            if error.code != UNDECIDED:
                raise
            self.refusal = " ".join(error.messages)

    @property
    def is_undecided(self) -> bool:
        return bool(self.refusal)

    def widget(self) -> Any:
        value = (
            self.sent
            if self.is_undecided or not self.team
            else SentTeam(str(self.team.pk), self._words)
        )
        refused = {"aria-invalid": "true", "aria-describedby": f"{self.name}_error"}
        attrs = {"id": self.name, "class": "input"} | (refused if self.is_undecided else {})
        return self.field.widget.render(self.name, value, attrs)

    @property
    def _words(self) -> str:
        return getattr(self.sent, "words", "") or (self.team.name if self.team else "")
