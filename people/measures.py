"""Figures for Prometheus: the queues, the imports and the mails, all of them together."""

from collections.abc import Iterator

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from core.background import Queue
from core.observability.metrics import Reading, register_gauge
from people.enums import ImportState, MailStatus, OutboxStatus
from people.models import ImportRun, OutboxTask, OutgoingMail
from people.queries.operations import backup_made_at
from people.queries.outbox import beat_seen_until


def register() -> None:
    register_gauge("queue_tasks", "Tasks in the outbox.", ("queue", "state"), _queue_tasks)
    register_gauge(
        "queue_wait_seconds", "Since when the oldest task could have run.", ("queue",), _queue_wait
    )
    register_gauge("beat_age_seconds", "Time since beat gave a sign of life.", (), _beat_age)
    register_gauge("backup_age_seconds", "Time since the last backup ended.", (), _backup_age)
    register_gauge("imports", "Files taken in, by their state.", ("state",), _imports)
    register_gauge("mails", "Mails in the queue, by their state.", ("state",), _mails)


def count_by_state(rows: QuerySet, column: str, states: list[str]) -> Iterator[Reading]:
    """Count by a column, with a zero for each state that no row has: an alert needs the change from it."""
    counted = dict(rows.order_by().values_list(column).annotate(count=Count("pk")))
    for state in states:
        yield (state,), counted.get(state, 0)


def _queue_tasks() -> Iterator[Reading]:
    for queue in Queue.values:
        rows = OutboxTask.objects.filter(queue=queue)
        for (state,), count in count_by_state(rows, "status", OutboxStatus.values):
            yield (queue, state), count


def _queue_wait() -> Iterator[Reading]:
    now = timezone.now()
    oldest = dict(
        OutboxTask.objects.ready(now).order_by().values_list("queue").annotate(Min("next_try_at"))
    )
    mail = OutgoingMail.objects.due(now).aggregate(oldest=Min("next_try_at"))["oldest"]
    if mail:
        oldest[Queue.MAILS] = min(mail, oldest.get(Queue.MAILS, mail))
    for queue in Queue.values:
        yield (queue,), (now - oldest.get(queue, now)).total_seconds()


def _beat_age() -> Iterator[Reading]:
    until = beat_seen_until()
    if until is not None:
        yield (), max(0, (timezone.now() - until).total_seconds())


def _backup_age() -> Iterator[Reading]:
    made_at = backup_made_at()
    if made_at is not None:
        yield (), (timezone.now() - made_at).total_seconds()


def _imports() -> Iterator[Reading]:
    return count_by_state(ImportRun.objects.all(), "state", ImportState.values)


def _mails() -> Iterator[Reading]:
    return count_by_state(OutgoingMail.objects.all(), "status", MailStatus.values)
