"""Checks whether what a staff file says of its teams makes a tree. Plain values in and out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


DEEPEST = 60  # a path of 255 characters holds 63 levels


@dataclass(frozen=True, slots=True)
class ParentStatement:
    """A line that names a team and its parent ("" for none)."""

    line: int
    team: str
    parent: str


def stated_parents(
    statements: Iterable[ParentStatement],
) -> tuple[dict[str, ParentStatement], list[tuple[ParentStatement, ParentStatement]]]:
    """Return (each team's statement, pairs that contradict each other).

    A line without a parent is silent where another names one.
    """
    stated: dict[str, ParentStatement] = {}
    contradictions = []
    for statement in statements:
        known = stated.get(statement.team)
        if known is None or (statement.parent and not known.parent):
            stated[statement.team] = statement
        elif statement.parent and statement.parent != known.parent:
            contradictions.append((known, statement))
    return stated, contradictions


def team_loops(parents: Mapping[str, str]) -> Iterator[list[str]]:
    """Return each loop once, as the teams along it from child to parent, the first repeated at the end."""
    state: dict[str, int] = {}
    for start_number, start in enumerate(parents, start=1):
        trail = []
        team = start
        while team and team in parents and team not in state:
            state[team] = start_number
            trail.append(team)
            team = parents[team]
        if state.get(team) == start_number and team in trail:
            yield [*trail[trail.index(team) :], team]


def team_depths(parents: Mapping[str, str]) -> dict[str, int]:
    """Return 1 for a top team, and so on down, in a tree without loop."""
    known: dict[str, int] = {}
    for start in parents:
        trail = []
        team = start
        while team and team not in known:
            trail.append(team)
            team = parents[team]
        depth = known.get(team, 0)
        for ancestor in reversed(trail):
            depth += 1
            known[ancestor] = depth
    return known


def with_ancestors(teams: Iterable[str], parents: Mapping[str, str]) -> set[str]:
    codes: set[str] = set()
    for team in teams:
        while team and team not in codes:
            codes.add(team)
            team = parents[team]
    return codes
