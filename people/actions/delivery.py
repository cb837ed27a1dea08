"""Sends the mails that are due, one round at a time, over several connections to the mail server.

Each is claimed first and sent at most once; one that failed is tried again, later and later.
"""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.dates import today
from people.actions.leases import end_lease, hold_lease
from people.enums import MailRhythm, MailStatus
from people.mail.failures import Failure, failure_of
from people.mail.message import MailText, decrypt_mail, message_for
from people.mail.queries import is_address_refused, person_address_hash, when_to_send
from people.mail.registry import MailKind, mail_kind
from people.models import OutgoingMail, Person, RefusedAddress
from people.models.mails import GATHERED


log = logging.getLogger(__name__)
MINUTES = (1, 5, 15, 60, 240, 720, 1440)  # until the next try; after the last one it is given up
ROUND, ROUND_LEASE = "mail round", timedelta(seconds=90)
ROUND_SECONDS = 240.0  # well within the limit of the queue, also with a slow server
BATCH = 100
INTERRUPTED, KEYS_CHANGED = "Interrupted", "KeysChanged"


@dataclass(slots=True)
class DeliveryCounts:
    sent: int = 0
    later: int = 0
    refused: int = 0
    given_up: int = 0
    dropped: int = 0

    def add(self, other: "DeliveryCounts") -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def send_due_mails() -> DeliveryCounts:
    """Send all that is due now. Stops where the server itself fails, and does nothing where another round is under way."""
    done, holder = DeliveryCounts(), uuid4()
    while _has_due_mails() and hold_lease(ROUND, holder, ROUND_LEASE):
        try:
            _mark_cut_off()
            is_server_failing = _send_round(holder, done)
        finally:
            end_lease(ROUND, holder)
        if is_server_failing:
            break
    if any(asdict(done).values()):
        log.info("mails %s", " ".join(f"{key}={n}" for key, n in asdict(done).items()))
    return done


def _has_due_mails() -> bool:
    now = timezone.now()
    mails = OutgoingMail.objects
    return mails.due(now).exists() or mails.cut_off(now).exists()


def _send_round(holder: UUID, done: DeliveryCounts) -> bool:
    """Send batches until nothing is due. Returns whether to leave the rest: the server fails, or it takes long."""
    ends = time.monotonic() + ROUND_SECONDS
    while claims := list(OutgoingMail.objects.due(timezone.now())[:BATCH]):
        if time.monotonic() > ends or not hold_lease(ROUND, holder, ROUND_LEASE):
            return True
        batch, is_server_failing = _send_batch(claims)
        done.add(batch)
        if is_server_failing or not any(asdict(batch).values()):
            return True
    return False


def _send_batch(mails: list[OutgoingMail]) -> tuple[DeliveryCounts, bool]:
    number = settings.MAIL_CONNECTIONS
    if number == 1:
        return _send_part(mails)
    parts = [part for part in (mails[start::number] for start in range(number)) if part]
    done = DeliveryCounts()
    with ThreadPoolExecutor(len(parts), thread_name_prefix="mails") as pool:
        results = list(pool.map(_send_part_in_a_thread, parts))
    for counts, _is_failing in results:
        done.add(counts)
    return done, any(is_failing for _counts, is_failing in results)


def _send_part_in_a_thread(mails: list[OutgoingMail]) -> tuple[DeliveryCounts, bool]:
    try:
        return _send_part(mails)
    finally:
        connections.close_all()


def _send_part(mails: list[OutgoingMail]) -> tuple[DeliveryCounts, bool]:
    """Send one after the other over one connection, until the server fails."""
    done = DeliveryCounts()
    connection = get_connection()
    try:
        for mail in mails:
            claimed = _claim(mail)
            if claimed and _send(claimed, connection, done) == Failure.SERVER:
                return done, True
    finally:
        connection.close()
    return done, False


def _claim(mail: OutgoingMail) -> list[OutgoingMail]:
    """Return the mail, or all gathered mails of its person that are due. Empty where another worker has it."""
    due = OutgoingMail.objects.due(timezone.now())
    wanted = due.filter(pk=mail.pk)
    if mail.rhythm in GATHERED:
        wanted = due.filter(person=mail.person_id, rhythm=mail.rhythm)
    return list(wanted.claim(status=MailStatus.SENDING).select_related("person"))


def _send(
    mails: list[OutgoingMail], connection: BaseEmailBackend, done: DeliveryCounts
) -> Failure | None:
    person = mails[0].person
    going, words = _still_wanted(mails, person, done)
    if not going:
        return None
    try:
        message = message_for(person, going, words)
        message.connection = connection
        message.send()
    except Exception as error:  # a mail server fails in many ways
        connection.close()
        return _failed(going, words, error, done)
    done.sent += len(going)
    _close(going, MailStatus.SENT, sent_at=timezone.now(), error="")
    return None


