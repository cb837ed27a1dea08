"""What an attempt asks. Never writes."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from quizzes.enums import QuestionStatus
from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz, QuizQuestion
from quizzes.specs import Spec, from_dict


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an attempt that begins, and what it is worth."""

    version: QuestionVersion
    points: Decimal

    @property
    def spec(self) -> Spec:
        return from_dict(self.version.spec)


def items_of(attempt: Attempt) -> list[AttemptItem]:
    """In the order of the quiz, each with the version that it asks."""
    return list(attempt.items.select_related("version").order_by("slot"))


def questions_to_ask(quiz: Quiz) -> list[Asked]:
    """What an attempt started now would ask, in the order of the quiz."""
    entries = (
        QuizQuestion.objects.filter(quiz=quiz, question__status=QuestionStatus.READY)
        .exclude(question__current_version=None)
        .select_related("question__current_version")
        .order_by("sort_order", "pk")
    )
    return [
        Asked(version, entry.points)
        for entry in entries
        if (version := entry.question.current_version) is not None
    ]


def quizzes_using(question: Question) -> QuerySet[Quiz]:
    return Quiz.objects.filter(entries__question=question).order_by("title", "pk")
