from quizzes.models.attempts import Attempt, AttemptItem
from quizzes.models.bank import Category, Competence, Framework, Question, QuestionVersion, Tag
from quizzes.models.marks import EssayMark, RemarkedItem, RemarkRun
from quizzes.models.quiz import ExtraTime, Quiz, QuizBand, QuizDraw, QuizQuestion
from quizzes.models.review import ReviewCard
from quizzes.models.sharing import SharedResult
from quizzes.models.statistics import StatisticsSnapshot
from quizzes.models.translations import QuestionTranslation


__all__ = [
    "Attempt",
    "AttemptItem",
    "Category",
    "Competence",
    "EssayMark",
    "ExtraTime",
    "Framework",
    "Question",
    "QuestionTranslation",
    "QuestionVersion",
    "Quiz",
    "QuizBand",
    "QuizDraw",
    "QuizQuestion",
    "RemarkRun",
    "RemarkedItem",
    "ReviewCard",
    "SharedResult",
    "StatisticsSnapshot",
    "Tag",
]
