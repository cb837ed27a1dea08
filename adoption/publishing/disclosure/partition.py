"""The used count on the team tree and on one partition that crosses it, by job family say.

The invariant is that of adoption.publishing.disclosure.protection: any values of any c + 1 people fit what is published.

The tree goes out first, then the parts, smallest first. Teams on one side and parts on the other, each
person an arc between them, each population an arc up the tree: the worlds that fit the figures so far
are the circulations of a network. So least and greatest count of a part are exact whole numbers, by
maximum flow, and every count between them occurs.

Why a part keeps the invariant. Fix any values of c + 1 people F. Compare a world f of the fewest people
of the part with any world g in which F is right. The difference splits into simple cycles that agree in
sign with it. Only the people of F can be wrong in f; the cycles through their arcs, one each, put them
right, and what they change lies between f and g, so no figure breaks. Each passes the part's own arc
once at most. So the least count grows by c + 1 at most, and likewise the greatest falls; with end cells of
c + 2 every cell still holds a count. Two partitions in one month are no circulation: one only.

Nothing ties the used counts of two months. People may change jobs, and another partition may be chosen.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from adoption.publishing.disclosure.chain import distribute_people
from adoption.publishing.disclosure.flows import Arc, Circulation
from adoption.publishing.disclosure.protection import (
    HIDDEN,
    Figure,
    Parameters,
    PopulationId,
    Tree,
    cut,
    protect,
    readable_ranges,
)
from adoption.publishing.disclosure.staff import Group, PartId, Staff


Figures = Mapping[PopulationId, Figure]
PartFigures = Mapping[PartId, Figure]


@dataclass(frozen=True, slots=True)
class UsedFigures:
    """Published used counts, and a world that fits them: users of each team and part."""

    tree: Figures
    parts: PartFigures
    users: Mapping[Group, int]


def protect_used(
    staff: Staff,
    counts: Mapping[PopulationId, int],
    part_counts: Mapping[PartId, int],
    parameters: Parameters,
) -> UsedFigures:
    """Protect the used count of every population, then of every part.

    ValueError when the parts are not those of the staff, or a count exceeds its part.
    """
    sizes = staff.part_sizes
    if part_counts.keys() != sizes.keys() or any(
        not 0 <= part_counts[p] <= sizes[p] for p in sizes
    ):
        raise ValueError("there must be one count for each part, not above its size")
    tree = protect(staff.tree.order, counts, parameters)
    groups = staff.by_group()
    worlds = _worlds(staff.tree, tree, groups)
    figures: dict[PartId, Figure] = {}
    for part in staff.parts:
        figures[part] = HIDDEN
        if sizes[part] >= parameters.k:
            low, high = worlds.range_of(("part", part))
            figures[part] = cut(part_counts[part], low, high, sizes[part], parameters)
            _narrow(worlds, part, figures[part])
    return UsedFigures(tree, figures, _users(worlds, groups))


def users_of(staff: Staff, tree: Figures, parts: PartFigures) -> dict[Group, int]:
    """Rebuild the world of `protect_used` from what was published."""
    groups = staff.by_group()
    worlds = _worlds(staff.tree, tree, groups)
    for part in staff.parts:
        _narrow(worlds, part, parts.get(part, HIDDEN))
    return _users(worlds, groups)


def _narrow(worlds: Circulation, part: PartId, figure: Figure) -> None:
    if figure.low is not None:
        worlds.narrow(("part", part), figure.low, figure.high)


def _users(worlds: Circulation, groups: Mapping[Group, int]) -> dict[Group, int]:
    return {group: worlds.flow_of(("group", *group)) for group in groups}


def _worlds(tree: Tree, used: Figures, groups: Mapping[Group, int]) -> Circulation:
    """Build the network from the organisation down the tree to the people directly attached, to the parts, and back."""
    arcs = []
    for population in tree.order:
        key, figure = population.id, used.get(population.id, HIDDEN)
        above = ("out",) if population.parent is None else ("team", population.parent)
        low = figure.low or 0
        high = population.size if figure.high is None else figure.high
        arcs.append(Arc(("team", key), above, ("team", key), low, high))
    sizes = Counter[PartId]()
    for (team, part), size in groups.items():
        arcs.append(Arc(("group", team, part), ("team", team), ("part", part), 0, size))
        sizes[part] += size
    arcs += [Arc(("part", part), ("part", part), ("out",), 0, size) for part, size in sizes.items()]
    return Circulation(arcs, _flow(tree, used, groups))


def _flow(tree: Tree, used: Figures, groups: Mapping[Group, int]) -> dict[object, int]:
    """Build a world that fits the figures of the tree, as a flow by name of arc."""
    nobody = dict.fromkeys(tree.direct, 0)
    ranges = readable_ranges(tree, used, nobody, tree.direct)
    left = distribute_people(tree, ranges, tree.direct)
    flow: Counter[object] = Counter()
    for (team, part), size in groups.items():
        count = min(left[team], size)
        left[team] -= count
        flow["group", team, part] = count
        flow["part", part] += count
        flow["team", team] += count
    for population in tree.order:
        if population.parent is not None:
            flow["team", population.parent] += flow["team", population.id]
    return flow
