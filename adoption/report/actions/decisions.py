"""Record what the steering committee decided, and the time that a contact takes."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.foundation.locks import lock_portal
from adoption.foundation.periods import Month
from adoption.report.enums import DecisionState
from adoption.report.models import CommitteeDecision, CommitteeDecisionRevision, ContactTime
from cms.models import Portal
from core.dates import today as current_day
from core.revisions import replace_values
from people.models import Person


REVISED_FIELDS = ("text", "owner", "due_on", "state")


@transaction.atomic
def take_decision(
    *,
    portal: Portal,
    month: Month,
    text: str,
    owner: str,
    due_on: date,
    asked: str = "",
    taken_on: date | None = None,
) -> CommitteeDecision:
    """Record a decision. The same question of the same report is answered once: the first stays.

    `taken_on`: today by default. Raises ValidationError for a day that is past, and where another answer stands.
    """
    lock_portal(portal)
    before = CommitteeDecision.objects.filter(portal=portal, month=month.first_day, asked=asked)
    if asked and (taken := before.first()):
        if (taken.text, taken.owner, taken.due_on) == (text, owner, due_on):
            return taken
        raise ValidationError(
            _("Another decision is noted already: it stands below, and can be changed there.")
        )
    decision = CommitteeDecision(
        portal=portal,
        month=month.first_day,
        asked=asked,
        text=text,
        owner=owner,
        taken_on=taken_on or current_day(),
        due_on=due_on,
    )
    decision.full_clean()
    decision.save(force_insert=True)
    return decision


@transaction.atomic
def change_decision(*, decision: CommitteeDecision, by: Person | None = None, **given: Any) -> None:
    """Change text, owner, due day or state, and keep what stood there before.

    A decision is settled on the day that it is first said to be so. Idempotent.
    """
    found = CommitteeDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    before = replace_values(found, given, REVISED_FIELDS)
    if not before:
        return
    if found.state == DecisionState.OPEN:
        found.settled_on = None
    else:
        found.settled_on = found.settled_on or current_day()
    found.full_clean()
    found.save()
    CommitteeDecisionRevision.objects.create(
        decision=found, changed_by=by, changed_on=current_day(), **before
    )


@transaction.atomic
def set_contact_time(*, portal: Portal, **values: Any) -> None:
    """Note what the estimate rests on: fields of ContactTime. What is not given is not known. Raises ValidationError."""
    noted = ContactTime(portal=portal, **values)
    noted.full_clean(validate_unique=False)
    ContactTime.objects.filter(portal=portal).delete()
    noted.save(force_insert=True)
