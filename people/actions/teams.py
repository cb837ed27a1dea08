from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.collation import alphabetical_key
from people.models import Team


BATCH = 500


@dataclass(frozen=True, slots=True)
class _Spot:
    path: str
    depth: int
    numchild: int


def reshape_teams(parents: Mapping[str, str]) -> int:
    """Give every team the parent named (code to code, "" for a top team); create those that are new.

    `parents` names every team but the root and holds no loop. Returns how many teams are new. A fixed
    number of queries: paths are laid out at once rather than one move after another.
    """
    teams = {team.code: team for team in Team.objects.all()}
    root = teams.pop(Team.ROOT_CODE)
    if {code: team.path[: -Team.steplen] for code, team in teams.items()} == {
        code: (teams[parent].path if parent in teams else root.path if not parent else "?")
        for code, parent in parents.items()
    }:
        return 0
    names = {code: teams[code].name if code in teams else code for code in parents}
    spots = _layout(root.path, parents, names)
    moved = [team for code, team in teams.items() if team.path != spots[code].path]
    for team in moved:
        team.path = f"~{team.pk}"  # out of the way: paths are unique at every moment
    Team.objects.bulk_update(moved, ["path"], batch_size=BATCH)
    Team.objects.bulk_create(
        [_team(code, code, spots[code]) for code in parents if code not in teams], batch_size=BATCH
    )
    for code, team in teams.items():
        team.path, team.depth = spots[code].path, spots[code].depth
        team.numchild = spots[code].numchild
    root.numchild = spots[Team.ROOT_CODE].numchild
    Team.objects.bulk_update(
        [root, *teams.values()], ["path", "depth", "numchild"], batch_size=BATCH
    )
    return len(parents) - len(teams)


def _team(code: str, name: str, spot: _Spot) -> Team:
    return Team(code=code, name=name, path=spot.path, depth=spot.depth, numchild=spot.numchild)


def _layout(
    root_path: str, parents: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, _Spot]:
    """Return where each team stands, siblings by name as in a dictionary."""
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        children.setdefault(parent or Team.ROOT_CODE, []).append(code)
    spots: dict[str, _Spot] = {}
    waiting = [(Team.ROOT_CODE, root_path, 1)]
    while waiting:
        code, path, depth = waiting.pop()
        below = sorted(
            children.get(code, []), key=lambda each: (alphabetical_key(names[each]), each)
        )
        spots[code] = _Spot(path, depth, len(below))
        for place, child in enumerate(below, start=1):
            waiting.append((child, Team._get_path(path, depth + 1, place), depth + 1))
    return spots


def open_and_close_teams(*, opened: set[str], closed: set[str], last_day: date) -> None:
    """Close on that day the teams that a full list no longer names, and reopen those named again."""
    changed = []
    for team in Team.objects.all():
        if team.code in opened and team.closed_on is not None:
            team.closed_on = None
            changed.append(team)
        elif team.code in closed and team.closed_on is None:
            team.closed_on = last_day
            changed.append(team)
    Team.objects.bulk_update(changed, ["closed_on"], batch_size=BATCH)
