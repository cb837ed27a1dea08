"""Mails people a warning when something grave was done to their account."""

from collections.abc import Iterable
from uuid import uuid4

from django.urls import reverse

from people.actions.mails import Letter, enqueue_mails
from people.enums import AccountChange, Role
from people.mail.kinds import ACCOUNT_CHANGED
from people.models import Person


def warn_of_account_change(
    *, people: Iterable[Person], change: AccountChange, role: Role | None = None
) -> None:
    """Mail people at the address that each has now. `role`: the one that was given or taken."""

    def what() -> str:
        return str(change.label) % {"role": role.label if role else ""}

    letters = [
        Letter(
            person=person,
            key=str(uuid4()),  # each is a fact of its own
            path=reverse("people:my_data"),
            values={"what": what},
        )
        for person in people
    ]
    enqueue_mails(kind=ACCOUNT_CHANGED, letters=letters)
