"""Barriers that a person's own barometer answers show first. No Django."""

from collections.abc import Mapping


# In the order in which one barrier stands before the next.
DIMENSIONS = ("awareness", "desire", "knowledge", "ability", "reinforcement", "job_fear")
NEVER_PASSED_OVER = "job_fear"


def barriers_to_answer(answers: Mapping[str, int], *, most: int) -> list[str]:
    """Choose, from a person's answers by dimension, the first at `most` or below, and the fear for
    the job wherever it does."""
    low = [dimension for dimension in DIMENSIONS if answers.get(dimension, most + 1) <= most]
    return [dimension for dimension in low if dimension in {low[0], NEVER_PASSED_OVER}]
