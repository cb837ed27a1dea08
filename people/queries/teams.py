from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.collation import alphabetical_key, fold_text, search_words
from people.enums import PersonKind
from people.models import Person, Position, Team
from people.team_makeup import TeamMakeup


def team_parents() -> dict[str, str]:
    """Return the code of each team with the code of its parent; "" for a top team. The root is left out."""
    rows = list(Team.objects.order_by("path").values_list("path", "code"))
    by_path = dict(rows)
    parents = {code: by_path.get(path[: -Team.steplen], "") for path, code in rows}
    del parents[Team.ROOT_CODE]
    return {code: "" if parent == Team.ROOT_CODE else parent for code, parent in parents.items()}


def keys_of_teams_named(teams: QuerySet[Team], search: str) -> list[int]:
    """Return the keys of teams in whose name each of the words stands, whatever the accents and capitals."""
    words = search_words(search)
    if not words:
        return []
    rows = teams.values_list("pk", "name")
    return [pk for pk, name in rows.iterator() if all(word in fold_text(name) for word in words)]


def ancestor_names(teams: Iterable[Team]) -> dict[str, str]:
    """Return the names of the teams right above these, by path: names repeat from one place to another."""
    paths = {team.path[: -Team.steplen] for team in teams}
    return dict(Team.objects.filter(path__in=paths).values_list("path", "name"))


def makeup_on(day: date) -> TeamMakeup:
    """Return which member of staff counts in which team on that day, by primary key, in today's tree."""
    positions = Position.objects.primary().held_on(day).filter(person__kind=PersonKind.STAFF)
    rows = positions.order_by("started_on", "pk").values_list("person_id", "team__code")
    return TeamMakeup(dict(rows.iterator()), team_parents())


def makeup_on_eve_of_month(day: date) -> TeamMakeup:
    """Return the makeup on the eve of the month: what came since in several steps is reviewed as one."""
    return makeup_on(day.replace(day=1) - timedelta(days=1))


def sorted_in_tree_order(teams: Iterable[Team]) -> list[Team]:
    """Return each team after the one above it, siblings as in a dictionary."""
    teams = list(teams)
    names = {team.path: (alphabetical_key(team.name), team.path) for team in teams}

    def place(team: Team) -> list[tuple[tuple[str, str], str]]:
        above = range(Team.steplen, len(team.path) + 1, Team.steplen)
        return [names[path] for end in above if (path := team.path[:end]) in names]

    return sorted(teams, key=place)


@dataclass(frozen=True, slots=True)
class MoveConsequences:
    """The consequences of moving a team below another, before it is done."""

    teams: int
    people: int
    gaining: list[Person]
    losing: list[Person]


def consequences_of_move(team: Team, parent: Team, on: date) -> MoveConsequences:
    """Return how much moves, and which managers above would come to see it or see it no longer."""
    moved = Position.objects.primary().held_on(on).filter(team__path__startswith=team.path)
    before = _managing_above(team.path[: -Team.steplen], on)
    after = _managing_above(parent.path, on)
    return MoveConsequences(
        teams=Team.objects.open().filter(path__startswith=team.path).count(),
        people=moved.values("person").distinct().count(),
        gaining=[person for person in after if person not in before],
        losing=[person for person in before if person not in after],
    )


def _managing_above(path: str, on: date) -> list[Person]:
    paths = [path[:end] for end in range(Team.steplen, len(path) + 1, Team.steplen)]
    leading = Position.objects.managing(on).filter(team__path__in=paths).values("person")
    return list(Person.objects.filter(pk__in=leading))


def managers_of(person: Person, on: date) -> list[Person]:
    """Return who manages their team or one above it that day, by a position of their own; the nearest first."""
    own = Position.objects.primary().held_on(on).filter(person=person).order_by("-started_on")
    leading = (
        Position.objects.managing(on)
        .alias(own=Subquery(own.values("team__path")[:1]))
        .filter(own__startswith=F("team__path"), person__is_active=True)
        .exclude(person=person)
        .select_related("person")
        .order_by("-team__path", "person__last_name", "person__pk")
    )
    return list({position.person.pk: position.person for position in leading}.values())


def teams_with_sizes(teams: QuerySet[Team], on: date) -> list[Team]:
    """Return the teams in the order of the tree, each with `size`: how many have their primary position right there."""
    positions = Position.objects.primary().held_on(on).filter(team=OuterRef("pk")).order_by()
    size = positions.values("team").annotate(n=Count("person", distinct=True)).values("n")
    return list(teams.order_by("path").annotate(size=Coalesce(Subquery(size), 0)))


# --- The tree, of which a page shows some branches -------------------------------------------------------

WHOLE_TREE, MOST_BELOW, MOST_FOUND = 100, 200, 50


@dataclass(frozen=True, slots=True)
class TeamTree:
    """The lines of a tree to show, each with `size`. `is_whole`: no others exist. `is_cut`: more stand beside them."""

    teams: list[Team]
    opened: frozenset[str] = frozenset()
    is_whole: bool = False
    is_cut: bool = False


def tree_opened_at(teams: QuerySet[Team], key: int | None, on: date) -> TeamTree:
    """Return the whole tree where it is small; else that team with all above it, and what is right below each."""
    if teams[WHOLE_TREE:].first() is None:
        return TeamTree(sorted_in_tree_order(teams_with_sizes(teams, on)), is_whole=True)
    path = teams.filter(pk=key).values_list("path", flat=True).first() or ""
    lineage = [path[:end] for end in range(Team.steplen, len(path) + 1, Team.steplen)]
    lineage = lineage or list(teams.filter(depth=1).values_list("path", flat=True))
    near = Q(path__in=lineage)
    for above in lineage:
        below = teams.filter(path__startswith=above, depth=len(above) // Team.steplen + 1)
        near |= Q(pk__in=below.order_by("path").values("pk")[:MOST_BELOW])
    shown = sorted_in_tree_order(teams_with_sizes(teams.filter(near), on))
    is_cut = any(team.numchild > MOST_BELOW for team in shown if team.path in lineage)
    return TeamTree(shown, frozenset(lineage), is_cut=is_cut)


def teams_found_with_sizes(teams: QuerySet[Team], search: str, on: date) -> TeamTree:
    """Return the first teams of that name or code, in the order of the tree."""
    keys = keys_of_teams_named(teams, search)
    named = Q(pk__in=keys[:MOST_FOUND]) | Q(code=search)
    return TeamTree(teams_with_sizes(teams.filter(named), on), is_cut=len(keys) > MOST_FOUND)
