"""Answering step by step: each choice is sent alone and final, up to the last one or to giving up."""

from uuid import UUID

from django.db import transaction

from quizzes.actions.attempts import check_item, save_response
from quizzes.models import Attempt, AttemptItem
from quizzes.specs.codec import from_dict


@transaction.atomic
def choose_step(*, attempt: UUID, slot: int, step: int, choice: str) -> AttemptItem:
    """Choose after `step` other choices. The last choice checks the answer.

    Nothing changes where that step is behind the learner, or does not offer this choice.
    """
    item = _locked_item(attempt, slot)
    spec = from_dict(item.version.spec)
    raw = spec.next_step(item.response, step, choice)
    if raw is None:
        return item
    save_response(attempt=attempt, slot=slot, raw=raw, sequence=item.sequence + 1)
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
    """Two choices for the same step, from two windows, come one after the other."""
    locked = Attempt.objects.select_for_update().get(uuid=attempt)
    return locked.items.select_related("version").get(slot=slot)
