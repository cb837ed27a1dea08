"""Manage the secret address of a person's workshop calendar. Whoever knows it can read it."""

import secrets

from django.db import transaction
from django.utils import timezone

from ambassadors.workshops.models import CalendarFeed
from ambassadors.workshops.policies import feeds_visible_to
from ambassadors.workshops.queries.calendar import token_digest
from people.models import Person


@transaction.atomic
def create_feed(*, person: Person) -> str:
    """Return the secret of a new address, shown only this once; the previous address stops working."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        person=person, defaults={"digest": token_digest(token), "made_at": timezone.now()}
    )
    return token


def remove_feed(*, person: Person) -> None:
    feeds_visible_to(person).delete()
