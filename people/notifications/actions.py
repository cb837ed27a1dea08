"""Writes what waits for whom in the transaction of the fact, and deletes it in that of what settles it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from people.models import Notification
from people.notifications.queries import descriptions
from people.notifications.registry import notification_kind, notification_kinds
from people.push.actions import enqueue_pushes


BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that waits for one person. `key` names it among those of its kind.

    `since`: when what it is about began, if that was before: a seal hides what began before it. `until`: as long as the
    kind says by default.
    """

    person: int
    key: object
    since: datetime | None = None
    until: datetime | None = None
    is_urgent: bool = False


def notify(*, kind: str, entries: Iterable[Entry]) -> None:
    """Have something wait for people. What waits already is new again, with its new day."""
    known = notification_kind(kind)
    if known is None:
        raise KeyError(kind)
    now = timezone.now()
    rows = {
        (entry.person, str(entry.key)): Notification(
            person_id=entry.person,
            kind=kind,
            key=str(entry.key),
            is_urgent=entry.is_urgent,
            made_at=entry.since or now,
            waits_until=entry.until or now + timedelta(days=known.days),
        )
        for entry in entries
    }
    Notification.objects.bulk_create(
        rows.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["person", "kind", "key"],
        update_fields=["is_urgent", "made_at", "read_at", "waits_until"],
    )
    enqueue_pushes(people={person for person, _key in rows})


def settle(*, kind: str, keys: Iterable[object], people: Iterable[int] | None = None) -> None:
    """Delete what no longer waits: for these people, or for whomever it waited for."""
    about = sorted({str(key) for key in keys})
    for start in range(0, len(about), BATCH):
        rows = Notification.objects.filter(kind=kind, key__in=about[start : start + BATCH])
        (rows if people is None else rows.filter(person__in=people)).delete()


def end_urgency(*, kind: str, began_before: date) -> int:
    """Have what began before that day wait on without being urgent; return how many."""
    late = Notification.objects.filter(kind=kind, is_urgent=True, made_at__date__lt=began_before)
    return late.update(is_urgent=False)


@transaction.atomic
def put_aside(rows: QuerySet[Notification]) -> None:
    """Note that its reader has seen what waits; news, for which nothing is to be done, is settled by that.

    What is urgent is put aside by no look.
    """
    seen = Notification.objects.filter(pk__in=rows.values("pk"), is_urgent=False)
    news = [kind.key for kind in notification_kinds() if kind.is_news]
    seen.filter(kind__in=news).delete()
    seen.filter(read_at=None).update(read_at=timezone.now())


def delete_settled(_limit: datetime) -> None:
    """Delete the rows whose thing no longer waits, and those of kinds that nobody registers. Idempotent."""
    last = 0
    while rows := list(Notification.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        waiting = descriptions(rows)
        gone = [row.pk for row in rows if row.pk not in waiting]
        Notification.objects.filter(pk__in=gone).delete()
