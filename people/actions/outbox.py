"""Writes what is to be done after a commit, and wakes a worker for it.

The rows are the truth: a message to a worker only says that a queue has some. One that is lost is sent again by beat
within seconds, one too many finds nothing to do.
"""

import logging
from collections import Counter
from contextlib import suppress
from functools import partial
from threading import Lock, Thread
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from core.background import LIMITS, Queue, get_task
from core.circuit_breaker import CircuitBreaker
from people.enums import OutboxStatus
from people.models import OutboxTask


logger = logging.getLogger(__name__)
RUN = "people.tasks.run_outbox_task"
SEND_MAILS = "people.tasks.send_due_mails_task"
WAKE_UP_EXPIRES = 60
MOST_THREADS = 4  # of a queue, where there is no broker
broker = CircuitBreaker("the broker")
_threads: Counter[Queue] = Counter()
_woken_again: set[Queue] = set()
_threads_lock = Lock()


@transaction.atomic
def enqueue_task(task: str, *arguments: Any, key: str = "") -> None:
    """Have a background task run after the commit; a rollback runs nothing.

    With a `key`, a row of that key which waits already becomes this one.
    """
    queue = get_task(task).outbox_queue
    values = {"task": task, "arguments": list(arguments), "queue": queue}
    row = OutboxTask(key=key, **values)
    waiting = OutboxTask.objects.waiting().filter(key=key)
    OutboxTask.objects.bulk_create([row], ignore_conflicts=bool(key))
    # Locked by the update: a worker that began it before the commit would not see the fact.
    while key and not waiting.update(**values):
        OutboxTask.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(partial(wake, queue))


def wake(queue: Queue) -> None:
    """Have the rows of a queue that are due run: by a worker, or without a broker in a thread of this process."""
    if settings.BACKGROUND_IN_A_THREAD:
        _wake_a_thread(queue)
    elif settings.CELERY_TASK_ALWAYS_EAGER:
        drain(queue)
    else:
        _send_wake_up(queue)


def drain(queue: Queue) -> None:
    """Run what is due in a queue, in this process. What fails is told by its row."""
    task = get_task(SEND_MAILS if queue == Queue.MAILS else RUN)
    arguments = () if queue == Queue.MAILS else (queue.value,)
    while task(*arguments) is True:
        continue


def _wake_a_thread(queue: Queue) -> None:
    """Start a thread; where enough are at work, have one of them look again: a commit may wake a queue a thousand times."""
    with _threads_lock:
        if _threads[queue] == MOST_THREADS:
            _woken_again.add(queue)
            return
        _threads[queue] += 1
    Thread(target=_drain_in_a_thread, args=(queue,), name=f"background-{queue}").start()


def _drain_in_a_thread(queue: Queue) -> None:
    try:
        is_woken = True
        while is_woken:
            with suppress(Exception):  # the tasks have logged it
                drain(queue)
            is_woken = _is_woken_again(queue)
    finally:
        connections.close_all()


def _is_woken_again(queue: Queue) -> bool:
    """Return whether to look again; where not, the thread counts no more."""
    with _threads_lock:
        if queue in _woken_again:
            _woken_again.remove(queue)
            return True
        _threads[queue] -= 1
        return False


def _send_wake_up(queue: Queue) -> None:
    """Send the message, unless the broker failed a moment ago: a page does not wait for it again."""
    if not broker.may_ask():
        return
    limit = LIMITS[queue]
    try:
        current_app.send_task(
            SEND_MAILS if queue == Queue.MAILS else RUN,
            args=[] if queue == Queue.MAILS else [queue.value],
            queue=queue.value,
            expires=WAKE_UP_EXPIRES,
            soft_time_limit=limit.soft,
            time_limit=limit.hard,
            ignore_result=True,
            retry=False,
        )
    except Exception as error:  # a broker fails in many ways
        broker.record(error)
    else:
        broker.record(None)


@transaction.atomic
def retry_task(uuid: UUID) -> bool:
    """Run a task that failed again, with all its attempts before it. False where it no longer waits for that."""
    task = OutboxTask.objects.select_for_update().filter(uuid=uuid).first()
    if task is None or task.status == OutboxStatus.RUNNING:
        return False
    now = timezone.now()
    try:
        with transaction.atomic():
            OutboxTask.objects.filter(uuid=uuid).update(
                status=OutboxStatus.WAITING, attempts=0, next_try_at=now
            )
    except IntegrityError:  # the same is to be done by another row
        OutboxTask.objects.waiting().filter(key=task.key).update(next_try_at=now)
        task.delete()
    transaction.on_commit(partial(wake, Queue(task.queue)))
    logger.info("task retried by hand task=%s", task.task)
    return True


def dismiss_task(uuid: UUID) -> bool:
    """Delete a task that was given up."""
    deleted, _rows = OutboxTask.objects.given_up().filter(uuid=uuid).delete()
    return bool(deleted)
