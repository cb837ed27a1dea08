"""Declares what this app holds about a person, why, who sees it and for how long."""

from collections.abc import Iterator

from people.actions.privacy import PERSON, erase_person
from people.models import Person
from people.privacy.access import access_holdings
from people.privacy.files import file_holdings
from people.privacy.mails import mail_holdings
from people.privacy.rights import rights_holdings
from people.privacy.roles import role_holdings
from people.privacy.sign_in import sign_in_holdings
from people.privacy.staff import staff_holdings
from people.privacy_registry import RepeatableErasure, register_erasure, register_holding


def register() -> None:
    """Register in the order in which erasers run; the page shows the last first."""
    for holding in (
        *rights_holdings(),
        *file_holdings(),
        *mail_holdings(),
        *role_holdings(),
        *sign_in_holdings(),
        *access_holdings(),
        *staff_holdings(),
    ):
        register_holding(holding)
    register_erasure(RepeatableErasure(kind=PERSON, candidates=_everybody, again=_erase_again))


def _everybody() -> Iterator[tuple[str, int]]:
    rows = Person.objects.order_by().values_list("uuid", "pk")
    return ((str(uuid), pk) for uuid, pk in rows.iterator())


def _erase_again(pk: int) -> None:
    for person in Person.objects.filter(pk=pk):
        erase_person(person=person)
