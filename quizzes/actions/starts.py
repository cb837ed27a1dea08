"""Beginning an attempt: what the quiz allows, what is asked, what is frozen."""

from random import Random
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from people.models import Person
from quizzes.actions.attempts import submit_attempt
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.policies import attempts_visible_to
from quizzes.queries.new_attempts import new_attempt
from quizzes.queries.openings import refusal_for
from quizzes.queries.placement import questions_to_begin_with
from quizzes.queries.planned import PlannedAttempt, can_still_ask, is_free


def start_attempt(*, quiz: Quiz, learner: Person, plan: PlannedAttempt | None = None) -> Attempt:
    """Return the learner's open attempt, or a new one, as planned where there is a plan; one whose time is over is
    closed and returned. Raises ValidationError when the quiz allows no attempt now, or the open one waits behind a seal."""
    try:
        return _start(quiz, learner, plan)
    except IntegrityError:
        # Somebody, most likely the same person by a double click, was faster.
        attempt = Attempt.objects.open().filter(quiz=quiz, learner=learner).first()
        if attempt is None:
            raise ValidationError(_("This quiz was handed in already."), code="closed") from None
        return attempt


@transaction.atomic
def _start(quiz: Quiz, learner: Person, plan: PlannedAttempt | None) -> Attempt:
    # One start of a person after the other: two at once would count the same attempts.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=learner.pk)
    open_attempt = Attempt.objects.open().filter(quiz=quiz, learner=learner).with_clock().first()
    if open_attempt is None:
        return _new_attempt(quiz, learner, plan)
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


def _new_attempt(quiz: Quiz, learner: Person, plan: PlannedAttempt | None) -> Attempt:
    # As it is saved now, by the clock that its times are compared with.
    quiz = Quiz.objects.annotate(now=Now()).get(pk=quiz.pk)
    refusal = refusal_for(learner, quiz, now=quiz.now)
    if refusal is not None:
        raise ValidationError(str(refusal), code=refusal.why)
    uuid = plan.attempt.uuid if plan else uuid4()
    chance = Random(str(uuid))  # noqa: S311, not a secret
    questions = plan.questions if plan else questions_to_begin_with(quiz, chance=chance)
    if plan and not can_still_ask(quiz, learner, questions):
        raise _changed()
    attempt, items = new_attempt(
        quiz=quiz, learner=learner, uuid=uuid, questions=questions, now=quiz.now
    )
    attempt.save(force_insert=True)
    AttemptItem.objects.bulk_create(items)
    return attempt


def _changed() -> ValidationError:
    return ValidationError(_("This quiz changed since it was downloaded."), code="changed")


@transaction.atomic
def start_planned(*, plan: PlannedAttempt, learner: Person, slot: int) -> tuple[Attempt, int]:
    """Begin, with its first answer, an attempt that a device had taken along. Return the attempt and the place of the
    question in it: where the learner began the same quiz elsewhere, the answer joins that attempt.

    Raises ValidationError where the quiz is no free training any more or asks something else now, or where that attempt does not ask the question.
    """
    quiz = plan.attempt.quiz
    version = next((one.version for one in plan.items if one.slot == slot), None)
    if not is_free(quiz) or version is None:
        raise _changed()
    attempt = start_attempt(quiz=quiz, learner=learner, plan=plan)
    if attempt.uuid == plan.attempt.uuid:
        return attempt, slot
    place = attempt.items.filter(version=version).values_list("slot", flat=True).first()
    if place is None:
        raise ValidationError(
            _("You began this quiz elsewhere, and it asks you other questions there."), code="other"
        )
    return attempt, place
