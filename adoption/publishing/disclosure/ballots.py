"""Groups of many people in which anonymous answers are counted, fixed when a round opens.

Made of the team tree and of how many people were directly attached to each team, so of nothing that
anybody answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BallotGroup:
    """Teams counted together. `team`: the smallest that holds all of them. `teams`: those whose attached people are in it."""

    team: int
    teams: tuple[int, ...]
    size: int


def ballot_groups(
    parents: Mapping[int, int | None], attached: Mapping[int, int], least: int
) -> list[BallotGroup]:
    """Divide teams into groups: every team is in exactly one, and each holds at least `least` people, unless all
    people together are fewer.

    What is left of a team beside the groups of its sub-teams joins the smallest of these where it is
    too few: alone, it would be a small group under the name of a large team. `parents`: the team above
    each, None for one of them.
    """
    below: dict[int, list[int]] = {team: [] for team in parents}
    for team, parent in parents.items():
        if parent is not None:
            below[parent].append(team)
    (root,) = (team for team, parent in parents.items() if parent is None)
    groups: dict[int, list[BallotGroup]] = {}
    rest: dict[int, BallotGroup] = {}
    for team in reversed(_downwards(root, below)):
        found = [group for child in below[team] for group in groups.pop(child)]
        left = _joined(team, [rest.pop(child) for child in below[team]], attached.get(team, 0))
        if found and left.size < least and (left.size or team == root):
            found.sort(key=lambda group: (group.size, group.team))
            left = _joined(team, [found.pop(0), left], 0)
        if left.size >= least:
            found.append(left)
            left = BallotGroup(team, (), 0)
        groups[team], rest[team] = found, left
    return [*groups[root], *([rest[root]] if rest[root].teams else [])]


def _downwards(root: int, below: Mapping[int, list[int]]) -> list[int]:
    found, waiting = [], [root]
    while waiting:
        team = waiting.pop()
        found.append(team)
        waiting += below[team]
    return found


def _joined(team: int, parts: list[BallotGroup], attached: int) -> BallotGroup:
    teams = dict.fromkeys([team, *(one for part in parts for one in part.teams)])
    return BallotGroup(team, tuple(teams), attached + sum(part.size for part in parts))
