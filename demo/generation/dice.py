"""Random numbers that are the same on every Python version.

Only `Random.random` is promised by the standard library to repeat from one version to the next,
so every other draw is built on it here.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar


T = TypeVar("T")


class Dice:
    """A random stream for one purpose: one more draw in it changes no other."""

    def __init__(self, *purpose: object) -> None:
        self._random = Random(":".join(str(part) for part in purpose)).random

    def roll(self) -> float:
        return self._random()

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def between(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def middling(self) -> float:
        """Draw in [0, 1), mean 0.5, the middle more often than the ends."""
        return (self._random() + self._random()) / 2

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self._random() * len(choices))]

    def pick_weighted(self, choices: Sequence[tuple[T, int]]) -> T:
        left = self._random() * sum(weight for _, weight in choices)
        for choice, weight in choices:
            left -= weight
            if left < 0:
                return choice
        return choices[-1][0]

    def pick_early(self, choices: Sequence[T]) -> T:
        """Pick from the head of the list more often than from its tail, as surnames are distributed."""
        return choices[int(min(self._random(), self._random()) * len(choices))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        keyed = [(self._random(), index) for index in range(len(items))]
        return [items[index] for _, index in sorted(keyed)]

    def some(self, items: Sequence[T], count: int) -> tuple[T, ...]:
        """Pick `count` different items, in the order of `items`."""
        places = self.shuffled(range(len(items)))[:count]
        return tuple(items[place] for place in sorted(places))

    def day(self, first: date, last: date) -> date:
        """Draw a day of the span; at most one draw in three that fall on a week-end stays there."""
        drawn = first + timedelta(days=self.between(0, (last - first).days))
        if drawn.weekday() >= 5 and self.chance(0.7):
            drawn = first + timedelta(days=self.between(0, (last - first).days))
        return drawn
