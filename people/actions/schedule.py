"""Enqueues the tasks of the schedule when they are due: each once, however long nobody looked."""

import time
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from people.actions.leases import hold_lease
from people.actions.outbox import enqueue_task, wake
from people.models import OutboxTask, ScheduledTask
from people.queries.outbox import queues_with_due_rows


BEAT = "beat"
BEAT_LEASE = timedelta(seconds=30)
CRON, CRON_LEASE = UUID(int=0), timedelta(minutes=2)  # whichever process it begins
WAKE_UP_EVERY = 15.0
_last_wake_up: dict[str, float] = {}


def run_beat(holder: UUID) -> bool:
    """Enqueue what is due and wake the queues that have something to do. False where another beat leads."""
    if not hold_lease(BEAT, holder, BEAT_LEASE):
        return False
    enqueue_due_tasks()
    wake_queues()
    return True


def run_beat_by_cron() -> None:
    """Enqueue what is due where no beat leads; shows until the next minute that somebody does."""
    if hold_lease(BEAT, CRON, CRON_LEASE):
        enqueue_due_tasks()


def enqueue_due_tasks() -> None:
    """Enqueue each task that has become due since; one that waits or runs still is not enqueued again."""
    rows = {row.name: row for row in ScheduledTask.objects.all()}
    for name, entry in settings.BEAT_SCHEDULE.items():
        row = rows.pop(name, None)
        if row is None:
            ScheduledTask.objects.get_or_create(name=name)
        elif row.due_at > timezone.now() + BEAT_LEASE:  # the clock was put back
            ScheduledTask.objects.filter(name=name).update(due_at=timezone.now())
        elif entry.schedule.is_due(timezone.localtime(row.due_at)).is_due:
            _enqueue(name, entry.task)
    for row in rows.values():  # no longer in the schedule
        row.delete()


@transaction.atomic
def _enqueue(name: str, task: str) -> None:
    ScheduledTask.objects.filter(name=name).update(due_at=timezone.now())
    if not OutboxTask.objects.unfinished().filter(key=name).exists():
        enqueue_task(task, key=name)


@transaction.atomic
def run_scheduled_task_now(name: str) -> None:
    """Enqueue a task of the schedule for whoever does not want to wait; one that waits already becomes due."""
    OutboxTask.objects.waiting().filter(key=name).update(next_try_at=timezone.now(), attempts=0)
    enqueue_task(settings.BEAT_SCHEDULE[name].task, key=name)


def wake_queues() -> None:
    """Send again what a broker may have lost, at most every few seconds for each queue."""
    for queue in queues_with_due_rows(timezone.now()):
        if time.monotonic() - _last_wake_up.get(queue, -WAKE_UP_EVERY) >= WAKE_UP_EVERY:
            _last_wake_up[queue] = time.monotonic()
            wake(queue)
