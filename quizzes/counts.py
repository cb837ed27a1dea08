"""Counts of people’s results as an author may read them: too vague to tell anybody’s. Pure."""

from dataclasses import dataclass


FEWEST = 5  # what stands below is not told
STEP = 5


@dataclass(frozen=True, slots=True)
class Vague:
    """`about` is None for fewer than FEWEST; `is_none`: nobody at all, and of enough people."""

    about: int | None = None
    is_none: bool = False


def vague(count: int, *, among: int) -> Vague:
    """To the nearest STEP, so that two counts taken one from the other tell nothing either.

    Of fewer than FEWEST people nothing is told, not even that it concerns none of them.
    """
    if among >= FEWEST and count == 0:
        return Vague(is_none=True)
    if count < FEWEST:
        return Vague()
    return Vague(about=(count + STEP // 2) // STEP * STEP)
