"""Choose the populations that a page offers to open next: few, however many exist."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Subquery, Value
from django.db.models.functions import Left, Length
from django.db.models.lookups import Exact

from core.collation import alphabetical_key, fold_text, search_words
from people.models import Team
from people.queries.teams import sorted_in_tree_order


MOST = 60  # in one list of choices; beyond, they are found level by level or by name


@dataclass(frozen=True, slots=True)
class PopulationChoice:
    """`teams` to choose from, of which `chosen` is one. `is_whole`: no others exist.

    Else they are what is above the chosen one, itself, and what is right below.
    """

    chosen: Team
    teams: list[Team]
    is_whole: bool

    @property
    def lineage(self) -> list[Team]:
        """The chosen team, then its ancestors up to the organisation."""
        return [team for team in reversed(self.teams) if self.chosen.path.startswith(team.path)]


def population_choice(
    visible: QuerySet[Team], *, path: str = "", key: int | None = None
) -> PopulationChoice | None:
    """Choose by `key`, else by `path`, else the topmost; None when it may not be seen.

    One query, however many there are.
    """
    near = Q(depth__lte=2)
    if key is not None:
        visible = visible.annotate(asked=Subquery(visible.filter(pk=key).values("path")[:1]))
        near = _above_or_below(F("asked"))
    elif path:
        near = _above_or_below(Value(path))
    found = list(visible.annotate(is_near=near).order_by("-is_near", "path")[: MOST + 1])
    is_whole = len(found) <= MOST
    teams = sorted_in_tree_order(
        found if is_whole else [each for each in found[:MOST] if each.is_near]
    )
    chosen = next((each for each in teams if _is_asked(each, path, key)), None)
    return PopulationChoice(chosen, teams, is_whole) if chosen else None


def _above_or_below(path: F | Value) -> Q:
    """Match the team, its ancestors and its children."""
    steps = Length(path) / Team.steplen
    above = Exact(F("path"), Left(path, Length("path")))
    below = Exact(Left("path", Length(path)), path) & Exact(F("depth"), steps + 1)
    return Q(above) | Q(below)


def _is_asked(team: Team, path: str, key: int | None) -> bool:
    return team.pk == key if key is not None else not path or team.path == path


def children_of(visible: QuerySet[Team], team: Team) -> list[Team]:
    """Children of a population in alphabetical order, reading no more than sorting needs."""
    found = visible.filter(_right_below(team)).only("pk", "name", "path", "code", "numchild")
    return sorted(found, key=_as_in_a_dictionary)


def top_of(
    visible: QuerySet[Team], *, key: int | None = None
) -> tuple[Team, list[Team], Team | None]:
    """The organisation; its children in alphabetical order; and the team of that key. One query."""
    found = list(visible.filter(Q(depth__lte=2) | Q(pk=key)))
    below = [each for each in found[1:] if each.depth == found[0].depth + 1]
    asked = next((each for each in found if each.pk == key), None)
    return found[0], sorted(below, key=_as_in_a_dictionary), asked


def search_populations(visible: QuerySet[Team], search: str) -> list[Team]:
    """Teams whose names hold all the words, ignoring accents and case; [] for an empty search."""
    words = search_words(search)
    if not words:
        return []
    names = visible.values_list("pk", "name")
    keys = [pk for pk, name in names.iterator() if all(word in fold_text(name) for word in words)]
    return sorted_in_tree_order(visible.filter(pk__in=keys[: MOST * 5]))


def with_ancestors(teams: Sequence[Team], organisation: str) -> list[tuple[Team, str]]:
    """Pair each team with its ancestors, since names may repeat. `organisation`: name of the topmost one."""
    paths = {team.path[: -Team.steplen] for team in teams}
    names = dict(Team.objects.filter(path__in=paths).values_list("path", "name"))
    names |= {path: organisation for path in paths if len(path) == Team.steplen}
    return [(team, names.get(team.path[: -Team.steplen], "")) for team in teams]


def _as_in_a_dictionary(team: Team) -> tuple[tuple[str, str], str]:
    return alphabetical_key(team.name), team.path


def _right_below(team: Team) -> Q:
    return Q(path__startswith=team.path, depth=team.depth + 1)
