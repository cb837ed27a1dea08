"""An attempt from its start to its end. Each verb is atomic; a second call of the same changes nothing."""

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least, Now

from people.models import Person
from quizzes.actions.remarking import mark_by_corrected_keys
from quizzes.actions.review import gather_mistakes
from quizzes.actions.scoring import earned_share, write_score
from quizzes.behaviours import next_try
from quizzes.enums import Behaviour, Certainty, ClosedBy
from quizzes.kinds.base import Spec
from quizzes.marking import mark, next_response
from quizzes.models import Attempt, AttemptItem
from quizzes.pass_registry import notify_passed
from quizzes.queries.asking import items_to_mark
from quizzes.queries.own_attempts import lock_to_save, own_item_to_save
from quizzes.queries.translations import edition_for, marking_spec_of
from quizzes.specs.codec import from_dict
from quizzes.values.marks import State


logger = logging.getLogger(__name__)
AT_THE_END = frozenset({Behaviour.AT_END, Behaviour.CERTAINTY})


class SaveOutcome(StrEnum):
    """What became of an answer that was sent."""

    SAVED = "saved"
    STALE = "stale"  # another page saved a newer one
    CLOSED = "closed"  # the explanation was seen, or the attempt is submitted
    OVER = "over"  # its time is over


@dataclass(frozen=True, slots=True)
class Revision:
    """The place of an answer among those that pages send. `page`: the key of that page, loaded once; `sequence` grows with each answer that it
    sends; `based_on`: the sequence that it showed when it was loaded."""

    sequence: int
    page: str = ""
    based_on: int | None = None

    def follows(self) -> Q:
        """Return the items whose answer this one may replace: written on the same page before, or shown by it."""
        return Q(Q(page=self.page) | Q(sequence=self.based_on), sequence__lt=self.sequence)

    def may_check(self, item: AttemptItem) -> bool:
        """Whether the answer of a locked item is the one to check, or one that this may replace."""
        is_known = item.page == self.page or item.sequence == self.based_on
        return is_known and item.sequence <= self.sequence


@transaction.atomic
def save_response(
    *,
    attempt: UUID,
    slot: int,
    raw: object,
    certainty: int | None = None,
    **sent: Any,
) -> SaveOutcome:
    """Keep an answer that may still change, in the words in which it was asked; what does not fit is dropped.
    One that was given elsewhere since its page was loaded is not replaced. `sent`: of a Revision; the same answer under
    the same one is the retry of a page that did not hear back: saved."""
    item = lock_to_save(AttemptItem.objects.filter(attempt__uuid=attempt, slot=slot)).get()
    return _save(item, from_dict(item.version.spec), raw, certainty, Revision(**sent))


@transaction.atomic
def save_own_response(
    *, learner: Person, attempt: UUID, slot: int, fields: Any, certainty: int | None, **sent: Any
) -> tuple[SaveOutcome, Any] | None:
    """Save what a page of the learner’s own attempt sent, as `save_response` does, and return the outcome with the item
    as it was before; None where they have no such question. `fields`: those of the page, a QueryDict."""
    item = own_item_to_save(learner, uuid=attempt, slot=slot)
    if item is None:
        return None
    spec = from_dict(item.version.spec)
    return _save(item, spec, spec.raw_response(fields), certainty, Revision(**sent)), item


def _save(
    item: Any, spec: Spec, raw: object, certainty: int | None, revision: Revision
) -> SaveOutcome:
    """Save the answer of a locked item."""
    if not item.attempt.is_open:
        return SaveOutcome.CLOSED
    if item.attempt.is_over(item.now):
        return SaveOutcome.OVER
    response = next_response(spec, item.response, raw)
    edition = edition_for(item.version, item.translation)
    sure = certainty if certainty in Certainty.values else None
    saved = AttemptItem.objects.filter(revision.follows(), pk=item.pk, checked_at=None).update(
        response=response,
        translation=edition,
        certainty=sure,
        sequence=revision.sequence,
        page=revision.page,
        saved_at=Now(),
    )
    if saved:
        return SaveOutcome.SAVED
    if item.checked_at is not None:
        return SaveOutcome.CLOSED
    kept = (item.page, item.sequence, item.response, item.certainty)
    is_retry = kept == (revision.page, revision.sequence, response, sure)
    return SaveOutcome.SAVED if is_retry else SaveOutcome.STALE


@transaction.atomic
def check_item(
    *,
    attempt: UUID,
    slot: int,
    raw: object,
    gives_up: bool = False,
    revision: Revision | None = None,
) -> AttemptItem:
    """Mark one answer. Where it may be tried again and is not right, only that is said; else its
    explanation can be shown, and it cannot change any more.

    An item checked before, or whose attempt takes no answer now, stays as it is; so does each one of an attempt that
    explains at the end, and one answered elsewhere since the page of `revision` was loaded.
    """
    locked = _locked(attempt)
    item = _item(attempt, slot)
    is_open = not locked.is_over(locked.now) and locked.behaviour not in AT_THE_END
    if is_open and item.checked_at is None and (revision is None or revision.may_check(item)):
        changed = _tried(locked, item, raw, gives_up=gives_up)
        if revision is not None:
            changed |= {"sequence": revision.sequence, "page": revision.page}
        AttemptItem.objects.filter(pk=item.pk, checked_at=None).update(**changed, saved_at=Now())
        item.refresh_from_db()
    return item


