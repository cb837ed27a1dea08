"""Set goals, tick them and undo ticks; stored under the person's subject, for them alone."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.foundation.periods import Month
from adoption.usage.models import UseGoal, UseTick
from adoption.usage.policies import is_wholly_sealed
from adoption.usage.pseudonyms import journal_identity, subject_of
from cms.enums import Cadence
from cms.models import Portal, PortalService
from core.dates import today as current_day
from people.actions.erasures import journalled_erasure
from people.actions.privacy import lock_person
from people.enums import ErasureRoute
from people.models import Person


GOALS = "goals"  # the kind under which the journal notes that goals and ticks were erased
TICKED_BACK = 1  # whole months before this one


@transaction.atomic
def set_goals(
    *,
    person: Person,
    portal: Portal,
    wishes: Mapping[PortalService, Cadence | None],
    today: date | None = None,
) -> None:
    """Save how often for each service, None for not at all. An unchanged goal keeps its first month.

    Raises ValidationError while a seal hides what was set before (docs/decisions/0019).
    """
    _refuse_sealed(person)
    lock_person(person=person)
    subject, since = subject_of(person), Month.containing(today or current_day()).first_day
    own = UseGoal.objects.filter(subject=subject, service__portal=portal)
    before = dict(own.values_list("service", "cadence"))
    dropped = [service.pk for service, cadence in wishes.items() if cadence is None]
    own.filter(service__in=dropped).delete()
    UseGoal.objects.bulk_create(
        [
            UseGoal(service=service, subject=subject, cadence=cadence, since=since)
            for service, cadence in wishes.items()
            if cadence is not None and cadence != before.get(service.pk)
        ],
        update_conflicts=True,
        unique_fields=["service", "subject"],
        update_fields=["cadence", "since"],
    )


@transaction.atomic
def tick(
    *,
    person: Person,
    service: PortalService,
    month: Month,
    is_done: bool = True,
    today: date | None = None,
) -> None:
    """Tick a service for this month or the last, or remove a tick of any month.

    Raises ValidationError for another month, and while a seal hides what was ticked before.
    """
    _refuse_sealed(person)
    now = Month.containing(today or current_day())
    if is_done and not now.shifted(-TICKED_BACK) <= month <= now:
        raise ValidationError(_("Only this month and the last one can be ticked."), code="month")
    lock_person(person=person)
    row = UseTick(service=service, subject=subject_of(person), month=month.first_day)
    if is_done:
        UseTick.objects.bulk_create([row], ignore_conflicts=True)
        return
    UseTick.objects.filter(service=service, subject=row.subject, month=row.month).delete()


def forget_goals(*, person: Person, portal: Portal) -> int:
    with journalled_erasure(ErasureRoute.OWN_HAND) as noting:
        erased = erase_goals(portal_id=portal.pk, subject=subject_of(person))
        if erased:
            noting.note(GOALS, journal_identity(portal.pk, subject_of(person)))
        return erased


@transaction.atomic
def erase_goals(*, portal_id: int, subject: str) -> int:
    own = {"service__portal": portal_id, "subject": subject}
    ticks, _by_model = UseTick.objects.filter(**own).delete()
    goals, _by_model = UseGoal.objects.filter(**own).delete()
    return ticks + goals


def _refuse_sealed(person: Person) -> None:
    if is_wholly_sealed(person):
        raise ValidationError(
            _("Your account was reopened a short while ago: your logbook is kept as it is."),
            code="sealed",
        )
