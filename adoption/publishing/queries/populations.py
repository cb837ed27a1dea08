"""Choose the populations that a page offers to open next: few, however many exist."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Subquery, Value
from django.db.models.functions import Left, Length
from django.db.models.lookups import Exact

from adoption.publishing.policies import (
    FigureAccess,
    every_population,
    paths_up_to,
    populations_around,
)
from core.collation import alphabetical_key
from core.compiled_reads import CompiledRead, Given
from people.models import Team
from people.queries.teams import keys_of_teams_named, sorted_in_tree_order


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
    access: FigureAccess,
    annotated: Callable[[QuerySet[Team]], QuerySet[Team]],
    *,
    key: int | None = None,
) -> PopulationChoice | None:
    """Choose by `key`, else the first one that they manage, else the topmost; None when it may not be seen.

    One query, however many there are.
    """
    if not (access.is_of_all or access.managed):
        return None
    path, given = access.own, dict[str, Given]()
    if path:
        given = {"managed": access.managed, "above": paths_up_to(access.managed)}
    if key is not None:
        near_first = _near_first(annotated, key=key, **given)
    elif path:
        near_first = _near_first(annotated, path=path, **given)
    else:
        near_first = _near_first(annotated)
    is_whole = len(near_first) <= MOST
    teams = sorted_in_tree_order(
        near_first if is_whole else [team for team in near_first[:MOST] if team.is_near]
    )
    if key is not None:
        chosen = next((team for team in teams if team.pk == key), None)
    else:
        chosen = next((team for team in teams if not path or team.path == path), None)
    return PopulationChoice(chosen, teams, is_whole) if chosen else None


@CompiledRead
def _near_first(
    annotated: Callable[[QuerySet[Team]], QuerySet[Team]],
    *,
    key: int | None = None,
    path: str = "",
    managed: Sequence[str] = (),
    above: Sequence[str] = (),
) -> QuerySet[Team]:
    visible = populations_around(managed, above) if managed else every_population()
    visible, near = annotated(visible), Q(depth__lte=2)
    if key is not None:
        visible = visible.annotate(asked=Subquery(visible.filter(pk=key).values("path")[:1]))
        near = _above_or_below(F("asked"))
    elif path:
        near = _above_or_below(Value(path))
    return visible.annotate(is_near=near).order_by("-is_near", "path")[: MOST + 1]


def _above_or_below(path: F | Value) -> Q:
    """Match the team, its ancestors and its children."""
    steps = Length(path) / Team.steplen
    above = Exact(F("path"), Left(path, Length("path")))
    below = Exact(Left("path", Length(path)), path) & Exact(F("depth"), steps + 1)
    return Q(above) | Q(below)


def children_of(visible: QuerySet[Team], team: Team) -> list[Team]:
    """Children of a population in alphabetical order, reading no more than sorting needs."""
    children = visible.filter(path__startswith=team.path, depth=team.depth + 1)
    children = children.only("pk", "name", "path", "code", "numchild")
    return sorted(children, key=_as_in_a_dictionary)


def top_of_tree(
    visible: QuerySet[Team], *, key: int | None = None
) -> tuple[Team, list[Team], Team | None]:
    """The organisation; its children in alphabetical order; and the team of that key. One query."""
    teams = list(visible.filter(Q(depth__lte=2) | Q(pk=key)))
    below = [team for team in teams[1:] if team.depth == teams[0].depth + 1]
    chosen = next((team for team in teams if team.pk == key), None)
    return teams[0], sorted(below, key=_as_in_a_dictionary), chosen


def search_populations(visible: QuerySet[Team], search: str) -> list[Team]:
    """Teams whose names hold all the words, ignoring accents and case; [] for an empty search."""
    keys = keys_of_teams_named(visible.order_by("path"), search)
    return sorted_in_tree_order(visible.filter(pk__in=keys[: MOST * 5]))


def with_ancestors(teams: Sequence[Team], organisation: str) -> list[tuple[Team, str]]:
    """Pair each team with its ancestors, since names may repeat. `organisation`: name of the topmost one."""
    paths = {team.path[: -Team.steplen] for team in teams}
    names = dict(Team.objects.filter(path__in=paths).values_list("path", "name"))
    names |= {path: organisation for path in paths if len(path) == Team.steplen}
    return [(team, names.get(team.path[: -Team.steplen], "")) for team in teams]


def _as_in_a_dictionary(team: Team) -> tuple[tuple[str, str], str]:
    return alphabetical_key(team.name), team.path
