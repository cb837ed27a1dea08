"""What somebody has done. It is derived from what they read and passed: nothing stores it."""

from django.db.models import (
    Exists,
    OuterRef,
    Q,
    QuerySet,
)

from learning.models import (
    LessonProgress,
)
from people.models import Person
from quizzes.models import Attempt


def done_lessons(people: QuerySet[Person]) -> QuerySet[LessonProgress]:
    """A row for each person and lesson that they have done, whatever is published now."""
    return done().filter(person__in=people)


def done() -> QuerySet[LessonProgress]:
    return LessonProgress.objects.exclude(read_at=None).filter(
        Q(lesson__required_quiz=None) | Exists(passed_for_lesson())
    )


def passed_for_lesson() -> QuerySet[Attempt]:
    """Of the person and the lesson of a progress around it."""
    return Attempt.objects.passed().filter(
        learner=OuterRef("person"), quiz=OuterRef("lesson__required_quiz")
    )
