"""What earlier publications let a reader say about accounts today.

An account is not lost. A person's history is one level a month (unknown, known, account, used,
habit), and the only tie between months is: whoever had an account in an earlier month, in
whatever team, is not at the level "known" (known without an account) now. They may be unknown,
for an account is counted only while its holder is known. What reality adds (a statement may be
wrong, somebody who objects leaves the counts) gives the reader more worlds, never fewer.

So let H be those who had an account in an earlier month, n the present population. History asks
one thing of this month: the known people without an account, known - account of them, are found
outside H. What was an account is not a bound by itself. Where everybody is known, account >= |H|.

How small H may be, whatever the values of c + 1 people (F) are in all T months:
    1. Take, for each month, one possible set of users that satisfies that month's figures and has
       as few people as they allow, always the same people first; a month's set depends on it and
       on earlier months alone. The union of these sets, restricted to today's population, has M
       people. By the exchange property each month's set can follow F with at most one new person
       for each of the c + 1, who are themselves at most c + 1 more.
    2. Order everybody by the first month in which they are in these sets, those who never are at
       the end. A month's holders are its users and those of F; where the least count of the
       account figure's cell asks for more, the first of the order; where known asks for more,
       people already in H.
    3. Of the months whose holders go beyond the users, one goes furthest in the order. Of the
       present people, H is within its L (its least account count), those who joined since, and F.
       Without such a month H is within the users of step 1.
So H, F and this month's holders under step 2 are at most B = max(M + (T + 1)(c + 1),
L + joiners + c + 1) people, or hold all of H; n - B others are free to be known without an
account. A count of accounts is possible, then, from least used + c + 1 and known - (n - B) on:
the lowest cell of account (adoption.disclosure) goes as far, with known at its greatest, and
every other cell lies above. Nothing else is asked of known: its lowest cell holds the users and
F, its highest leaves F unknown. People known without an account add nobody to H, and the H of
every month is within that month's own B: one world has all months at once, for any values of F,
so no later figure fixes an earlier value either.

This is an argument on paper, for the model above. That no step was missed is tested: every truth
of tiny organisations, two months and three, and a solver on larger ones with several teams.

Two shortcuts leak. Last month's account figure less the leavers is not the bound: when everybody
with an account is a user whom earlier team figures already force, an exact count says that all
the others have none. Nor does it suffice to look at the past only when everybody is known: with
8 holders among 12 people, 8 known and 4 accounts next month leave the other 4 no choice.
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
