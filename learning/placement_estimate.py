"""Estimates from a placement how much of a module is known, as a percent. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from quizzes.adaptive import probability_right


def expected_percent(level: float, difficulties: Sequence[float]) -> int:
    """Return the share of such questions that somebody of this level would get right, cut to a percent.

    The model of the placement itself: a question as difficult as one's level is right every other time, and
    one two levels below it nearly nine times in ten. Of no question, 0: nothing was shown.
    """
    if not difficulties:
        return 0
    share = math.fsum(probability_right(level, difficulty) for difficulty in difficulties) / len(
        difficulties
    )
    return min(math.floor(share * 100 + 1e-9), 100)


def majority_area(areas: Iterable[str]) -> str:
    """Return the area of the questions of a module, when more than half of them are of one; else ""."""
    counted = Counter(areas)
    if not counted:
        return ""
    area, number = counted.most_common(1)[0]
    return area if number * 2 > counted.total() else ""
