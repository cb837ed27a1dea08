"""Which questions an attempt asks, and in which order, by chance. Pure: keys and numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DrawPool:
    """The questions that fit a draw, by their keys, and how many of them are wanted."""

    count: int
    fitting: tuple[int, ...]


def draw_questions(
    pools: Sequence[DrawPool], *, taken: Iterable[int], chance: Random
) -> list[list[int]]:
    """Draw questions from each pool: none twice, none of those taken; fewer where too few fit. The pools with the
    least to choose from come first."""
    gone = set(taken)
    drawn: dict[int, list[int]] = {}
    for place in sorted(range(len(pools)), key=lambda place: (len(pools[place].fitting), place)):
        left = sorted(set(pools[place].fitting) - gone)
        drawn[place] = chance.sample(left, min(pools[place].count, len(left)))
        gone.update(drawn[place])
    return [drawn[place] for place in range(len(pools))]


def arrange_questions(
    asked: Sequence[T],
    *,
    is_text: Callable[[T], bool],
    most: int | None,
    shuffles: bool,
    chance: Random,
) -> list[T]:
    """Take at most `most` questions: any of them where the order is by chance, else the first. Texts to read keep
    their places; those after the last question go with what was cut."""
    texts = {place for place, one in enumerate(asked) if is_text(one)}
    questions = [one for place, one in enumerate(asked) if place not in texts]
    wanted = len(questions) if most is None else min(most, len(questions))
    left = chance.sample(questions, wanted) if shuffles else questions[:wanted]
    is_cut = wanted < len(questions)
    arranged: list[T] = []
    for place, one in enumerate(asked):
        if is_cut and not left:
            break
        arranged.append(one if place in texts else left.pop(0))
    return arranged
