from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from people.actions.devices import revoke_devices
from people.models import OpenSession, Person, PushDevice
from people.queries.devices import KnownDevice, known_devices
from people.session_store import session_store
from people.user_agents import browser_of, system_of


def remember_session(*, person: Person, session_key: str, user_agent: str) -> None:
    """List the session among the person's connections until it ends. One key is one row, whoever signs in."""
    OpenSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "person": person,
            "browser": browser_of(user_agent),
            "system": system_of(user_agent),
            "signed_in_at": Now(),
            "device": None,
        },
    )


def forget_session(*, session_key: str) -> None:
    """Remove a session from the list; whoever signs out ends the session itself."""
    OpenSession.objects.filter(session_key=session_key).delete()


def rekey_session(*, before: str, after: str) -> None:
    """Record that the session goes on under another key."""
    OpenSession.objects.filter(session_key=before).update(session_key=after)


@transaction.atomic
def lose_device(*, known: KnownDevice) -> None:
    """End what is open on a device, and have it told nothing; what it keeps is forgotten at its next contact."""
    sessions = Q(pk__in=[session.pk for session in known.sessions])
    if known.device is not None:
        sessions |= Q(device=known.device)
    _end(OpenSession.objects.filter(sessions))
    PushDevice.objects.filter(pk__in=[push.pk for push in known.pushes]).delete()
    if known.device is not None:
        known.device.delete()


@transaction.atomic
def lose_other_devices(*, person: Person, but: str) -> None:
    """Lose all devices but the one of this session, and end all other sessions, even those that are said to be on it."""
    for known in known_devices(person, session_key=but):
        if not known.is_this:
            lose_device(known=known)
    PushDevice.objects.filter(person=person, session__isnull=False).exclude(
        session__session_key=but
    ).delete()
    end_other_sessions(person=person, but=but)


def end_other_sessions(*, person: Person, but: str) -> int:
    """End all sessions of the person but the one under this key. Returns how many were listed."""
    return _end(OpenSession.objects.filter(person=person).exclude(session_key=but))


def end_all_sessions(*, person: Person) -> int:
    """End all sessions of the person, with what their own devices keep and what they are told."""
    PushDevice.objects.filter(person=person).delete()
    revoke_devices(person=person)
    return _end(OpenSession.objects.filter(person=person))


@transaction.atomic
def _end(sessions) -> int:
    ended = list(sessions)
    for session in ended:
        session_store(session.session_key).delete()
    OpenSession.objects.filter(pk__in=[session.pk for session in ended]).delete()
    return len(ended)
