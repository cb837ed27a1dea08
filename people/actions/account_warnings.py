"""Mails people a warning when something grave was done to their account."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from people.actions.mails import Letter, enqueue_mails
from people.enums import AccountChange, Role, ViewedData
from people.mail.kinds import ACCOUNT_CHANGED
from people.models import Look, Person


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


def warn_of_files_made_meanwhile(*, returned: Mapping[int, date]) -> None:
    """Warn whoever is back, and had left on this day, of a file of their data that was made since."""
    files = (ViewedData.PASSPHRASE, ViewedData.SEALED_FILE)
    looks = Look.objects.filter(subject__in=list(returned), seen__in=files).order_by()
    warned = {
        look.subject_id
        for look in looks
        if timezone.localdate(look.looked_at) > returned[look.subject_id]
    }
    people = Person.objects.filter(pk__in=warned).order_by("pk")
    warn_of_account_change(people=people, change=AccountChange.FILE)
