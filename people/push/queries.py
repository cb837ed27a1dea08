"""Queries of the devices on which people may be told."""

from django.db.models import QuerySet

from people.models import Person, PushDevice, WebPushSettings
from people.policies import rows_since_seal
from people.push.sending import public_key


def is_web_push_on() -> bool:
    return WebPushSettings.objects.filter(is_on=True).exists()


def devices_of(person: Person) -> QuerySet[PushDevice]:
    """Return the person's own, excluding those from before a seal."""
    return rows_since_seal(PushDevice.objects.filter(person=person), person, "added_at")


def push_key() -> str | None:
    """Return the key under which a browser asks to be told; None where the data protection officer allows no push."""
    return public_key() if is_web_push_on() else None
