"""A learner sends the result of an attempt, and takes it back."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core.dates import today
from people.models import Person
from people.queries.teams import managers_of
from quizzes.enums import ResultRecipient
from quizzes.models import Attempt, SharedResult
from quizzes.policies import attempts_visible_to, shared_by


@transaction.atomic
def share_result(*, attempt: UUID, learner: Person, manager: Person | None = None) -> SharedResult:
    """Send a result to this manager, or to the training department. Sent twice, it is sent once.

    Raises ValidationError when there is no result yet, or somebody does not manage the learner today.
    """
    own = attempts_visible_to(learner).select_related("quiz").select_for_update(of=("self",))
    own_attempt: Attempt = own.get(uuid=attempt)
    if not own_attempt.has_score:
        raise ValidationError(_("There is no result to send yet."), code="no_result")
    if manager is not None and manager not in managers_of(learner, today()):
        raise ValidationError(_("A result is sent to one of your managers only."), code="nobody")
    shared, _made = SharedResult.objects.standing().get_or_create(
        attempt=own_attempt,
        audience=ResultRecipient.TRAINING if manager is None else ResultRecipient.MANAGER,
        recipient=manager,
        withdrawn_at=None,
        defaults={"with_score": own_attempt.quiz.shows_grade},
    )
    return shared


def withdraw_result(*, shared: UUID, learner: Person) -> None:
    """Take a result back: nobody reads it from now on. Idempotent."""
    shared_by(learner).filter(uuid=shared, withdrawn_at=None).update(withdrawn_at=Now())
