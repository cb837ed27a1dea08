"""The four counts of a month, given what earlier publications let a reader say about accounts today.

An account is not lost. A person's history is one level a month (unknown, known, account, used,
habit), and the only tie between months is: whoever had an account in an earlier month, in
whatever team, is not at the level "known" (known without an account) now. They may be unknown,
for an account is counted only while its holder is known. What reality adds (a statement may be
wrong, somebody who objects leaves the counts) gives the reader more worlds, never fewer.

So let H be those who had an account in an earlier month. History asks one thing of this month: the
known people without an account are found outside H. Used, account and habit, with unknown people
around them, need nothing of it. The known count does: with 10 holders among 15 people last month
and 6 this month, "11 to 15 known" leaves the other 5 no choice.

Each month has its witness A of holders (adoption.publishing.disclosure.chain), whoever was in an earlier one first. In the
witness H is the union of the earlier A, and the people who cannot be known this month are those of
H who are not in this month's A.

How many more they may become, for one fixed person p and whatever p's levels in all T months:
    this month     p (unknown), or x, who left A to make room for p: one.
    each earlier   p', who entered that month's A for p: one. (p in H counts above, once.)
Hence `above` is T (c + 1). The months' worlds are built apart, each upon the same H, so one world has
all months at once for any values of c + 1 people, and no later figure fixes an earlier value either.
The price: the known count of a small population is a wide block, or hidden, after some months.

Months published before the whole tree carried the chain have known, account and habit of the
organisation alone, under a rule whose holders were the first of an order: users by their first
month, then everybody else. A month's witness is then its users and as many of the first as its
account figure asks for; it too gains at most p' and p.

The argument is on paper, for the model above. That no step was missed is tested: every truth of
tiny organisations, two months and three, and a solver on larger ones with several teams.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from adoption.publishing.disclosure.chain import (
    NeighbourRanges,
    WitnessBounds,
    distribute_people,
    protect_linked,
)
from adoption.publishing.disclosure.protection import (
    HIDDEN,
    Figure,
    Parameters,
    PopulationId,
    Tree,
    minimal_world,
    protect,
    readable_ranges,
)


PersonKey = int | str
Counts = Mapping[PopulationId, int]
Figures = Mapping[PopulationId, Figure]


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody in a month's population. team_of: the team to which each belongs directly."""

    tree: Tree
    team_of: Mapping[PersonKey, PopulationId]


@dataclass(frozen=True, slots=True)
class ChainCounts:
    known: Counts
    account: Counts
    used: Counts
    habit: Counts


@dataclass(frozen=True, slots=True)
class ChainFigures:
    """Published figures by population; a population left out is hidden."""

    known: Figures
    account: Figures
    used: Figures
    habit: Figures


@dataclass(frozen=True, slots=True)
class Witness:
    """A world that fits the published figures. users: how many holders of each team, directly attached."""

    holders: Set[PersonKey]
    users: Counts


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    staff: Staff
    figures: ChainFigures

    @property
    def is_linked(self) -> bool:
        """Whether account was published on the tree, not for the organisation alone."""
        return self.figures.account.keys() == self.figures.used.keys()


def protect_chain(
    staff: Staff,
    earlier: Sequence[PublishedMonth],
    counts: ChainCounts,
    parameters: Parameters,
) -> ChainFigures:
    """Protect the four counts of every population for one portal and month.

    earlier: every earlier publication of the portal, oldest first. Leaving one out leaks.
    ValueError when a count does not contain the next one.
    """
    tree, shift = staff.tree, parameters.edge - 1
    _check_chain(tree, counts)
    before = _earlier_holders(earlier)
    nobody = dict.fromkeys(tree.direct, 0)
    none = {population.id: (0, 0) for population in tree.order}
    everybody = {population.id: (population.size, population.size) for population in tree.order}
    account = protect(tree.order, counts.account, parameters)
    accounts = readable_ranges(tree, account, nobody, tree.direct)
    holders = _holders(staff, account, before)
    held = _by_team(staff, holders)
    used = protect_linked(
        tree,
        counts.used,
        WitnessBounds(nobody, held, shift, shift),
        NeighbourRanges(none, accounts),
        parameters.k,
    )
    habit = protect_linked(
        tree,
        counts.habit,
        WitnessBounds(nobody, _places(tree, used, held), shift, 2 * shift),
        NeighbourRanges(none, readable_ranges(tree, used, nobody, tree.direct)),
        parameters.k,
    )
    lost = _by_team(staff, (before & staff.team_of.keys()) - holders)
    known = protect_linked(
        tree,
        counts.known,
        WitnessBounds(
            held,
            {team: size - lost[team] for team, size in tree.direct.items()},
            shift,
            (len(earlier) + 1) * shift,
        ),
        NeighbourRanges(accounts, everybody),
        parameters.k,
    )
    return ChainFigures(known, account, used, habit)


