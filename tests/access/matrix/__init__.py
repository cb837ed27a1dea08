"""Who gets what at every address of ours: one row for each, read by test_matrix.py.

An answer is a status, or one of two places to which somebody is sent away: SIGN_IN, DENIED.
"""

from tests.access.matrix.administration import ADMINISTRATION
from tests.access.matrix.answers import DENIED, SIGN_IN, Answers, Row
from tests.access.matrix.pages import (
    ADOPTION,
    AMBASSADORS,
    CMS,
    CORE,
    FEDERATION,
    LEARNING,
    PAGES,
    PEOPLE,
    QUIZZES,
    SECOND_FACTOR,
)
from tests.access.matrix.snippets import BANK, REFERENCE


__all__ = ["DENIED", "MATRIX", "SIGN_IN", "Answers", "Row"]

MATRIX = [
    *CORE, *PAGES, *PEOPLE, *SECOND_FACTOR, *FEDERATION, *CMS, *QUIZZES, *LEARNING, *AMBASSADORS,
    *ADOPTION, *ADMINISTRATION, *REFERENCE, *BANK,
]  # fmt: skip
