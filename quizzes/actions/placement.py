"""A placement asks one question after the other, each chosen by the answers before."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from people.models import Person
from quizzes.actions.attempts import submit_attempt
from quizzes.actions.scoring import round_share
from quizzes.actions.starts import start_attempt
from quizzes.enums import Purpose
from quizzes.marking import clean_response, mark
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.queries.asking import attempt_items
from quizzes.queries.placement import WORTH, next_of_placement
from quizzes.queries.translations import edition_for, marking_spec_of


def start_placement(*, quiz: Quiz, learner: Person, self_level: int | None = None) -> Attempt:
    """The learner's open placement, or a new one. Raises ValidationError as `start_attempt` does."""
    attempt = start_attempt(quiz=quiz, learner=learner)
    if attempt.purpose != Purpose.PLACEMENT:
        raise ValidationError(_("This quiz is no placement."), code="purpose")
    if self_level is not None:
        Attempt.objects.open().filter(pk=attempt.pk, self_level=None).update(self_level=self_level)
    return attempt


@transaction.atomic
def answer_placement(*, attempt: UUID, slot: int, raw: object) -> Attempt:
    """Mark one answer, then ask the next question, or end. An answer given once does not change."""
    locked = Attempt.objects.with_clock().select_for_update().get(uuid=attempt)
    if not locked.is_open or locked.is_over(locked.now):
        return submit_attempt(attempt=attempt)
    items = attempt_items(locked)
    item = next((one for one in items if one.slot == slot and one.checked_at is None), None)
    if item is None:
        return locked
    item.translation = edition_for(item.version, item.translation)
    spec = marking_spec_of(item)
    response = clean_response(spec, raw)
    AttemptItem.objects.filter(pk=item.pk, checked_at=None).update(
        response=response,
        translation=item.translation,
        fraction=round_share(mark(spec, response).fraction),
        saved_at=Now(),
        checked_at=Now(),
    )
    return _go_on(locked)


def _go_on(attempt: Attempt) -> Attempt:
    items = attempt_items(attempt)
    question = next_of_placement(attempt, items)
    if question is None or question.current_version is None:
        return submit_attempt(attempt=attempt.uuid)
    AttemptItem.objects.create(
        attempt=attempt,
        slot=len(items) + 1,
        version=question.current_version,
        max_points=WORTH,
        difficulty=question.difficulty,
    )
    Attempt.objects.filter(pk=attempt.pk).update(max_points=F("max_points") + WORTH)
    attempt.refresh_from_db()
    return attempt
