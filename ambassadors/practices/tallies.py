"""Counts that tell of nobody: how many found something useful, and how two groups voted. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass


STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
LEAST_IN_A_GROUP = 5


def count_step(marks: int) -> int:
    """The highest step that is reached; 0 where nothing is said."""
    return max((step for step in STEPS if step <= marks), default=0)


def can_show_groups_apart(staff: int, public: int) -> bool:
    return min(staff, public) >= LEAST_IN_A_GROUP


def counted_groups(staff: int, public: int) -> tuple[bool, bool]:
    """Whether the votes of the staff, and of the public, enter any figure.

    Tickets vouch for nobody: whoever knows the code has as many as they like, and takes their own votes
    from a sum. So the staff are counted from five of them on, with the public or without. Of the public
    alone nothing is said under five.
    """
    counts_staff = staff >= LEAST_IN_A_GROUP
    return counts_staff, counts_staff or public >= LEAST_IN_A_GROUP


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the public is above the staff for one step, in points of the voters of each."""

    place: int
    staff: float
    public: float

    @property
    def points(self) -> int:
        return round(self.public - self.staff)


def gaps(votes: Sequence[tuple[int, int]], staff: int, public: int) -> list[Gap]:
    """`votes`: of the staff and of the public for each step; in the order of the steps."""
    return [
        Gap(place, 100 * of_staff / staff, 100 * of_public / public)
        for place, (of_staff, of_public) in enumerate(votes)
    ]


def widest_gap(found: Sequence[Gap]) -> Gap | None:
    """The first of those that differ most; None where both agree."""
    wide = max(found, key=lambda gap: (abs(gap.points), -gap.place), default=None)
    return wide if wide is not None and wide.points else None
