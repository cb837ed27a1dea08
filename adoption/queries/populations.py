"""Which populations a page offers to open next: few, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core.collation import alphabetical, folded, words_of
from people.models import Team
from people.queries import in_reading_order


MOST = 60  # in one list of choices; beyond, they are found level by level or by name


@dataclass(frozen=True, slots=True)
class Offered:
    """`is_whole`: all that there are. Else what is above the chosen one, itself, and what is right below."""

    teams: list[Team]
    is_whole: bool


def offered(visible: QuerySet[Team], chosen: Team) -> Offered:
    """One query, or two where there are too many."""
    teams = list(visible[: MOST + 1])
    if len(teams) <= MOST:
        return Offered(in_reading_order(teams), is_whole=True)
    above = [chosen.path[:end] for end in range(Team.steplen, len(chosen.path) + 1, Team.steplen)]
    near = visible.filter(Q(path__in=above) | _right_below(chosen))
    return Offered(in_reading_order(near[:MOST]), is_whole=False)


def below(visible: QuerySet[Team], team: Team) -> list[Team]:
    """What is right below a population, as in a dictionary. No more than it takes to order them."""
    found = visible.filter(_right_below(team)).only("pk", "name", "path")
    return sorted(found, key=lambda each: (alphabetical(each.name), each.path))


def called(visible: QuerySet[Team], search: str) -> list[Team]:
    """Those whose names have all the words, whatever accents and capitals; [] when nothing is asked."""
    words = words_of(search)
    if not words:
        return []
    names = visible.values_list("pk", "name")
    keys = [pk for pk, name in names.iterator() if all(word in folded(name) for word in words)]
    return in_reading_order(visible.filter(pk__in=keys[: MOST * 5]))


def names_above(teams: Sequence[Team]) -> dict[str, str]:
    """By path, the name of whatever is right above each."""
    paths = {team.path[: -Team.steplen] for team in teams}
    return dict(Team.objects.filter(path__in=paths).values_list("path", "name"))


def _right_below(team: Team) -> Q:
    return Q(path__startswith=team.path, depth=team.depth + 1)
