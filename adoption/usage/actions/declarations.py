from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.foundation.periods import Month
from adoption.usage.enums import DeclaredUse
from adoption.usage.models import Declaration, Objection
from adoption.usage.policies import sealed_use
from adoption.usage.pseudonyms import journal_identity, subject_of
from cms.models import Portal
from core.dates import today as current_day
from core.site_settings import value_of
from people.actions.erasures import journalled_erasure
from people.actions.privacy import lock_person
from people.enums import ErasureRoute
from people.models import Person


ANSWERS = "answers"  # the kind under which the journal notes that a logbook's answers were erased


@transaction.atomic
def declare(
    *,
    person: Person,
    portal: Portal,
    month: Month,
    answer: DeclaredUse,
    today: date | None = None,
) -> None:
    """Save or change the person's own answer. Raises ValidationError outside the month's time.

    And for whoever objects to being counted: nothing is collected before they withdraw it. A month is
    open from its first day until it closes. `today` is for filling in the past. While a seal hides what
    was answered before, an earlier answer or objection stands, in silence (docs/decisions/0019).
    """
    if not is_month_open(month, today or current_day()):
        raise ValidationError(
            _("This month is closed: its answers are counted and no longer change."), code="closed"
        )
    lock_person(person=person)
    subject = subject_of(person)
    sealed = sealed_use(person)
    if Objection.objects.filter(subject=subject).exists():
        if sealed and sealed.is_whole:
            return
        raise ValidationError(
            _("You object to being counted, so nothing is asked nor noted."), code="objection"
        )
    _note(
        Declaration(
            portal=portal, subject=subject, month=month.first_day, answer=DeclaredUse(answer)
        ),
        may_replace=not (sealed and sealed.is_whole and month <= sealed.last_month),
    )


def _note(declaration: Declaration, *, may_replace: bool) -> None:
    if not may_replace:
        Declaration.objects.bulk_create([declaration], ignore_conflicts=True)
        return
    Declaration.objects.bulk_create(
        [declaration],
        update_conflicts=True,
        unique_fields=["portal", "month", "subject"],
        update_fields=["answer"],
    )


def is_month_open(month: Month, today: date) -> bool:
    return month.first_day <= today and not month.is_closed(today, value_of("MONTH_CLOSING_DAY"))


def forget_declarations(*, person: Person, portal: Portal) -> int:
    """Erase all declarations of the person about this portal. Published figures stay: they name nobody."""
    with journalled_erasure(ErasureRoute.OWN_HAND) as noting:
        erased = erase_declarations(portal_id=portal.pk, subject=subject_of(person))
        if erased:
            noting.note(ANSWERS, journal_identity(portal.pk, subject_of(person)))
        return erased


def erase_declarations(*, portal_id: int, subject: str) -> int:
    erased, _by_model = Declaration.objects.filter(portal=portal_id, subject=subject).delete()
    return erased
