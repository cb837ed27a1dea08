"""Counts the queue of mails, for who looks after the server: never whom a mail goes to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone

from people.enums import MailStatus
from people.models import OutgoingMail
from people.queries.outbox import oldest_due_mail_at


@dataclass(frozen=True, slots=True)
class KindInQueue:
    """The counts of a kind. `waiting` includes those `failing`, which were tried in vain and are tried again."""

    kind: str
    waiting: int
    failing: int
    refused: int
    given_up: int
    perhaps_sent: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailQueue:
    """The state of the queue. `reasons`: (name of the failure, state, how many).

    What went is counted over all kinds together: how many mails of which kind went, and when, would tell
    what people are about. `overdue_since`: from when on the oldest should have gone.
    """

    kinds: list[KindInQueue]
    reasons: list[tuple[str, MailStatus, int]]
    sent: int
    dropped: int
    overdue_since: datetime | None

    @property
    def failing(self) -> int:
        return sum(kind.failing for kind in self.kinds)


Counts = dict[tuple[str, str, str], int]  # by kind, state and name of the failure
SHOWN_BY_KIND = (
    MailStatus.WAITING,
    MailStatus.SENDING,
    MailStatus.PERHAPS_SENT,
    MailStatus.REFUSED,
    MailStatus.GIVEN_UP,
)


def mail_queue() -> MailQueue:
    grouped = OutgoingMail.objects.order_by().values_list("kind", "status", "error")
    counts = {
        (kind, status, error): n for kind, status, error, n in grouped.annotate(n=Count("pk"))
    }
    kinds = {kind for kind, status, _error in counts if status in SHOWN_BY_KIND}
    waiting = OutgoingMail.objects.waiting().order_by().values("kind")
    next_by_kind = dict(waiting.annotate(next=Min("next_try_at")).values_list("kind", "next"))
    return MailQueue(
        kinds=[_in_queue(kind, counts, next_by_kind.get(kind)) for kind in sorted(kinds)],
        reasons=_reasons(counts),
        sent=_total(counts, MailStatus.SENT),
        dropped=_total(counts, MailStatus.DROPPED),
        overdue_since=oldest_due_mail_at(timezone.now()),
    )


def _total(counts: Counts, *statuses: MailStatus, kind: str = "", failed: bool = False) -> int:
    return sum(
        n
        for (its_kind, status, error), n in counts.items()
        if status in statuses and kind in ("", its_kind) and (error or not failed)
    )


def _in_queue(kind: str, counts: Counts, next_at: datetime | None) -> KindInQueue:
    return KindInQueue(
        kind,
        waiting=_total(counts, MailStatus.WAITING, MailStatus.SENDING, kind=kind),
        failing=_total(counts, MailStatus.WAITING, kind=kind, failed=True),
        refused=_total(counts, MailStatus.REFUSED, kind=kind),
        given_up=_total(counts, MailStatus.GIVEN_UP, kind=kind),
        perhaps_sent=_total(counts, MailStatus.PERHAPS_SENT, kind=kind),
        next_at=next_at,
    )


def _reasons(counts: Counts) -> list[tuple[str, MailStatus, int]]:
    """Return the failures, the most frequent first. One that was refused unsent has no name."""
    totals: dict[tuple[str, MailStatus], int] = {}
    for (_kind, status, error), n in counts.items():
        if error or status == MailStatus.REFUSED:
            key = error, MailStatus(status)
            totals[key] = totals.get(key, 0) + n
    counted = [
        (error, status, n) for (error, status), n in totals.items() if status in SHOWN_BY_KIND
    ]
    return sorted(counted, key=lambda reason: (-reason[2], reason[0], reason[1]))
