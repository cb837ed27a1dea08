"""Estimates how many minutes a lesson takes, for an author who gives no number. No Django.

French adults read some 195 words of a text a minute silently (Trauzettel-Klosinski and Dietz, 2012, in ten
languages); a text that is to be remembered is read a little slower. Speech runs at about 150.
"""

from dataclasses import dataclass
from math import ceil


WORDS_READ = 180  # a minute
WORDS_SAID = 150  # a minute
SECONDS_OF_A_QUESTION = 40  # to read it, answer and read what explains it
LONGEST = 60  # minutes, as the form allows


@dataclass(frozen=True, slots=True)
class LessonContent:
    """The contents of a lesson. A film or a recording counts by the words of its transcript."""

    words: int = 0
    said: int = 0
    questions: int = 0


def estimate_minutes(matter: LessonContent) -> int:
    """Return whole minutes, one at least, rounded up."""
    seconds = (
        matter.words * 60 / WORDS_READ
        + matter.said * 60 / WORDS_SAID
        + matter.questions * SECONDS_OF_A_QUESTION
    )
    return min(LONGEST, max(1, ceil(seconds / 60)))
