"""Counts that reveal nobody: useful marks, and votes of two groups. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass


STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
LEAST_IN_A_GROUP = 5


def highest_step(marks: int) -> int:
    """Return the highest step reached by the number of marks; 0 shows nothing."""
    return max((step for step in STEPS if step <= marks), default=0)


def can_show_groups_apart(staff: int, public: int) -> bool:
    return min(staff, public) >= LEAST_IN_A_GROUP


def counted_groups(staff: int, public: int) -> tuple[bool, bool]:
    """Return whether the votes of the staff, and of the public, enter any figure.

    Anybody with the code can hold many tickets and subtract their own votes from a sum. So the staff are
    counted from five of them on, with the public or without; the public alone from five votes on.
    """
    counts_staff = staff >= LEAST_IN_A_GROUP
    return counts_staff, counts_staff or public >= LEAST_IN_A_GROUP


@dataclass(frozen=True, slots=True)
class StepGap:
    """Shares of one step; `points`: how far the public is above the staff, in points of each group's voters."""

    place: int
    staff: float
    public: float

    @property
    def points(self) -> int:
        return round(self.public - self.staff)


def vote_gaps(votes: Sequence[tuple[int, int]], staff: int, public: int) -> list[StepGap]:
    """Return the gaps in step order. `votes`: (staff, public) for each step."""
    return [
        StepGap(place, 100 * of_staff / staff, 100 * of_public / public)
        for place, (of_staff, of_public) in enumerate(votes)
    ]


def widest_gap(gaps: Sequence[StepGap]) -> StepGap | None:
    """Return the first of the largest gaps; None where both groups agree."""
    wide = max(gaps, key=lambda gap: (abs(gap.points), -gap.place), default=None)
    return wide if wide is not None and wide.points else None
