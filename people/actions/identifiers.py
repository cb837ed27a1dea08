"""Records that somebody else gave a person a new address or staff number, in the log of looks too.

By these a mailed link and an identity provider find a person: see people.actions.seals.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from people.actions.account_warnings import warn_of_account_change
from people.actions.mails import Letter, enqueue_mails
from people.actions.privacy import record_look
from people.enums import AccountChange, Purpose, ViewedData
from people.mail.kinds import ADDRESS_CHANGED
from people.models import Person
from people.policies import may_vouch_for_addresses


def new_address_values(by: Person | None) -> dict[str, Any]:
    """Return what is stored with a new address, beside it. `by`: who changed it, None for a machine."""
    return {
        "address_changed_at": timezone.now(),
        "address_is_vouched": may_vouch_for_addresses(by),
    }


def record_new_addresses(*, earlier: Mapping[int, str | None], by: Person | None) -> None:
    """Record new addresses, inside the transaction that wrote them. `earlier`: the former address, if any, by person."""
    if earlier:
        Person.objects.filter(pk__in=list(earlier)).update(**new_address_values(by))
        notify_of_new_addresses(earlier=earlier, by=by)


def notify_of_new_addresses(*, earlier: Mapping[int, str | None], by: Person | None) -> None:
    """Notify whoever has been here of their new address, at the former one too, and log who changed it.

    A forgotten password is mailed there from now on. Whoever has never been here has nothing to lose. `by`:
    who changed them, None for a machine.
    """
    now = timezone.now()
    renewed = Person.objects.filter(pk__in=list(earlier))
    opened = list(renewed.exclude(last_login=None).order_by("pk"))
    letters = [
        Letter(
            person=person,
            key=f"{person.pk} {now.isoformat()}",
            path=reverse("people:my_data"),
            to=to,
        )
        for person in opened
        if (to := earlier[person.pk])
    ]
    enqueue_mails(kind=ADDRESS_CHANGED, letters=letters)
    warn_of_account_change(people=opened, change=AccountChange.ADDRESS)
    if by is not None:
        record_look(by=by, at=opened, purpose=Purpose.STAFF_ADMINISTRATION, seen=ViewedData.ADDRESS)


def record_new_staff_numbers(*, people: Collection[int], by: Person | None) -> None:
    """Record new staff numbers, inside the transaction that wrote them. `by`: who changed them, None for a machine."""
    renumbered = Person.objects.filter(pk__in=people)
    renumbered.update(number_changed_at=timezone.now())
    if by is not None:
        opened = renumbered.exclude(last_login=None).order_by("pk")
        record_look(by=by, at=opened, purpose=Purpose.STAFF_ADMINISTRATION, seen=ViewedData.ADDRESS)
