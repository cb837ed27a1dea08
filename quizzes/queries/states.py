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
from django.db.models import Count, Q, QuerySet

from people.models import Person
from people.queries.compiled import compiled_for_person
from quizzes.enums import Behaviour
from quizzes.models import Quiz
from quizzes.policies import attempts_visible_to
from quizzes.queries.openings import Refusal, refusal_of
from quizzes.queries.results import Outcome, outcome_of


class QuizStatus(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PASSED = "passed"
    TO_RETRY = "to_retry"
    WAITING = "waiting"  # an open answer of the last attempt waits for a marker


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizState:
    """How far a person is with a quiz. Passed follows what counts of several attempts (`grading`): a
    lesson, though, stays done once one of them passed.

    `questions` counts those that the quiz would ask now; `answered` of `asked` those of the open
    attempt. `points` of `max_points` are those of the attempt submitted last. `awaiting`: its answers
    wait for a marker. `refusal`: why no attempt begins now.
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
    counted: Outcome | None = None
    awaiting: bool = False
    refusal: Refusal | None = None


def quiz_states(
    person: Person | AnonymousUser, quiz_ids: Iterable[int], read: Iterable[Any] = ()
) -> dict[int, QuizState]:
    """Return one state for each quiz, in two queries; in one where all were read already, `counted()`."""
    wanted = sorted(set(quiz_ids))
    if not wanted:
        return {}
    known = [quiz for quiz in read if quiz.pk in wanted]
    missing = set(wanted) - {quiz.pk for quiz in known}
    quizzes = [*known, *(Quiz.objects.counted().filter(pk__in=missing) if missing else ())]
    attempts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _attempt_rows(person, keys=wanted) if isinstance(person, Person) else ():
        attempts[row["quiz_id"]].append(row)
    return {quiz.pk: _state(quiz, attempts[quiz.pk]) for quiz in quizzes}


def question_counts(quiz_ids: Iterable[int]) -> dict[int, int]:
    """Return how many questions each quiz would ask today; a draw is taken at its word."""
    return {
        quiz.pk: _asked_by(quiz) for quiz in Quiz.objects.counted().filter(pk__in=list(quiz_ids))
    }


def _asked_by(quiz: Any) -> int:
    total: int = quiz.chosen + quiz.drawn
    return total if quiz.max_questions is None else min(total, quiz.max_questions)


@compiled_for_person()
def _attempt_rows(person: Person, *, keys: list[int]) -> QuerySet[Any, dict[str, Any]]:
    is_answered = Q(items__checked_at__isnull=False) | Q(
        attempt_explains_at_end=True, items__sequence__gt=0
    )
    return (
        attempts_visible_to(person)
        .filter(quiz__in=keys)
        .annotate(
            attempt_explains_at_end=Q(behaviour__in=[Behaviour.AT_END, Behaviour.CERTAINTY]),
        )
        .annotate(asked=Count("items"), answered=Count("items", filter=is_answered))
        .order_by("started_at", "pk")
        .values(
            *("quiz_id", "uuid", "submitted_at", "percent", "pass_percent"),
            *("points", "max_points", "asked", "answered", "awaiting"),
        )
    )


def _state(quiz: Any, attempts: list[dict[str, Any]]) -> QuizState:
    """`attempts` in the order in which they began."""
    now = next((row for row in attempts if row["submitted_at"] is None), None)
    done = [row for row in attempts if row["submitted_at"] is not None]
    marked = [row for row in done if not row["awaiting"]]
    counted = outcome_of(quiz.grading, marked)
    awaiting = bool(done and done[-1]["awaiting"])
    last = max((row["submitted_at"] for row in done), default=None)
    return QuizState(
        quiz_id=quiz.pk,
        status=_status(counted, is_open=now is not None, is_done=bool(done), is_awaiting=awaiting),
        questions=_asked_by(quiz),
        open_attempt=now["uuid"] if now else None,
        answered=now["answered"] if now else 0,
        asked=now["asked"] if now else 0,
        passed_at=counted.passed_at if counted else None,
        points=done[-1]["points"] if done else None,
        max_points=done[-1]["max_points"] if done else None,
        counted=counted,
        awaiting=awaiting,
        refusal=refusal_of(quiz, submitted=len(done), last=last, now=quiz.now),
    )


def _status(
    counted: Outcome | None, *, is_open: bool, is_done: bool, is_awaiting: bool
) -> QuizStatus:
    if counted and counted.is_passed:
        return QuizStatus.PASSED
    if is_open:
        return QuizStatus.IN_PROGRESS
    if is_awaiting:
        return QuizStatus.WAITING
    return QuizStatus.TO_RETRY if is_done else QuizStatus.NOT_STARTED
