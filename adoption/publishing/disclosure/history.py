"""What is published of one portal and month: used first, then account and habit, and known once a quarter.

The reader and the invariant are those of adoption.publishing.disclosure.protection; a value is now a level in each month:
unknown, known, account, used, habit. docs/decisions/0061-used-first.md has the argument at length.

    used      on the tree and the parts (adoption.publishing.disclosure.partition). Witness: the users U.
    account   around U. Witness: the holders A, all of U and others.
    habit     within U.
    known     around A, without those of whom history tells.

The last three of large populations only, on the tree alone, each by adoption.publishing.disclosure.chain.

How much the witness changes, for one fixed person p. U changes along one simple cycle of the network of
teams and parts. It passes a population's arc once at most, a part at most once: at most P people enter
and P leave, P being the number of parts (1 without a partition), and of a large population
at most `crossings` more than before are users, or fewer, counted over those of its large parts that gain,
or lose. `crossings` is 1, or the number of large populations within it that have large ones below
themselves, but not more than P: each run of the cycle between large populations passes one of them.
    account   crossings more surely have it, and p (who leaves U and keeps the account), but not more than P;
              p fewer can.
    habit     p more has it; crossings fewer can, and p, but not more than P.
    known     crossings more surely are, and p (or p', who takes p's place in A); fewer can be: p, and of
              those with an account in an earlier month whoever is not in A now.

History. An account is not lost: whoever had one in an earlier month is not known without one now, though
perhaps unknown. Used, account and habit, with unknown people around them, need nothing of it. Let H be
those who used the portal or had an account in an earlier month's witness. Each earlier month's U may
have gained P people for p, and its A one more; now P leave A, and p. So `above` of the known count is
(c + 1) times (P + 1) for this month, P for each earlier one, and 1 for each with accounts. The months'
worlds are built apart, each upon the same H, so one world has all months at once. The price: the known
count of all but large organisations is a wide block after some quarters.

Of a month published under an older rule the witness is not made again: everybody counted then is in H.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from adoption.publishing.disclosure.chain import (
    NeighbourRanges,
    WitnessBounds,
    distribute_people,
    protect_linked,
)
from adoption.publishing.disclosure.partition import (
    Figures,
    PartFigures,
    protect_used,
    users_of,
)
from adoption.publishing.disclosure.protection import (
    Parameters,
    PopulationId,
    Ranges,
    Tree,
    readable_ranges,
)
from adoption.publishing.disclosure.staff import Group, PartId, PersonKey, Staff


Counts = Mapping[PopulationId, int]


@dataclass(frozen=True, slots=True)
class ChainCounts:
    """True counts by population; `parts`: how many of each part used it."""

    known: Counts
    account: Counts
    used: Counts
    habit: Counts
    parts: Mapping[PartId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChainFigures:
    """Published figures by population; a population left out has none."""

    known: Figures
    account: Figures
    used: Figures
    habit: Figures
    parts: PartFigures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    staff: Staff
    figures: ChainFigures
    is_used_first: bool = True


@dataclass(frozen=True, slots=True)
class Witness:
    """A world that fits the published figures: users by team and part, users and holders by team."""

    groups: Mapping[Group, int]
    users: Counts
    holders: Counts


def protect_chain(
    staff: Staff,
    earlier: Sequence[PublishedMonth],
    counts: ChainCounts,
    parameters: Parameters,
    *,
    with_known: bool = True,
) -> ChainFigures:
    """Protect the counts of every population and part for one portal and month.

    earlier: every earlier publication of the portal, oldest first, which only the known count needs.
    Leaving one out leaks. ValueError when a count does not contain the next one.
    """
    tree, shift = staff.tree, parameters.edge - 1
    _check_chain(tree, counts)
    smallest = parameters.least_with_detail
    nobody = dict.fromkeys(tree.direct, 0)
    once = dict.fromkeys(tree.direct, shift)
    parts = _number_of_parts(staff)
    moved = {
        team: min(parts, count + 1) * shift for team, count in crossings(staff, smallest).items()
    }
    used = protect_used(staff, counts.used, counts.parts, parameters)
    users = _users_by_team(tree, used.users)
    uses = readable_ranges(tree, used.tree, nobody, tree.direct)
    account = protect_linked(
        tree,
        counts.account,
        WitnessBounds(users, tree.direct, moved, once),
        NeighbourRanges(uses, _everybody(tree)),
        smallest,
    )
    habit = protect_linked(
        tree,
        counts.habit,
        WitnessBounds(nobody, users, once, moved),
        NeighbourRanges({population.id: (0, 0) for population in tree.order}, uses),
        smallest,
    )
    figures = ChainFigures({}, account, used.tree, habit, used.parts)
    if not with_known:
        return figures
    return replace(figures, known=_known(staff, earlier, counts.known, figures, parameters))


def _known(
    staff: Staff,
    earlier: Sequence[PublishedMonth],
    counts: Counts,
    figures: ChainFigures,
    parameters: Parameters,
) -> Figures:
    tree, shift = staff.tree, parameters.edge - 1
    smallest = parameters.least_with_detail
    held, lost = _held_and_lost(staff, earlier, figures)
    accounts = readable_ranges(tree, figures.account, dict.fromkeys(tree.direct, 0), tree.direct)
    return protect_linked(
        tree,
        counts,
        WitnessBounds(
            held,
            {team: size - lost[team] for team, size in tree.direct.items()},
            {team: (count + 1) * shift for team, count in crossings(staff, smallest).items()},
            dict.fromkeys(tree.direct, _people_lost_to_history(staff, earlier) * shift),
        ),
        NeighbourRanges(accounts, _everybody(tree)),
        smallest,
    )


def _everybody(tree: Tree) -> Ranges:
    return {population.id: (population.size, population.size) for population in tree.order}


def crossings(staff: Staff, smallest: int) -> dict[PopulationId, int]:
    """Number of large populations within each one that may gain a user, or lose one, along one cycle."""
    inner: dict[PopulationId, int] = {}
    for population in staff.tree.order:
        below = staff.tree.children[population.id]
        has_large = any(child.size >= smallest for child in below)
        inner[population.id] = sum(inner[child.id] for child in below) + has_large
    parts = _number_of_parts(staff)
    return {team: max(1, min(count, parts)) for team, count in inner.items()}


def witness_of(staff: Staff, figures: ChainFigures) -> Witness:
    """The world in which the figures around and within the users were found."""
    tree = staff.tree
    groups = users_of(staff, figures.used, figures.parts)
    users = _users_by_team(tree, groups)
    ranges = readable_ranges(tree, figures.account, users, tree.direct)
    under = readable_ranges(tree, {}, users, tree.direct)
    others = distribute_people(
        tree,
        {
            team: (low - under[team][0], high - under[team][0])
            for team, (low, high) in ranges.items()
        },
        {team: size - users[team] for team, size in tree.direct.items()},
    )
    return Witness(groups, users, {team: users[team] + others[team] for team in users})


def _number_of_parts(staff: Staff) -> int:
    return max(1, len(staff.parts))


def _people_lost_to_history(staff: Staff, earlier: Sequence[PublishedMonth]) -> int:
    """Number of people who can no longer be known without an account, for one fixed person."""
    entered = sum(
        _number_of_parts(month.staff) + bool(month.figures.account)
        for month in earlier
        if month.is_used_first
    )
    return _number_of_parts(staff) + 1 + entered


def _held_and_lost(
    staff: Staff, earlier: Sequence[PublishedMonth], figures: ChainFigures
) -> tuple[Counts, Counts]:
    """Holders of this month's witness by team, and earlier ones who are not among them."""
    before: Set[PersonKey] = set()
    for month in earlier:
        if month.is_used_first:
            before |= _holders(month.staff, month.figures, before)
        else:
            before |= month.staff.team_of.keys()
    holders = _holders(staff, figures, before)
    lost = (before & staff.team_of.keys()) - holders
    return staff.by_team(holders), staff.by_team(lost)