def _tried(attempt: Attempt, item: AttemptItem, raw: object, *, gives_up: bool) -> dict[str, Any]:
    """Return what a check changes of an item."""
    item.translation = edition_for(item.version, item.translation)
    spec = marking_spec_of(item)
    last = item.tried[-1] if item.tried else {}
    response = next_response(spec, item.response, last if gives_up else raw)
    item.response = response
    may_try_again = attempt.behaviour == Behaviour.TRIES and spec.may_try_again
    if may_try_again and spec.counts_points and not spec.needs_marker(response):
        outcome = next_try(
            item.tried,
            response,
            is_right=mark(spec, response).state is State.RIGHT,
            max_tries=attempt.max_tries,
        )
        item.tried = outcome.tried
        if not (outcome.is_over or gives_up):
            changes = {"response": response, "translation": item.translation}
            return {**changes, "tried": outcome.tried, "tries": len(outcome.tried)}
    return {
        "response": response,
        "translation": item.translation,
        "tried": item.tried,
        "tries": max(len(item.tried), bool(response)),
        "fraction": earned_share(attempt, item, spec),
        "checked_at": Now(),
    }


@transaction.atomic
def submit_attempt(*, attempt: UUID) -> Attempt:
    """Close an attempt with its score, at the end of its time where that is over; tell who waits for its pass. Idempotent."""
    attempts = Attempt.objects.with_clock().select_related("learner")
    locked: Any = attempts.select_for_update(of=("self",)).get(uuid=attempt)
    if not locked.is_open:
        return locked
    items = items_to_mark(locked)
    for item in items:
        if item.checked_at is None:
            item.fraction = earned_share(locked, item, marking_spec_of(item))
    mark_by_corrected_keys([item for item in items if item.has_other_key])
    AttemptItem.objects.bulk_update(items, ["fraction"], batch_size=1000)
    is_late = locked.is_over(locked.now)
    write_score(
        locked,
        items,
        submitted_at=Least(Now(), F("closes_at")) if is_late else Now(),
        closed_by=ClosedBy.TIME if is_late else ClosedBy.LEARNER,
    )
    learner = locked.learner
    locked.refresh_from_db()
    locked.learner = learner
    if missed := {item.version.question_id for item in items if (item.fraction or 0) < 1}:
        gather_mistakes(learner=learner, among=missed)
    if locked.is_passed:
        notify_passed(locked)
    return locked


def close_overdue_attempts() -> int:
    """Submit each attempt whose time is over, and return how many. One that cannot be marked is logged, alone."""
    closed = 0
    overdue = Attempt.objects.overdue().order_by("closes_at", "pk")
    for uuid in overdue.values_list("uuid", flat=True):
        try:
            submit_attempt(attempt=uuid)
        except SoftTimeLimitExceeded:  # of all of them
            raise
        except Exception:
            logger.exception("attempt cannot be closed")
        else:
            closed += 1
    return closed


def _locked(attempt: UUID) -> Any:
    """Lock the attempt, with the database’s `now`: nobody else saves, checks or submits it meanwhile."""
    return Attempt.objects.with_clock().select_for_update().get(uuid=attempt)


def _item(attempt: UUID, slot: int) -> AttemptItem:
    items = AttemptItem.objects.select_related("version", "translation")
    return items.get(attempt__uuid=attempt, slot=slot)


@transaction.atomic
def choose_step(*, attempt: UUID, slot: int, step: int, choice: str) -> AttemptItem:
    """Choose after `step` other choices; the last choice checks the answer. Nothing changes where that step is
    behind the learner, or does not offer this choice."""
    item = _locked_item(attempt, slot)
    spec = from_dict(item.version.spec)
    raw = spec.next_step(item.response, step, choice)
    if raw is None:
        return item
    save_response(attempt=attempt, slot=slot, raw=raw, sequence=item.sequence + 1, page=item.page)
    item.refresh_from_db()
    if spec.is_over(item.response):
        return check_item(attempt=attempt, slot=slot, raw=item.response)
    return item


@transaction.atomic
def give_up_steps(*, attempt: UUID, slot: int) -> AttemptItem:
    """Check the answer as far as it went."""
    item = _locked_item(attempt, slot)
    return check_item(attempt=attempt, slot=slot, raw=item.response)


def _locked_item(attempt: UUID, slot: int) -> AttemptItem:
    """Lock the attempt: two choices for the same step, from two windows, come one after the other."""
    locked = Attempt.objects.select_for_update().get(uuid=attempt)
    return locked.items.select_related("version").get(slot=slot)
