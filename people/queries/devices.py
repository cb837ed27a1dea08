from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from core.dates import today
from people.models import OpenSession, Person, PersonalDevice, PushDevice
from people.push.queries import devices_of as push_devices_of
from people.queries.accounts import live_sessions
from people.session_store import SEEN_AT


def devices_of(person: Person) -> QuerySet[PersonalDevice]:
    return PersonalDevice.objects.filter(person=person, ends_at__gt=timezone.now())


def may_keep(device: UUID) -> bool:
    """Whether a device may keep what it has: not revoked nor past its days, and the account still opens."""
    owners = Person.objects.employed_on(today()).filter(is_active=True)
    devices = PersonalDevice.objects.filter(uuid=device, ends_at__gt=timezone.now())
    return devices.filter(person__in=owners).exists()


def is_recognised(device: UUID, session_key: str | None) -> bool:
    """Whether the session is known to be on that device."""
    return OpenSession.objects.filter(session_key=session_key, device__uuid=device).exists()


@dataclass(slots=True)
class KnownDevice:
    """A device with all that is known of it: where one is signed in, what it may keep, what it is told."""

    device: PersonalDevice | None = None
    sessions: list[OpenSession] = field(default_factory=list)
    pushes: list[PushDevice] = field(default_factory=list)
    seen_at: datetime | None = None
    is_this: bool = False

    @property
    def named_by(self) -> PersonalDevice | OpenSession | PushDevice:
        """Return the row whose number and words stand for the device."""
        if self.device is not None:
            return self.device
        return self.sessions[0] if self.sessions else self.pushes[0]

    @property
    def uuid(self) -> UUID:
        return self.named_by.uuid


def known_devices(person: Person, *, session_key: str | None) -> list[KnownDevice]:
    """Return the devices of a person, that of this session first."""
    by_device = {row.pk: KnownDevice(device=row) for row in devices_of(person)}
    by_session: dict[int, KnownDevice] = {}
    alone: list[KnownDevice] = []
    for session, held in live_sessions(person):
        known = by_session[session.pk] = by_device.get(session.device_id or 0, KnownDevice())
        known.sessions.append(session)
        seen = (
            datetime.fromtimestamp(held[SEEN_AT], UTC) if SEEN_AT in held else session.signed_in_at
        )
        known.seen_at = max(known.seen_at or seen, seen)
        known.is_this |= session.session_key == session_key
    for push in push_devices_of(person):
        found = by_device.get(push.device_id or 0) or by_session.get(push.session_id or 0)
        if found is None:
            alone.append(KnownDevice(pushes=[push]))
        else:
            found.pushes.append(push)
    others = [known for known in by_session.values() if known.device is None]
    listed = [*by_device.values(), *others, *alone]
    return sorted(listed, key=lambda known: (not known.is_this, not known.sessions))
