"""What pages ask about quizzes and attempts. Never writes."""

from quizzes.queries.asking import Asked, items_of, questions_to_ask, quizzes_using
from quizzes.queries.bank import (
    about,
    authors,
    category_counts,
    fitting,
    having_words,
    in_category,
    quizzes_drawing,
    to_review,
    with_those_below,
    written_by,
)
from quizzes.queries.states import QuizState, QuizStatus, question_counts, quiz_states


__all__ = [
    "Asked",
    "QuizState",
    "QuizStatus",
    "about",
    "authors",
    "category_counts",
    "fitting",
    "having_words",
    "in_category",
    "items_of",
    "question_counts",
    "questions_to_ask",
    "quiz_states",
    "quizzes_drawing",
    "quizzes_using",
    "to_review",
    "with_those_below",
    "written_by",
]
