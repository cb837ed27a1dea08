"""The choice of teams: a list while they are few; beyond, part of a name, then those found. Without script.

Every form and filter that asks for one team of all asks with `TeamField`, for several with `TeamsField`.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.collation import fold_text, search_words, truncate_search
from people.models import Team
from people.queries.teams import ancestor_names, keys_of_teams_named, sorted_in_tree_order


MOST_LISTED, MOST_FOUND = 100, 20
WORDS, SEARCH, ANSWERED = "_nom", "_chercher", "_cherche"  # after the name of the field
INDENT = "\u2003"
MOST_DIGITS = 18
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


class _SearchedField(forms.ModelChoiceField):
    """A field that looks for teams once for the same words, in one form: to understand what was sent and to show it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found: dict[str, tuple[list[Team], bool]] = {}

    def __deepcopy__(self, memo: Any) -> Any:
        copied: Any = super().__deepcopy__(memo)
        copied._found = {}
        return copied

    def first_named(self, words: str) -> tuple[list[Team], bool]:
        if words not in self._found:
            self._found[words] = first_teams_named(self.queryset, words)
        return self._found[words]


class SentTeam(str):
    """The key of a team as it was sent, with the words that stood beside it; they may be of another team."""

    words: str

    def __new__(cls, key: str, words: str) -> "SentTeam":
        sent = super().__new__(cls, key)
        sent.words = _typed(words)
        return sent


def _typed(words: str) -> str:
    return truncate_search(words.replace("\0", "").strip())


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
            self.choices.field.first_named(words)  # type: ignore[union-attr]
            if hasattr(value, "words")
            else ([], False)
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


class TeamField(_SearchedField):
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
        found, _is_cut = self.first_named(words)
        called = [team for team in found if _is_called(team, words)]
        if len(called) == 1:
            return called[0]
        raise _undecided(_("Choose the team among those found.") if found else "")


def _undecided(refusal: str) -> forms.ValidationError:
    nothing = _("No team has this name. Try one word of it.")
    return forms.ValidationError(refusal or nothing, code=UNDECIDED)


class SentTeams(list[str]):
    """The keys of the teams that were ticked, with the words that stood beside them.

    `answered`: the words for which the page already showed what was found. `is_search`: nothing else is wanted yet.
    """

    words, answered, is_search = "", "", False

    @property
    def is_asking(self) -> bool:
        """Tell whether the page is still to show what is found."""
        return self.is_search or (bool(self.words) and self.words != self.answered)


class TeamsWidget(forms.CheckboxSelectMultiple):
    """Boxes to tick: of all teams, or of those chosen and those found for what was typed."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = SentTeams(super().value_from_datadict(data, files, name) or ())
        sent.words = _typed(data.get(f"{name}{WORDS}", ""))
        sent.answered = _typed(data.get(f"{name}{ANSWERED}", ""))
        sent.is_search = f"{name}{SEARCH}" in data
        return sent

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_ if index is None and self._are_many() else super().id_for_label(id_, index)

    def _are_many(self) -> bool:
        return are_many(self.choices.queryset)  # type: ignore[union-attr]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        if not self._are_many():
            return super().render(name, value, attrs, renderer)
        teams = self.choices.queryset  # type: ignore[union-attr]
        words = getattr(value, "words", "")
        found, is_cut = (
            self.choices.field.first_named(words) if words else ([], False)  # type: ignore[union-attr]
        )
        chosen = list(teams.filter(pk__in=[key for key in value or () if _is_key(key)]))
        context = {
            "name": name,
            "words_name": f"{name}{WORDS}",
            "search_name": f"{name}{SEARCH}",
            "answered_name": f"{name}{ANSWERED}",
            "words": words,
            "attrs": self.build_attrs(self.attrs, attrs),
            "chosen": with_names_above(chosen),
            "found": with_names_above([team for team in found if team not in chosen]),
            "is_cut": is_cut,
        }
        return render_to_string("people/parts/teams_search.html", context)


class _IndentedTeams(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        for team in sorted_in_tree_order(self.queryset):
            yield team.pk, INDENT * (team.depth - 1) + str(team)


class TeamsField(_SearchedField, forms.ModelMultipleChoiceField):
    """A field for several of these teams."""

    widget = TeamsWidget
    iterator = _IndentedTeams

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, SentTeams) else super().prepare_value(value)

    def clean(self, value: Any) -> Any:
        if isinstance(value, SentTeams) and value.is_asking:
            value = [*value, self._named_by(value)]
        for key in value or ():
            if not _is_key(key):
                message = self.error_messages["invalid_choice"]
                raise forms.ValidationError(message, code="invalid_choice", params={"value": key})
        return super().clean(value)

    def _named_by(self, sent: SentTeams) -> int:
        """Return the key of the one team of that name; raises ValidationError, without a word after a search that found some."""
        found = self.first_named(sent.words)[0] if sent.words else []
        if sent.is_search and (found or not sent.words):
            raise forms.ValidationError([])
        called = [team for team in found if _is_called(team, sent.words)]
        if len(called) != 1:
            raise _undecided(_("Tick the teams among those found.") if found else "")
        return called[0].pk


def _is_key(sent: Any) -> bool:
    """Return whether it may be a key: of more digits, a database makes an error."""
    return str(sent).isdecimal() and len(str(sent)) <= MOST_DIGITS


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
