"""What earlier publications let a reader say about accounts today.

An account is not lost: who used the portal in any published month, in whatever team, has an
account now, so the least account count of today is a question about all months at once, and
last month's account figure less the leavers is not the answer. Taking that shortcut leaks: when
everybody with an account is a user whom earlier team figures already force, an exact count
says that all the others have none.

Nor is the exact least count needed. Take, for each month, one possible set of users that
satisfies that month's figures and has as few people as they allow, always the same people first;
a month's set depends on it and on earlier months alone. The union of these sets, restricted to
today's population, has M people. Let any values of c + 1 people over all T months be fixed. By
the exchange property each month's set can follow them with at most one new person for each of
the c + 1, who are themselves at most c + 1 more: M + (T + 1)(c + 1) users at most (M + c + 1
for T = 1, where the bound is exact). Earlier account figures may force more account holders:
at least L in a month, all of whom may have stayed, while those who joined since may be among the
users, so L + joiners + c + 1 at most. Whatever the fixed values are, some world has no more
account holders than the greater of the two. The lowest cell of known and of account reaches
that far (adoption.disclosure), whence every cell still holds a count that is left.

The bound assumes the stronger reader, for whom an account is never lost. Somebody who objects
leaves the counts; then fewer constraints hold, and a reader can say less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adoption.disclosure import (
    ChainCounts,
    ChainFigures,
    Figure,
    Parameters,
    Past,
    PopulationId,
    Tree,
    least_world,
    protect_habit,
    protect_known_and_account,
)


PersonKey = int | str


@dataclass(frozen=True, slots=True)
class UsedMonth:
    """A month's used counts as published; team_of gives everybody's direct team."""

    tree: Tree
    team_of: Mapping[PersonKey, PopulationId]
    used: Mapping[PopulationId, Figure]


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    month: UsedMonth
    chain: ChainFigures


def protect_chain(
    month: UsedMonth,
    earlier: Sequence[PublishedMonth],
    counts: ChainCounts,
    parameters: Parameters,
) -> ChainFigures:
    """Known, account and habit of the whole organisation for one portal and month.

    earlier: every earlier publication of the portal, oldest first. Leaving one out leaks.
    """
    habit = protect_habit(month.tree, month.used, counts.habit, parameters)
    past = past_of(month, habit, earlier) if earlier else None
    known, account = protect_known_and_account(
        month.tree, month.used, habit, counts, parameters, past
    )
    return ChainFigures(known, account, habit)


def past_of(month: UsedMonth, habit: Figure, earlier: Sequence[PublishedMonth]) -> Past:
    present = month.team_of.keys()
    published = [(before.month, before.chain.habit) for before in earlier]
    users = _possible_users([*published, (month, habit)])
    reached = 0
    for before in earlier:
        joiners = len(present - before.month.team_of.keys())
        reached = max(reached, (before.chain.account.low or 0) + joiners)
    return Past(months=len(earlier) + 1, least_users=len(users & present), reached=reached)


def _possible_users(months: Iterable[tuple[UsedMonth, Figure]]) -> set[PersonKey]:
    """Everybody who uses the portal in some month of one world with few users."""
    users: set[PersonKey] = set()
    for month, habit in months:
        places = least_world(month.tree, month.used, at_least=habit.low or 0)
        earlier_users = frozenset(users)
        for person in sorted(month.team_of, key=lambda key: (key not in earlier_users, str(key))):
            team = month.team_of[person]
            if places[team]:
                places[team] -= 1
                users.add(person)
    return users
