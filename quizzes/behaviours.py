"""What an answer earns under each way of answering, from its mark. Pure: shares and numbers.

A share is of the question's points: 1 all of them. Certainty alone gives less than none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum


NONE = Decimal(0)
ALL = Decimal(1)
THIRD_OF_POINTS = Decimal(1) / 3


class CertaintyLevel(IntEnum):
    """How sure a learner was, in the steps of certainty-based marking."""

    UNSURE = 1
    RATHER = 2
    SURE = 3


# Out of 3, as in certainty-based marking: who is sure wins most, and loses most.
WHEN_RIGHT = {CertaintyLevel.UNSURE: 1, CertaintyLevel.RATHER: 2, CertaintyLevel.SURE: 3}
WHEN_WRONG = {CertaintyLevel.UNSURE: 0, CertaintyLevel.RATHER: -2, CertaintyLevel.SURE: -6}


def share_with_certainty(fraction: Decimal, certainty: int | None) -> Decimal:
    """Return the share earned by an answer; who does not say how sure is taken as unsure. What is partly right
    earns its part; what earns nothing is wrong."""
    sure = CertaintyLevel(certainty) if certainty in set(CertaintyLevel) else CertaintyLevel.UNSURE
    if fraction <= 0:
        return WHEN_WRONG[sure] * THIRD_OF_POINTS
    if fraction >= ALL and sure is CertaintyLevel.SURE:
        return ALL  # three thirds, whatever the places
    return fraction * WHEN_RIGHT[sure] * THIRD_OF_POINTS


def share_without_certainty(earned: float, certainty: int) -> float:
    """Return how right an answer was, from what it earned: the inverse of `share_with_certainty`, down to nothing."""
    return min(max(earned, 0.0) * 3 / WHEN_RIGHT[CertaintyLevel(certainty)], 1.0)


def share_after_tries(fractions: Sequence[Decimal], *, penalty: int) -> Decimal:
    """Return the best share of answers tried in this order, after `penalty` percent for each try before."""
    cost = Decimal(penalty) / 100
    earned = [fraction - cost * before for before, fraction in enumerate(fractions)]
    return max([NONE, *earned])


def worth_of_next_try(tried: int, *, penalty: int) -> Decimal:
    """The share that a right answer would still earn after so many that were not."""
    return max(NONE, ALL - Decimal(penalty) * tried / 100)


@dataclass(frozen=True, slots=True)
class TryOutcome:
    """What becomes of a question when one more answer is tried."""

    tried: list[dict[str, object]]
    is_over: bool  # no answer more: it is right, or there are no tries left


def next_try(
    tried: Iterable[dict[str, object]],
    response: dict[str, object],
    *,
    is_right: bool,
    max_tries: int,
) -> TryOutcome:
    """The same answer again is no other try, and no answer is none."""
    before = list(tried)
    now = before if not response or response in before else [*before, response]
    return TryOutcome(now, is_right or len(now) >= max_tries)
