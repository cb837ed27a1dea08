"""Declares what this app holds about a person, why, who sees it and for how long."""

from collections.abc import Iterator

from people.actions.privacy import PERSON, erase_person
from people.models import Person
from people.privacy import access, files, mails, notifications, push, rights, roles, sign_in, staff
from people.privacy_registry import RepeatableErasure, register_erasure, register_holding


def register() -> None:
    """Register in the order in which erasers run; the page shows the last first."""
    for module in (rights, files, mails, notifications, push, roles, sign_in, access, staff):
        for holding in module.HOLDINGS:
            register_holding(holding)
    register_erasure(RepeatableErasure(kind=PERSON, candidates=_everybody, again=_erase_again))


def _everybody() -> Iterator[tuple[str, int]]:
    rows = Person.objects.order_by().values_list("uuid", "pk")
    return ((str(uuid), pk) for uuid, pk in rows.iterator())


def _erase_again(pk: int) -> None:
    for person in Person.objects.filter(pk=pk):
        erase_person(person=person)