def _still_wanted(
    mails: list[OutgoingMail], person: Person, done: DeliveryCounts
) -> tuple[list[OutgoingMail], list[MailText]]:
    """Return the mails without those that the account, its roles, the day or the address have made useless since."""
    going, words = [], []
    is_refused = is_address_refused(person)
    for mail in mails:
        opened = decrypt_mail(mail.content)
        kind = mail_kind(mail.kind)
        if opened is None:
            done.given_up += 1
            _close([mail], MailStatus.GIVEN_UP, error=KEYS_CHANGED)
        elif (
            kind is None or not kind.concerns(person) or not _is_of_use(mail, kind, person, opened)
        ):
            done.dropped += 1
            _close([mail], MailStatus.DROPPED)
        elif is_refused and not kind.is_essential:
            done.refused += 1
            _close([mail], MailStatus.REFUSED)
        else:
            going.append(mail)
            words.append(opened)
    return going, words


def _is_of_use(mail: OutgoingMail, kind: MailKind, person: Person, words: MailText) -> bool:
    is_late = mail.expires_at is not None and mail.expires_at <= timezone.now()
    works_here = person.is_active and not person.has_left(today())
    is_theirs = works_here or kind.reaches_leavers
    return bool(words.to or person.email) and is_theirs and not is_late


def _failed(
    mails: list[OutgoingMail], words: list[MailText], error: Exception, done: DeliveryCounts
) -> Failure:
    failure, name = failure_of(error), type(error).__name__[:60]
    log.warning("A mail was not sent: kind=%s %s %s", mails[0].kind, failure.value, name)
    if failure == Failure.ADDRESS:
        done.refused += len(mails)
        with transaction.atomic():
            if words[0].to in ("", mails[0].person.email):
                record_refused_address(person=mails[0].person)
            _close(mails, MailStatus.REFUSED, error=name)
    elif failure == Failure.NEVER:
        done.given_up += len(mails)
        _close(mails, MailStatus.GIVEN_UP, error=name)
    else:
        for mail in mails:
            _try_later(mail, name, done)
    return failure


def _try_later(mail: OutgoingMail, error: str, done: DeliveryCounts) -> None:
    if mail.attempts > len(MINUTES):
        done.given_up += 1
        _close([mail], MailStatus.GIVEN_UP, error=error)
        return
    done.later += 1
    moment = timezone.now() + timedelta(minutes=MINUTES[mail.attempts - 1])
    OutgoingMail.objects.filter(pk=mail.pk).update(
        status=MailStatus.WAITING,
        claim=None,
        error=error,
        next_try_at=_next_try(mail.kind, moment),
    )


def _next_try(kind: str, moment: datetime) -> datetime:
    known = mail_kind(kind)
    is_urgent = known is not None and known.is_urgent
    return when_to_send(moment, MailRhythm.AT_ONCE, is_urgent=is_urgent)


def _close(mails: Sequence[OutgoingMail], status: MailStatus, **values: object) -> None:
    rows = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails])
    rows.update(status=status, content="", **values)


def discard_mails(mails: QuerySet[OutgoingMail]) -> None:
    mails.update(status=MailStatus.DROPPED, content="")


def _mark_cut_off() -> None:
    """Mark mails begun and never ended: the server may have them, and nobody gets a mail twice."""
    cut_off = OutgoingMail.objects.cut_off(timezone.now())
    count = cut_off.update(status=MailStatus.PERHAPS_SENT, content="", error=INTERRUPTED)
    if count:
        log.warning("mails perhaps sent=%d", count)


def record_refused_address(*, person: Person) -> bool:
    """Record that a mail server refuses the person's current address. False where that is known already."""
    if is_address_refused(person):
        return False
    RefusedAddress.objects.update_or_create(
        person=person, defaults={"mark": person_address_hash(person), "refused_at": timezone.now()}
    )
    return True


def make_failing_due() -> int:
    """Make failed mails due now, or when people may be disturbed, with all their tries before them. Returns how many.

    What was given up is not brought back: its text is gone.
    """
    failing = OutgoingMail.objects.failing()
    count = 0
    for kind in sorted(set(failing.order_by().values_list("kind", flat=True))):
        moment = _next_try(kind, timezone.now())
        count += failing.filter(kind=kind).update(next_try_at=moment, attempts=0)
    return count
