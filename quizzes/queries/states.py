"""How far a person is with a quiz. Never writes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from people.models import Person
from quizzes.enums import QuestionStatus
from quizzes.models import QuizQuestion
from quizzes.policies import attempts_visible_to


class QuizStatus(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PASSED = "passed"
    TO_RETRY = "to_retry"
    WAITING = "waiting"  # an open answer of the last attempt waits for a marker


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizState:
    """How far a person is with a quiz. Passed once is passed, whatever comes after.

    `questions` counts those of the quiz as it is now; `answered` of `asked` those of the open
    attempt. `points` of `max_points` are those of the attempt submitted last.
    """

    quiz_id: int
    status: QuizStatus = QuizStatus.NOT_STARTED
    questions: int = 0
    open_attempt: UUID | None = None
    answered: int = 0
    asked: int = 0
    passed_at: datetime | None = None
    points: Decimal | None = None
    max_points: Decimal | None = None


def quiz_states(person: Person | AnonymousUser, quiz_ids: Iterable[int]) -> dict[int, QuizState]:
    """One state for each quiz asked for, in two queries however many there are."""
    wanted = sorted(set(quiz_ids))
    if not wanted:
        return {}
    counts = question_counts(wanted)
    attempts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _attempt_rows(person, wanted):
        attempts[row["quiz_id"]].append(row)
    return {pk: _state(pk, counts.get(pk, 0), attempts[pk]) for pk in wanted}


def question_counts(quiz_ids: Iterable[int]) -> dict[int, int]:
    """How many questions each quiz would ask today."""
    rows = (
        QuizQuestion.objects.filter(quiz__in=list(quiz_ids), question__status=QuestionStatus.READY)
        .exclude(question__current_version=None)
        .order_by()
        .values("quiz_id")
        .annotate(total=Count("pk"))
    )
    return {row["quiz_id"]: row["total"] for row in rows}


def _attempt_rows(person: Person | AnonymousUser, quiz_ids: list[int]) -> Iterable[dict[str, Any]]:
    return (
        attempts_visible_to(person)
        .filter(quiz__in=quiz_ids)
        .annotate(
            asked=Count("items"), answered=Count("items", filter=Q(items__checked_at__isnull=False))
        )
        .order_by("started_at", "pk")
        .values(
            *("quiz_id", "uuid", "submitted_at", "percent", "pass_percent", "awaiting"),
            *("points", "max_points", "asked", "answered"),
        )
    )


def _state(quiz_id: int, questions: int, attempts: list[dict[str, Any]]) -> QuizState:
    """`attempts` in the order in which they began."""
    now = next((row for row in attempts if row["submitted_at"] is None), None)
    done = [row for row in attempts if row["submitted_at"] is not None]
    marked = [row for row in done if not row["awaiting"]]
    passes = [row["submitted_at"] for row in marked if row["percent"] >= row["pass_percent"]]
    status = QuizStatus.NOT_STARTED
    if passes:
        status = QuizStatus.PASSED
    elif now:
        status = QuizStatus.IN_PROGRESS
    elif done:
        status = QuizStatus.WAITING if done[-1]["awaiting"] else QuizStatus.TO_RETRY
    return QuizState(
        quiz_id=quiz_id,
        status=status,
        questions=questions,
        open_attempt=now["uuid"] if now else None,
        answered=now["answered"] if now else 0,
        asked=now["asked"] if now else 0,
        passed_at=min(passes, default=None),
        points=done[-1]["points"] if done else None,
        max_points=done[-1]["max_points"] if done else None,
    )
