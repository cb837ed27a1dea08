"""Counts of people’s results as an author may read them. Pure."""

FEWEST = 5  # what stands below is not told
STEP = 5


def vague(count: int) -> int | None:
    """To the nearest STEP; None for fewer than FEWEST."""
    return None if count < FEWEST else (count + STEP // 2) // STEP * STEP
