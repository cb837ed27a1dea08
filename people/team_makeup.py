"""Detects which teams a change of staff creates, or fills with newcomers. No database.

Somebody who reads figures and chooses who is in a team could compose one around a person. Such a change is
therefore reviewed by somebody else (docs/decisions/0056).
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

from people.enums import ReviewReason


MOST_NEWCOMERS_PERCENT = 20

Member = Hashable


@dataclass(frozen=True, slots=True)
class TeamMakeup:
    """The members of teams. `team_of`: member to the code of their team. `parents`: code to that of the
    parent, "" at the top."""

    team_of: Mapping[Member, str]
    parents: Mapping[str, str]

    def members(self) -> dict[str, set[Member]]:
        """Return the members of each team and of those below it, by code. The organisation is left out."""
        members: dict[str, set[Member]] = defaultdict(set)
        for member, team in self.team_of.items():
            while team in self.parents:
                members[team].add(member)
                team = self.parents[team]
        return members


def teams_to_review(
    before: TeamMakeup,
    now: TeamMakeup,
    after: TeamMakeup,
    *,
    least: int,
    dated_back: Collection[Member] = frozenset(),
    moved_along: Collection[Member] = frozenset(),
) -> dict[str, ReviewReason]:
    """Return why, by code, for the teams that a change creates or fills with newcomers.

    Their members change between `now` and `after`, and compared with `before` they would reach `least`
    members or have over a fifth newcomers. Teams below `least`, which no figure shows, are left out.
    Of those whose coming the next comparison would not show, since it is `dated_back` or they are `moved_along`
    with a team, one is enough.
    """
    earlier, current = before.members(), now.members()
    reasons = {}
    for team, members in sorted(after.members().items()):
        came = members - current.get(team, set())
        if len(members) < least or members == current.get(team):
            continue
        if _is_remade(earlier.get(team, set()), members, least):
            reasons[team] = ReviewReason.REMADE
        elif not came.isdisjoint(dated_back):
            reasons[team] = ReviewReason.DATED_BACK
        elif not came.isdisjoint(moved_along):
            reasons[team] = ReviewReason.MOVED_ALONG
    return reasons


def _is_remade(earlier: set[Member], members: set[Member], least: int) -> bool:
    newcomers = len(members - earlier)
    is_new = len(earlier) < least and newcomers > 0
    return is_new or newcomers * 100 > MOST_NEWCOMERS_PERCENT * len(members)
