"""Devices on which people are told that something waits for them, and the queue of what is sent there.

A push says nothing, not even about what: it goes in the hours of mails, from the queue of mails.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.background import Queue
from core.dates import today
from people.actions.outbox import wake
from people.actions.privacy import lock_person
from people.enums import MailRhythm, OutboxStatus
from people.mail.queries import when_to_send
from people.models import OpenSession, OutgoingPush, Person, PushDevice, WebPushSettings
from people.push.queries import is_web_push_on
from people.push.sending import Outcome, is_push_address, send_push
from people.user_agents import browser_of, system_of


log = logging.getLogger(__name__)
MOST_DEVICES = 10
MINUTES = (5, 30, 120)  # until the next try; after the last one it is dropped
CUT_OFF_AFTER = timedelta(minutes=5)
BATCH = 500
ROUND_SECONDS = 60.0  # mails wait behind it, and a device's address may be one that never answers


@transaction.atomic
def set_web_push(*, is_on: bool) -> None:
    """Allow pushes or end them: then no device is kept."""
    values = {"is_on": is_on, "changed_at": timezone.now()}
    WebPushSettings.objects.update_or_create(pk=WebPushSettings.ONLY, defaults=values)
    if not is_on:
        PushDevice.objects.all().delete()


@transaction.atomic
def add_device(*, person: Person, endpoint: str, user_agent: str, session_key: str = "") -> None:
    """Have a device told; one that somebody else had added is this person's now. Raises ValidationError."""
    if not is_web_push_on() or not is_push_address(endpoint):
        message = _("Your browser gave an address to which Passerelle sends nothing.")
        raise ValidationError(message, code="address")
    lock_person(person=person)
    others = PushDevice.objects.filter(person=person).exclude(endpoint=endpoint)
    if others.count() >= MOST_DEVICES:
        message = _("You have ten devices already: take one out first.")
        raise ValidationError(message, code="too_many")
    PushDevice.objects.filter(endpoint=endpoint).exclude(person=person).delete()
    sessions = OpenSession.objects.filter(person=person, session_key=session_key)
    session = sessions.select_related("device").first()
    PushDevice.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "person": person,
            "browser": browser_of(user_agent),
            "system": system_of(user_agent),
            "session": session,
            "device": session.device if session else None,
        },
    )


def remove_device(*, device: PushDevice) -> None:
    device.delete()


@transaction.atomic
def enqueue_pushes(*, people: Iterable[int]) -> None:
    """Tell the devices of these people that something waits; what waits already is sent once. Never for what is about
    the use of a portal or a survey."""
    keys = sorted(set(people))
    if not keys or not is_web_push_on():
        return
    moment = when_to_send(timezone.now(), MailRhythm.AT_ONCE, is_urgent=False)
    devices = PushDevice.objects.filter(person__in=keys).values_list("pk", flat=True)
    rows = [OutgoingPush(device_id=device, next_try_at=moment) for device in devices]
    if rows:
        OutgoingPush.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        transaction.on_commit(lambda: wake(Queue.MAILS))


def send_due_pushes() -> Counter[str]:
    """Send what is due, each at most once after it was claimed. Returns how many by outcome.

    What is left once a round took long waits for the next.
    """
    outcomes: Counter[str] = Counter()
    if not is_web_push_on():
        return outcomes
    _drop_cut_off(timezone.now())
    ends = time.monotonic() + ROUND_SECONDS
    waiting = OutgoingPush.objects.due(timezone.now()).order_by("next_try_at", "pk")
    for pk in waiting.values_list("pk", flat=True)[:BATCH]:
        due = OutgoingPush.objects.due(timezone.now()).filter(pk=pk)
        for push in due.claim(status=OutboxStatus.RUNNING).select_related("device__person"):
            outcomes[_send(push)] += 1
        if time.monotonic() >= ends:
            break
    if outcomes:
        log.info("pushes %s", " ".join(f"{key}={n}" for key, n in sorted(outcomes.items())))
    return outcomes


def _drop_cut_off(now: datetime) -> None:
    """Drop what was begun and never ended: the device may have been told."""
    begun = OutgoingPush.objects.filter(status=OutboxStatus.RUNNING)
    begun.filter(claimed_at__lt=now - CUT_OFF_AFTER).delete()


def _send(push: OutgoingPush) -> Outcome:
    person = push.device.person
    if not person.is_active or person.has_left(today()):
        push.device.delete()
        return Outcome.GONE
    outcome = send_push(push.device.endpoint)
    if outcome == Outcome.GONE:
        push.device.delete()
    elif outcome == Outcome.LATER and push.attempts <= len(MINUTES):
        later = timezone.now() + timedelta(minutes=MINUTES[push.attempts - 1])
        push.status, push.claim, push.error = OutboxStatus.WAITING, None, outcome
        push.next_try_at = when_to_send(later, MailRhythm.AT_ONCE, is_urgent=False)
        push.save(update_fields=["status", "claim", "error", "next_try_at"])
    else:
        push.delete()
    return outcome
