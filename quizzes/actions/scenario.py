"""A scenario goes on by one choice at a time, and ends with the last one or by being given up."""

from uuid import UUID

from django.db import transaction

from quizzes.actions.attempts import check_item, save_response
from quizzes.kinds.scenario import Scenario
from quizzes.models import Attempt, AttemptItem
from quizzes.specs.codec import from_dict


@transaction.atomic
def choose_reply(*, attempt: UUID, slot: int, step: int, choice: str) -> AttemptItem:
    """Choose in the scene that comes after `step` choices. The last choice checks the answer.

    Nothing changes where that scene is behind the learner, or does not offer this choice.
    """
    item = _locked_item(attempt, slot)
    spec = from_dict(item.version.spec)
    path = item.response.get("path", [])
    if not isinstance(spec, Scenario) or step != len(path):
        return item
    raw = {"path": [*path, choice]}
    save_response(attempt=attempt, slot=slot, raw=raw, sequence=item.sequence + 1)
    item.refresh_from_db()
    if spec.is_over(item.response):
        return check_item(attempt=attempt, slot=slot, raw=item.response)
    return item


@transaction.atomic
def give_up_scenario(*, attempt: UUID, slot: int) -> AttemptItem:
    """Check a scenario as far as it went."""
    item = _locked_item(attempt, slot)
    return check_item(attempt=attempt, slot=slot, raw=item.response)


def _locked_item(attempt: UUID, slot: int) -> AttemptItem:
    """Two choices for the same scene, from two windows, come one after the other."""
    locked = Attempt.objects.select_for_update().get(uuid=attempt)
    return locked.items.select_related("version").get(slot=slot)