def _holders(staff: Staff, figures: ChainFigures, before: Set[PersonKey]) -> Set[PersonKey]:
    """Choose the people of the witness: those seen before first, then by key."""
    witness = witness_of(staff, figures)
    groups, chosen = dict(witness.groups), set()
    order = sorted(staff.team_of, key=lambda key: (key not in before, str(key)))
    for person in order:
        group = staff.group_of(person)
        if groups[group]:
            groups[group] -= 1
            chosen.add(person)
    left = {team: witness.holders[team] - witness.users[team] for team in witness.users}
    for person in order:
        team = staff.team_of[person]
        if left[team] and person not in chosen:
            left[team] -= 1
            chosen.add(person)
    return chosen


def _users_by_team(tree: Tree, groups: Mapping[Group, int]) -> dict[PopulationId, int]:
    users = dict.fromkeys(tree.direct, 0)
    for (team, _part), count in groups.items():
        users[team] += count
    return users


def _check_chain(tree: Tree, counts: ChainCounts) -> None:
    chain = [counts.known, counts.account, counts.used, counts.habit]
    for key, below in tree.children.items():
        direct = [count[key] - sum(count[child.id] for child in below) for count in chain]
        if sorted([tree.direct[key], *direct, 0], reverse=True) != [tree.direct[key], *direct, 0]:
            raise ValueError("population, known, account, used and habit contain one another")
