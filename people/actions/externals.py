"""Maintains the accounts of partners' own staff, who learn here until a day that is set from the start."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import today
from people.actions.account_warnings import warn_of_files_made_meanwhile
from people.actions.identifiers import record_new_addresses
from people.enums import PartnerKind, PersonKind
from people.invitations import new_code
from people.models import Partner, Person


@transaction.atomic
def add_external(
    *, first_name: str, last_name: str, email: str, partner: Partner, from_day: date, last_day: date
) -> Person:
    """Create an account without position or right. They open it with an invitation. Raises ValidationError.

    A partner that is not in the tables yet is created with its first learner, or not at all.
    """
    if partner.pk is None:
        partner = get_or_create_partner(name=partner.name, kind=PartnerKind(partner.kind))
    person = Person(
        staff_number=f"EXT-{new_code()[:9]}",
        kind=PersonKind.EXTERNAL,
        first_name=first_name,
        last_name=last_name,
        email=email or None,
        partner=partner,
        employed_from=from_day,
        employed_until=last_day,
    )
    person.set_unusable_password()
    person.full_clean()
    person.save()
    return person


def get_or_create_partner(*, name: str, kind: PartnerKind) -> Partner:
    return Partner.objects.get_or_create(name=name, defaults={"kind": kind})[0]


@transaction.atomic
def change_external(*, person: Person, email: str, last_day: date, by: Person) -> None:
    """Change the address and the last day; a later one opens a closed account again."""
    _refuse_staff(person)
    if last_day < today():
        raise ValidationError(_("Choose today or a later day."), code="past")
    before, person.email = person.email, email or None
    ended_on, person.employed_until = person.employed_until, last_day
    person.is_active = True
    person.full_clean(exclude=["password"])
    person.save(update_fields=["email", "employed_until", "is_active"])
    if person.email not in (before, None):
        record_new_addresses(earlier={person.pk: before}, by=by)
    if ended_on is not None and ended_on < today():
        warn_of_files_made_meanwhile(returned={person.pk: ended_on})


def end_external(*, person: Person) -> None:
    """End the account: the person is signed out at their next click. The last day is at the latest this one."""
    _refuse_staff(person)
    last_day = max(today(), person.employed_from or today())
    person.employed_until = min(person.employed_until or last_day, last_day)
    person.is_active = False
    person.save(update_fields=["employed_until", "is_active"])


def _refuse_staff(person: Person) -> None:
    if not person.is_external:
        raise ValidationError(_("The staff list says when a member of staff leaves."), code="staff")
