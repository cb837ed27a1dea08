from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import today
from core.offline import KEPT_DAYS
from people.keyed_hash import keyed_hash
from people.models import OpenSession, Person, PersonalDevice, PushDevice, ReceivedForm
from people.queries.accounts import live_sessions
from people.user_agents import browser_of, system_of


@transaction.atomic
def name_device(*, person: Person, user_agent: str, session_key: str = "") -> PersonalDevice:
    """Record a device as the person's own; it is the one of this session."""
    device = PersonalDevice.objects.create(
        person=person,
        browser=browser_of(user_agent),
        system=system_of(user_agent),
        ends_at=timezone.now() + timedelta(days=KEPT_DAYS),
    )
    recognise_device(device=device, session_key=session_key)
    return device


@transaction.atomic
def recognise_device(*, device: PersonalDevice, session_key: str) -> None:
    """Record that a session of its owner, and what it is told, are on this device.

    Raises ValidationError where another session that is still open is on it: a device has one.
    """
    if any(
        row.device_id == device.pk and row.session_key != session_key
        for row, _held in live_sessions(device.person)
    ):
        raise ValidationError(_("This device is signed in elsewhere already."), code="taken")
    sessions = OpenSession.objects.filter(person=device.person_id, session_key=session_key)
    sessions.update(device=device)
    PushDevice.objects.filter(session__in=sessions).update(device=device)


def rename_device(*, device: PersonalDevice, name: str) -> None:
    device.name = name
    device.save(update_fields=["name"])


def revoke_device(*, person: Person, device: UUID) -> bool:
    """Delete the row, which the device learns at its next contact. Return whether there was one."""
    return bool(PersonalDevice.objects.filter(person=person, uuid=device).delete()[0])


def revoke_devices(*, person: Person) -> None:
    PersonalDevice.objects.filter(person=person).delete()


def claim_form(*, person: Person, form: str, number: str) -> bool:
    """Return True the first time a form is received, in the transaction of what it does. `form`: its route."""
    key = keyed_hash(f"received form:{person.pk}:{form}:{number}")
    try:
        with transaction.atomic():
            ReceivedForm.objects.create(key=key, received_on=today())
    except IntegrityError:
        return False
    return True
