"""Queries of the page that writes a whole quiz."""

import hashlib
from collections.abc import Iterable

from quizzes.enums import QuestionStatus, QuizStatus
from quizzes.models import AttemptItem, Question, Quiz, QuizQuestion


def entries_to_write(quiz: Quiz) -> list[QuizQuestion]:
    """Return the chosen questions in their order, with all that their cards show."""
    if quiz.pk is None:
        return []
    entries = QuizQuestion.objects.filter(quiz=quiz).exclude(question__current_version=None)
    entries = entries.select_related("question__current_version", "question__category")
    return list(entries.prefetch_related("question__tags").order_by("sort_order", "pk"))


def is_left_draft(quiz: Quiz, entries: Iterable[QuizQuestion]) -> bool:
    """Return whether nobody may begin a quiz although all its chosen questions are ready."""
    ready = [entry.question.status == QuestionStatus.READY for entry in entries]
    return quiz.status == QuizStatus.DRAFT and bool(ready) and all(ready)


def quiz_fingerprint(quiz: Quiz, fields: Iterable[str]) -> str:
    """Tell whether a quiz stands as it was shown: what it says, and which questions it asks in which order."""
    said = [str(getattr(quiz, Quiz._meta.get_field(name).attname)) for name in fields]
    asked = []
    if quiz.pk is not None:
        rows = QuizQuestion.objects.filter(quiz=quiz).order_by("sort_order", "pk")
        asked = [
            f"{question}:{points:f}" for question, points in rows.values_list("question", "points")
        ]
    return _fingerprint([*said, *asked])


def question_fingerprint(question: Question) -> str:
    """The same of a question; its tags are prefetched by whoever asks for many."""
    tags = sorted(tag.name for tag in question.tags.all())
    own = (question.current_version_id, question.title, question.category_id, question.status)
    return _fingerprint([*map(str, own), *tags])


def _fingerprint(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def answered_questions(keys: Iterable[int]) -> set[int]:
    """Return which of these questions somebody was asked."""
    asked = AttemptItem.objects.filter(version__question__in=list(keys)).order_by()
    return set(asked.values_list("version__question", flat=True).distinct())


def other_quizzes(keys: Iterable[int], quiz: Quiz) -> dict[int, list[str]]:
    """Return the titles of the other quizzes that ask each of these questions."""
    others = QuizQuestion.objects.filter(question__in=list(keys)).exclude(quiz=quiz.pk)
    found: dict[int, list[str]] = {}
    for question, title in others.order_by("quiz__title", "pk").values_list(
        "question", "quiz__title"
    ):
        found.setdefault(question, []).append(title)
    return found
