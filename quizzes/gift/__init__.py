"""GIFT in and out. Pure: text to questions and questions to text."""

from quizzes.gift.reader import BLANK_TO_FILL, read_gift
from quizzes.gift.values import GiftQuestion, GiftResult, category_path
from quizzes.gift.writer import gift_problem, write_gift


__all__ = [
    "BLANK_TO_FILL",
    "GiftQuestion",
    "GiftResult",
    "category_path",
    "gift_problem",
    "read_gift",
    "write_gift",
]
