"""Beginning an attempt: what the quiz allows, what is asked, what is frozen."""

from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from people.models import Person
from quizzes.actions.attempts import submit_attempt
from quizzes.enums import Purpose
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.policies import attempts_visible_to
from quizzes.queries.openings import refusal_for, time_allowed
from quizzes.queries.placement import questions_to_begin_with


def start_attempt(*, quiz: Quiz, learner: Person) -> Attempt:
    """Return the learner's open attempt, or a new one; one whose time is over is closed and returned. Raises
    ValidationError when the quiz allows no attempt now, or the open one waits behind a seal."""
    try:
        return _start(quiz, learner)
    except IntegrityError:
        # Somebody, most likely the same person by a double click, was faster.
        return Attempt.objects.open().get(quiz=quiz, learner=learner)


@transaction.atomic
def _start(quiz: Quiz, learner: Person) -> Attempt:
    # One start of a person after the other: two at once would count the same attempts.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=learner.pk)
    open_attempt = Attempt.objects.open().filter(quiz=quiz, learner=learner).with_clock().first()
    if open_attempt is None:
        return _new_attempt(quiz, learner)
    if not attempts_visible_to(learner).filter(pk=open_attempt.pk).exists():
        raise ValidationError(
            _("You began this quiz before your account was reopened: it waits for you."),
            code="sealed",
        )
    return (
        submit_attempt(attempt=open_attempt.uuid)
        if open_attempt.is_over(open_attempt.now)
        else open_attempt
    )


def _new_attempt(quiz: Quiz, learner: Person) -> Attempt:
    # As it is saved now, by the clock that its times are compared with.
    quiz = Quiz.objects.annotate(now=Now()).get(pk=quiz.pk)
    refusal = refusal_for(learner, quiz, now=quiz.now)
    if refusal is not None:
        raise ValidationError(str(refusal), code=refusal.why)
    uuid = uuid4()
    questions = questions_to_begin_with(quiz, chance=Random(str(uuid)))  # noqa: S311, not a secret
    max_points = sum((one.points for one in questions if one.spec.counts_points), Decimal(0))
    if not max_points:
        raise ValidationError(_("This quiz has no question to ask yet."), code="empty")
    attempt = Attempt.objects.create(
        uuid=uuid,
        quiz=quiz,
        learner=learner,
        max_points=max_points,
        started_at=quiz.now,
        closes_at=_closes_at(quiz, learner, quiz.now),
        **_frozen(quiz),
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            slot=slot,
            version=question.version,
            max_points=question.points,
            difficulty=question.difficulty,
        )
        for slot, question in enumerate(questions, start=1)
    )
    return attempt


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
