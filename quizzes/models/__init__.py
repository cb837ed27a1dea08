from quizzes.models.attempts import Attempt, AttemptItem
from quizzes.models.bank import Category, Question, QuestionVersion
from quizzes.models.quiz import Quiz, QuizQuestion


__all__ = [
    "Attempt",
    "AttemptItem",
    "Category",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizQuestion",
]
