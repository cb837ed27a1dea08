from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.actions.assignments import lock_paths, update_enrolments
from learning.enums import ExemptionReason
from learning.models import Assignment
from people.actions.privacy import record_look
from people.enums import Purpose
from people.models import Person


@transaction.atomic
def exempt(*, assignment: Assignment, reason: ExemptionReason, by: Person) -> None:
    """Exempt a person from a path, whichever rules ask it; a later rule may ask anew.

    The person reads it, and why; their manager that they are exempted. Raises ValidationError.
    """
    rows = _asked_with(assignment)
    if not rows.filter(exempted_at=None).exists():
        raise ValidationError(_("Nothing is asked of this person here any more."), code="ended")
    rows.filter(exempted_at=None).update(
        exempted_at=timezone.now(), exemption=reason, exempted_by=by
    )
    _settle(assignment, by)


@transaction.atomic
def lift_exemption(*, assignment: Assignment, by: Person) -> None:
    """Lift an exemption: what the rules ask holds again, by the same day."""
    _asked_with(assignment).update(exempted_at=None, exemption="", exempted_by=None)
    _settle(assignment, by)


def _asked_with(assignment: Assignment):
    lock_paths(assignment.path_id)
    return Assignment.objects.open().filter(
        person=assignment.person_id, path=assignment.path_id, is_mandatory=True
    )


def _settle(assignment: Assignment, by: Person) -> None:
    update_enrolments(people=[assignment.person_id], path=assignment.path)
    record_look(by=by, at=[assignment.person], purpose=Purpose.MANDATORY_TRAINING)
