"""What pages ask about quizzes and attempts. Never writes."""

from quizzes.queries.asking import Asked, items_of, questions_to_ask, quizzes_using
from quizzes.queries.bank import (
    about,
    authors,
    category_counts,
    having_words,
    in_category,
    quizzes_drawing,
    to_review,
    with_those_below,
    written_by,
)
from quizzes.queries.beside import Beside, File, Files, Lesson, beside, files_of, lessons_of
from quizzes.queries.openings import Refusal, refusal_for
from quizzes.queries.results import Outcome, band_of, outcome_of
from quizzes.queries.states import QuizState, QuizStatus, question_counts, quiz_states


__all__ = [
    "Asked",
    "Beside",
    "File",
    "Files",
    "Lesson",
    "Outcome",
    "QuizState",
    "QuizStatus",
    "Refusal",
    "about",
    "authors",
    "band_of",
    "beside",
    "category_counts",
    "files_of",
    "having_words",
    "in_category",
    "items_of",
    "lessons_of",
    "outcome_of",
    "question_counts",
    "questions_to_ask",
    "quiz_states",
    "quizzes_drawing",
    "quizzes_using",
    "refusal_for",
    "to_review",
    "with_those_below",
    "written_by",
]