def witness_of(staff: Staff, earlier: Sequence[PublishedMonth], chain: ChainFigures) -> Witness:
    """The world in which the habit figures of protect_chain were found."""
    holders = _holders(staff, chain.account, _earlier_holders(earlier))
    return Witness(holders, _places(staff.tree, chain.used, _by_team(staff, holders)))


def _earlier_holders(earlier: Sequence[PublishedMonth]) -> Set[PersonKey]:
    """Everybody with an account in one of the months' witnesses."""
    seen = _holders_by_order([published for published in earlier if not published.is_linked])
    for published in earlier:
        if published.is_linked:
            seen = seen | _holders(published.staff, published.figures.account, seen)
    return seen


def _holders(staff: Staff, account: Figures, before: Set[PersonKey]) -> Set[PersonKey]:
    return _chosen(staff, _places(staff.tree, account, staff.tree.direct), before)


def _places(
    tree: Tree, figures: Figures, most: Mapping[PopulationId, int]
) -> dict[PopulationId, int]:
    nobody = dict.fromkeys(tree.direct, 0)
    return distribute_people(tree, readable_ranges(tree, figures, nobody, most), most)


def _holders_by_order(earlier: Sequence[PublishedMonth]) -> Set[PersonKey]:
    """Holders in earlier months whose account figure is the organisation's alone."""
    seen: dict[PersonKey, None] = {}
    for published in earlier:
        staff, figures = published.staff, published.figures
        ranges = readable_ranges(
            staff.tree, figures.used, dict.fromkeys(staff.tree.direct, 0), staff.tree.direct
        )
        at_least = figures.habit.get(staff.tree.root.id, HIDDEN).low or 0
        users = _chosen(staff, minimal_world(staff.tree, ranges, at_least), seen.keys())
        seen |= dict.fromkeys(sorted(users - seen.keys(), key=str))
    everybody = {key for published in earlier for key in published.staff.team_of}
    order = [*seen, *sorted(everybody - seen.keys(), key=str)]
    holders = set(seen)
    for published in earlier:
        least = published.figures.account.get(published.staff.tree.root.id, HIDDEN).low or 0
        holders |= set([key for key in order if key in published.staff.team_of][:least])
    return holders


def _chosen(
    staff: Staff, places: Mapping[PopulationId, int], before: Set[PersonKey]
) -> Set[PersonKey]:
    """Choose as many people of each team as `places` says: those seen before first, then by key."""
    chosen = set()
    left = dict(places)
    for person in sorted(staff.team_of, key=lambda key: (key not in before, str(key))):
        team = staff.team_of[person]
        if left[team]:
            left[team] -= 1
            chosen.add(person)
    return chosen


def _by_team(staff: Staff, people: Iterable[PersonKey]) -> dict[PopulationId, int]:
    counts = dict.fromkeys(staff.tree.direct, 0)
    for person in people:
        counts[staff.team_of[person]] += 1
    return counts


def _check_chain(tree: Tree, counts: ChainCounts) -> None:
    chain = [counts.known, counts.account, counts.used, counts.habit]
    for key, below in tree.children.items():
        direct = [count[key] - sum(count[child.id] for child in below) for count in chain]
        if sorted([tree.direct[key], *direct, 0], reverse=True) != [tree.direct[key], *direct, 0]:
            raise ValueError("population, known, account, used and habit contain one another")
