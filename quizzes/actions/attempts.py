"""An attempt from its start to its end. Each verb is atomic; a second call of the same changes nothing."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from people.models import Person
from quizzes.actions.remarking import mark_by_corrected_keys
from quizzes.actions.scoring import item_fraction, settle
from quizzes.marking import clean_response
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.policies import attempts_visible_to
from quizzes.queries import items_of, questions_to_ask
from quizzes.specs import counts_points, from_dict


class Saved(StrEnum):
    """What became of an answer that was sent."""

    SAVED = "saved"
    STALE = "stale"  # another page saved a newer one
    CLOSED = "closed"  # the explanation was seen, or the attempt is submitted


def start_attempt(*, quiz: Quiz, learner: Person) -> Attempt:
    """The learner's open attempt, or a new one over today's versions of the ready questions.

    Raises ValidationError when the quiz has no question that counts, or waits behind a seal.
    """
    mine = Attempt.objects.open().filter(quiz=quiz, learner=learner)
    found = mine.first()
    if found is not None and not attempts_visible_to(learner).filter(pk=found.pk).exists():
        raise ValidationError(
            _("You began this quiz before your account was reopened: it waits for you."),
            code="sealed",
        )
    if found is not None:
        return found
    try:
        return _new_attempt(quiz, learner)
    except IntegrityError:
        # Somebody, most likely the same person by a double click, was faster.
        return mine.get()


@transaction.atomic
def _new_attempt(quiz: Quiz, learner: Person) -> Attempt:
    asked = questions_to_ask(quiz)
    max_points = sum((one.points for one in asked if counts_points(one.spec)), Decimal(0))
    if not max_points:
        raise ValidationError(_("This quiz has no question to ask yet."), code="empty")
    attempt = Attempt.objects.create(
        quiz=quiz, learner=learner, pass_percent=quiz.pass_percent, max_points=max_points
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, slot=slot, version=one.version, max_points=one.points)
        for slot, one in enumerate(asked, start=1)
    )
    return attempt


@transaction.atomic
def save_response(*, attempt: UUID, slot: int, raw: object, sequence: int) -> Saved:
    """Keep an answer that may still change. What does not fit the question is dropped.

    The same answer under the same sequence is the retry of a page that did not hear back: saved.
    """
    if not _locked(attempt).is_open:
        return Saved.CLOSED
    item = _item(attempt, slot)
    response = clean_response(from_dict(item.version.spec), raw)
    saved = AttemptItem.objects.filter(pk=item.pk, checked_at=None, sequence__lt=sequence).update(
        response=response, sequence=sequence, saved_at=Now()
    )
    if saved:
        return Saved.SAVED
    if item.checked_at is not None:
        return Saved.CLOSED
    is_retry = (item.sequence, item.response) == (sequence, response)
    return Saved.SAVED if is_retry else Saved.STALE


@transaction.atomic
def check_item(*, attempt: UUID, slot: int, raw: object) -> AttemptItem:
    """Mark one answer so that its explanation can be shown: it cannot change any more.

    An item checked before, or whose attempt is submitted, stays as it is.
    """
    is_open = _locked(attempt).is_open
    item = _item(attempt, slot)
    if is_open and item.checked_at is None:
        spec = from_dict(item.version.spec)
        response = clean_response(spec, raw)
        AttemptItem.objects.filter(pk=item.pk, checked_at=None).update(
            response=response,
            fraction=item_fraction(item, spec, response),
            saved_at=Now(),
            checked_at=Now(),
        )
        item.refresh_from_db()
    return item


@transaction.atomic
def submit_attempt(*, attempt: UUID) -> Attempt:
    """Close an attempt with its score. A second call answers the same attempt, as it was closed."""
    locked = _locked(attempt)
    if not locked.is_open:
        return locked
    items = items_of(locked)
    for item in items:
        spec = from_dict(item.version.spec)
        item.fraction = item_fraction(item, spec, item.response)
    mark_by_corrected_keys(items)
    AttemptItem.objects.bulk_update(items, ["fraction"])
    Attempt.objects.open().filter(pk=locked.pk).update(submitted_at=Now())
    settle(locked, items)
    locked.refresh_from_db()
    return locked


def _locked(attempt: UUID) -> Attempt:
    """The attempt, which nobody else can save, check or submit until the transaction ends."""
    return Attempt.objects.select_for_update().get(uuid=attempt)


def _item(attempt: UUID, slot: int) -> AttemptItem:
    return AttemptItem.objects.select_related("version").get(attempt__uuid=attempt, slot=slot)
