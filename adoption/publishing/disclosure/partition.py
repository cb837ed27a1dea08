"""Rule for the used count on one partition that crosses the team tree, by job family say.

The invariant is that of adoption.publishing.disclosure.protection: any levels of any c + 1 people fit what is published.
docs/decisions/0031-used-count-on-a-partition.md has the argument at length.

The parts go out last, after the chain (adoption.publishing.disclosure.chain), and are cut into cells in its witness: the
holders A, the users U, and `floor`, a few users of each team who suffice for the habit figures
whatever c + 1 people do. For the parts anybody of A may be a user, as long as the used figures of
the tree hold, no team has fewer users than its floor, and the parts before hold. Teams on one side
and parts on the other, each person an arc between them: that is a circulation, so least and
greatest count of a part are whole and exact, and every count between them occurs.

Why a part keeps the invariant. Fix any levels of c + 1 people F. By decision 30 there are A', U' and
the rest; outside F, A' lacks at most one person x of A for each p of F that enters A, and U' at most
x, and one y for each p that enters U. Users are now anybody of A', F as its levels say, with floors
lower by each x, each y and each p of A. U' is among them, so there is such a world; the floor was made to
bear 2 (c + 1) fewer. Compare a world of the fewest people of the part before with any world now.
The difference splits into simple cycles that agree in sign. Only p and x can be wrong in the
former; the cycles through them put them right, pass the part's own arc once each, and break no
figure. So least and greatest move by at most 2 (c + 1), and with end cells that wide every cell
still holds a count. Then the next part, with this one among the figures that hold.

Nothing ties the months: history touches the known count alone. People may change jobs, and another
partition may be chosen for a later month. Two partitions in one month are no circulation: one only.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from adoption.publishing.disclosure.chain import distribute_people
from adoption.publishing.disclosure.flows import Arc, Circulation
from adoption.publishing.disclosure.history import Figures, PersonKey, Staff, Witness
from adoption.publishing.disclosure.protection import (
    HIDDEN,
    Figure,
    Parameters,
    PopulationId,
    Ranges,
    Tree,
    aggregate_range,
    figure_of,
    readable_ranges,
)


PartId = str
# Parts of the partition by responsibility. Of the others a part's key is its primary key, or empty.
MANAGERS, OTHERS = "managers", "others"


@dataclass(frozen=True, slots=True)
class Partition:
    """Assignment of everybody of the month to one part, people without a job family included."""

    part_of: Mapping[PersonKey, PartId]

    @property
    def sizes(self) -> dict[PartId, int]:
        return dict(Counter(self.part_of.values()))

    @property
    def order(self) -> list[PartId]:
        """Publication order of the parts: smallest first, then by id. Part of the rule."""
        sizes = self.sizes
        return sorted(sizes, key=lambda part: (sizes[part], part))


def end_cell_margin(parameters: Parameters) -> int:
    """Number of people by which the least and the greatest count of a part may move: 2 (c + 1)."""
    return 2 * (parameters.edge - 1)


def protect_parts(
    staff: Staff,
    partition: Partition,
    witness: Witness,
    chain: tuple[Figures, Figures],
    counts: Mapping[PartId, int],
    parameters: Parameters,
) -> dict[PartId, Figure]:
    """Protect the used figure of each part. chain: the used and the habit figures of the tree.

    ValueError when the parts are not those of the staff, or a count exceeds its part.
    """
    _check(staff, partition, counts)
    used, habit = chain
    shift, sizes = end_cell_margin(parameters), partition.sizes
    floor = least_users_for_habit(staff.tree, habit, witness.users, shift)
    inside, readable = _networks(staff, partition, witness, used, floor)
    figures: dict[PartId, Figure] = {}
    for part in partition.order:
        figures[part] = HIDDEN
        if sizes[part] < parameters.k:
            continue
        arc = ("part", part)
        low, high = inside.range_of(arc)
        cell = _cell(counts[part], low, high, shift)
        if cell is not None:
            inside.narrow(arc, *cell)
            readable.narrow(arc, *cell, follow=inside)
        figures[part] = figure_of(*readable.range_of(arc), sizes[part])
    return figures


def _cell(count: int, low: int, high: int, shift: int) -> tuple[int, int | None] | None:
    """Cell that holds the count: least and greatest (None: no limit); None when there is no room."""
    if low + shift >= high - shift:
        return None
    if count <= low + shift:
        return 0, low + shift
    if count >= high - shift:
        return high - shift, None
    return count, count


def least_users_for_habit(
    tree: Tree, habit: Figures, users: Mapping[PopulationId, int], spare: int
) -> dict[PopulationId, int]:
    """Least number of users of each team that the habit figures need, even with `spare` fewer of them.

    users: those of the witness, directly attached to each population, who bear the figures with as
    many to spare. As few as possible of the organisation, shared out by the room that there is.
    """
    nobody = dict.fromkeys(tree.direct, 0)
    ranges = readable_ranges(tree, habit, nobody, users)
    # By population: the least of the greatest count that the floor must leave, and the same as it
    # counts for the population above, where a figure may cut it off.
    asked: dict[PopulationId, int] = {}
    borne: Ranges = {}
    for population in tree.order:
        key = population.id
        least, most = aggregate_range(tree, population, ranges, nobody, users)
        low = habit.get(key, HIDDEN).low
        own = min(most, low + spare) if low is not None and low > least else 0
        asked[key] = max(own, sum(borne[child.id][0] for child in tree.children[key]))
        borne[key] = min(asked[key], ranges[key][1]), ranges[key][1]
    return distribute_people(tree, borne, users, asked)


def _networks(
    staff: Staff,
    partition: Partition,
    witness: Witness,
    used: Figures,
    floor: Mapping[PopulationId, int],
) -> tuple[Circulation, Circulation]:
    """Circulations of the worlds within the witness, and of those that readers of the used figures cannot exclude."""
    tree, everybody = staff.tree, staff.team_of.keys()
    groups = _by_group(staff, partition, everybody)
    holders = _by_group(staff, partition, witness.holders)
    users = _by_group(staff, partition, _some_users(staff, witness))
    flow = _flow(tree, users)
    free = dict.fromkeys(tree.direct, 0)
    return (
        Circulation(_arcs(tree, used, floor, groups, holders), flow),
        Circulation(_arcs(tree, used, free, groups, groups), flow),
    )


Group = tuple[PopulationId, PartId]


def _arcs(
    tree: Tree,
    used: Figures,
    floor: Mapping[PopulationId, int],
    groups: Mapping[Group, int],
    room: Mapping[Group, int],
) -> list[Arc]:
    """Build arcs from the organisation down the tree to the people directly attached, to the parts, and back."""
    arcs = []
    for population in tree.order:
        key, figure = population.id, used.get(population.id, HIDDEN)
        above = ("out",) if population.parent is None else ("team", population.parent)
        low = figure.low or 0
        high = population.size if figure.high is None else figure.high
        arcs.append(Arc(("team", key), above, ("team", key), low, high))
        arcs.append(Arc(("own", key), ("team", key), ("own", key), floor[key], tree.direct[key]))
    arcs += [
        Arc(("group", *group), ("own", group[0]), ("part", group[1]), 0, room.get(group, 0))
        for group in groups
    ]
    sizes = Counter[PartId]()
    for group in groups:
        sizes[group[1]] += room.get(group, 0)
    arcs += [Arc(("part", part), ("part", part), ("out",), 0, size) for part, size in sizes.items()]
    return arcs


def _flow(tree: Tree, users: Mapping[Group, int]) -> dict[object, int]:
    """Express the witness's users as a flow by name of arc."""
    flow: Counter[object] = Counter()
    for (team, part), count in users.items():
        flow["group", team, part] += count
        flow["own", team] += count
        flow["part", part] += count
    for population in tree.order:
        key = population.id
        flow["team", key] += flow["own", key]
        if population.parent is not None:
            flow["team", population.parent] += flow["team", key]
    return flow


def _some_users(staff: Staff, witness: Witness) -> list[PersonKey]:
    """As many holders of each team as it has users; which ones does not matter."""
    left = dict(witness.users)
    chosen = []
    for person in sorted(witness.holders, key=str):
        if left[staff.team_of[person]]:
            left[staff.team_of[person]] -= 1
            chosen.append(person)
    return chosen


def _by_group(
    staff: Staff, partition: Partition, people: Set[PersonKey] | Sequence[PersonKey]
) -> dict[Group, int]:
    counts = Counter((staff.team_of[person], partition.part_of[person]) for person in people)
    return dict(sorted(counts.items(), key=str))


def _check(staff: Staff, partition: Partition, counts: Mapping[PartId, int]) -> None:
    if partition.part_of.keys() != staff.team_of.keys():
        raise ValueError("everybody of the month is in one part")
    sizes = partition.sizes
    if counts.keys() != sizes.keys() or any(not 0 <= counts[p] <= sizes[p] for p in sizes):
        raise ValueError("there must be one count for each part, not above its size")
