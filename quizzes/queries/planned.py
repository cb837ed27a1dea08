"""A training quiz that a device takes along: what it will ask stands in a signed text, and no attempt is begun.

Its first answer begins it (actions.starts.start_planned). The text names questions, and nothing of their keys.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.offline import KEPT_DAYS
from people.models import Person
from quizzes.enums import Purpose
from quizzes.models import Attempt, AttemptItem, QuestionVersion, Quiz
from quizzes.policies import quizzes_visible_to
from quizzes.queries.asking import AskedQuestion, askable_versions, questions_to_ask
from quizzes.queries.new_attempts import new_attempt
from quizzes.queries.openings import refusal_for
from quizzes.queries.outlines import OutlineEntry, outline_of


SALT = "quizzes.planned"
LASTS = timedelta(days=KEPT_DAYS + 1)


@dataclass(frozen=True)
class PlannedAttempt:
    """`attempt` and its `items` are not saved; `attempt.plan` is the signed text."""

    attempt: Attempt
    items: list[AttemptItem]
    questions: list[AskedQuestion]

    @cached_property
    def places(self) -> list[OutlineEntry]:
        rows: list[tuple[Any, ...]] = [
            (
                one.slot,
                None,
                {},
                one.max_points,
                one.version.spec["kind"],
                one.version.spec.get("is_marked"),
            )
            for one in self.items
        ]
        return outline_of(self.attempt, rows)


def is_free(quiz: Quiz) -> bool:
    """Whether a quiz may be answered whenever one likes."""
    return quiz.purpose == Purpose.TRAINING and quiz.closes_at is None and quiz.time_limit is None


def may_begin_planned(quiz: Quiz, learner: Person) -> bool:
    return is_free(quiz) and refusal_for(learner, quiz, now=timezone.now()) is None


def _chance(quiz: Quiz, learner: Person) -> Random:
    """Return what draws a person's next attempt: as often as they download it, one draw."""
    begun = Attempt.objects.filter(quiz=quiz, learner=learner).count()
    return Random(f"{learner.uuid} {quiz.uuid} {begun}")  # noqa: S311, not a secret


def can_still_ask(quiz: Quiz, learner: Person, questions: list[AskedQuestion]) -> bool:
    """Return whether the quiz as it is now could ask these, of these versions and worth as much, and as many."""
    now = questions_to_ask(quiz, chance=_chance(quiz, learner))
    asked = [(one.version.pk, one.points) for one in questions]
    if asked == [(one.version.pk, one.points) for one in now]:
        return True
    is_cut_by_chance = quiz.max_questions is not None and quiz.shuffle_questions
    worth_as_much = is_cut_by_chance or sorted(one.points for one in now) == sorted(
        points for _pk, points in asked
    )
    return len(now) == len(asked) and worth_as_much and set(asked) <= askable_versions(quiz)


def plan_attempt(*, quiz: Quiz, learner: Person) -> PlannedAttempt | None:
    """Return what an attempt begun now would ask; None where the quiz allows none."""
    if not may_begin_planned(quiz, learner):
        return None
    uuid = uuid4()
    questions = questions_to_ask(quiz, chance=_chance(quiz, learner))
    asked = [(one.version.pk, str(one.points)) for one in questions]
    text = signing.dumps([uuid.hex, quiz.pk, learner.pk, asked], salt=SALT, compress=True)
    return _planned(quiz, learner, uuid, questions, text)


def read_plan(text: str, *, learner: Person) -> PlannedAttempt | None:
    """Return None where the text is somebody else’s, too old, or about a question that is gone."""
    try:
        uuid, quiz_pk, learner_pk, asked = signing.loads(text, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    quiz = quizzes_visible_to(learner).filter(pk=quiz_pk).first()
    versions = QuestionVersion.objects.in_bulk([pk for pk, _points in asked])
    if learner_pk != learner.pk or quiz is None or len(versions) < len(asked):
        return None
    questions = [AskedQuestion(versions[pk], Decimal(points)) for pk, points in asked]
    return _planned(quiz, learner, UUID(uuid), questions, text)


def _planned(
    quiz: Quiz, learner: Person, uuid: UUID, questions: list[AskedQuestion], text: str
) -> PlannedAttempt | None:
    now = timezone.now()
    try:
        attempt, items = new_attempt(
            quiz=quiz, learner=learner, uuid=uuid, questions=questions, now=now
        )
    except ValidationError:
        return None
    shown: Any = attempt  # as AttemptQuerySet.with_clock has it
    shown.plan, shown.now = text, now
    for item in items:
        item.sequence, item.page, item.tries = 0, "", 0
    return PlannedAttempt(attempt, items, questions)
