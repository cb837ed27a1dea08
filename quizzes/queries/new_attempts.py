"""The rows of an attempt that begins, not saved yet."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.models import Person
from quizzes.enums import Purpose
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.queries.asking import AskedQuestion
from quizzes.queries.openings import time_allowed


def new_attempt(
    *, quiz: Quiz, learner: Person, uuid: UUID, questions: list[AskedQuestion], now: datetime
) -> tuple[Attempt, list[AttemptItem]]:
    """Return the attempt with its items. Raises ValidationError where nothing is asked."""
    max_points = sum((one.points for one in questions if one.spec.counts_points), Decimal(0))
    if not max_points:
        raise ValidationError(_("This quiz has no question to ask yet."), code="empty")
    attempt = Attempt(
        uuid=uuid,
        quiz=quiz,
        learner=learner,
        max_points=max_points,
        started_at=now,
        closes_at=_closes_at(quiz, learner, now),
        **_frozen(quiz),
    )
    items = [
        AttemptItem(
            attempt=attempt,
            slot=slot,
            version=question.version,
            max_points=question.points,
            difficulty=question.difficulty,
        )
        for slot, question in enumerate(questions, start=1)
    ]
    return attempt, items


# What the quiz says when an attempt begins decides of it to its end.
FROZEN = (
    "pass_percent",
    "purpose",
    "behaviour",
    "max_tries",
    "try_penalty",
    "shuffle_answers",
)


def _frozen(quiz: Quiz) -> dict[str, Any]:
    """Return what the attempt copies. Nobody fails a placement: its end is all that a lesson asks."""
    frozen = {name: getattr(quiz, name) for name in FROZEN}
    return frozen | {"pass_percent": 0} if quiz.purpose == Purpose.PLACEMENT else frozen


def _closes_at(quiz: Quiz, learner: Person, now: datetime) -> datetime | None:
    """The end of the learner's own time or of the quiz, whichever is first."""
    time = time_allowed(quiz, learner)
    if time is None:
        return quiz.closes_at
    return now + time if quiz.closes_at is None else min(now + time, quiz.closes_at)
