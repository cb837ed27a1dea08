"""Whether people may be told on their devices, and on which they are."""

from dataclasses import dataclass

from django.db.models import QuerySet

from people.models import Person, PushDevice, WebPushSettings
from people.policies import rows_since_seal
from people.push.sending import public_key


def is_web_push_on() -> bool:
    return WebPushSettings.objects.filter(is_on=True).exists()


def devices_of(person: Person) -> QuerySet[PushDevice]:
    """Return the person's own, excluding those from before a seal."""
    return rows_since_seal(PushDevice.objects.filter(person=person), person, "added_at")


@dataclass(frozen=True, slots=True)
class PushChoices:
    """A person's devices, and the key under which a browser asks for another."""

    devices: list[PushDevice]
    key: str


def push_choices_of(person: Person) -> PushChoices | None:
    """Return None where the data protection officer allows no push."""
    return PushChoices(list(devices_of(person)), public_key()) if is_web_push_on() else None
