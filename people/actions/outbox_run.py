"""Runs one row of the outbox: claimed, kept alive by a heartbeat, then deleted or tried again later."""

import errno
import logging
import os
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connections,
    transaction,
)
from django.utils import timezone

from core.background import LIMITS, Queue, get_task
from core.backups.errors import BackupError
from people.enums import OutboxStatus
from people.models import OutboxTask, ScheduledTask
from people.models.outbox import OutboxTaskQuerySet


logger = logging.getLogger(__name__)
MINUTES = (1, 5, 15, 60)  # until the next try; after the last one a person decides
WORKER_LOST = "WorkerLost"
DATABASE_AWAY = (InterfaceError, OperationalError)
HEARTBEAT_SECONDS = 20.0
FOLDERS = ("STAFF_IMPORT_FOLDER", "MEDIA_ROOT", "PACKAGES_ROOT", "DRAWINGS_FOLDER", "VAR_DIR")


def run_next_task(queue: Queue) -> bool:
    """Run the row of this queue that is due longest. Returns whether there was one."""
    row = _claim_next(queue)
    if row is None:
        return False
    began = time.monotonic()
    try:
        with _heartbeat(row):
            get_task(row.task)(*row.arguments)
    except Exception as error:
        _record_failure(row, error, time.monotonic() - began)
    else:
        _record_success(row, time.monotonic() - began)
    return True


def _claim_next(queue: Queue) -> OutboxTask | None:
    ready = OutboxTask.objects.filter(queue=queue).ready(timezone.now())
    return _claim_first(ready) if ready.exists() else None  # SQLite has one lock for all who write


@transaction.atomic
def _claim_first(ready: OutboxTaskQuerySet) -> OutboxTask | None:
    """Claim a row. One that another worker, or a fact before its commit, holds at this moment is passed over."""
    ordered = ready.select_for_update(skip_locked=True).order_by("next_try_at", "uuid")
    while row := ordered.first():
        if row.attempts <= len(MINUTES) or row.status != OutboxStatus.RUNNING:
            claimed = ready.filter(pk=row.pk).claim(
                status=OutboxStatus.RUNNING, heartbeat_at=timezone.now()
            )
            return claimed.get()
        _give_up_lost(row)
    return None


def _give_up_lost(row: OutboxTask) -> None:
    """Give up what has cost a worker its life at each attempt."""
    given_up = OutboxTask.objects.filter(pk=row.pk, claim=row.claim).update(
        status=OutboxStatus.GIVEN_UP, error=WORKER_LOST
    )
    if given_up:
        _record_run(row, None, WORKER_LOST)
        logger.error("task given up task=%s error=%s", row.task, WORKER_LOST)


@contextmanager
def _heartbeat(row: OutboxTask) -> Iterator[None]:
    """Show signs of life from a thread while the row is worked on, and no longer than its queue's limit."""
    if settings.CELERY_TASK_ALWAYS_EAGER and not settings.BACKGROUND_IN_A_THREAD:
        yield
        return
    ended = Event()
    beating = Thread(target=_beat, args=(row, ended), name="heartbeat", daemon=True)
    beating.start()
    try:
        yield
    finally:
        ended.set()
        beating.join(timeout=HEARTBEAT_SECONDS)


def _beat(row: OutboxTask, ended: Event) -> None:
    limit = time.monotonic() + LIMITS[Queue(row.queue)].hard
    mine = OutboxTask.objects.filter(pk=row.pk, claim=row.claim)
    while time.monotonic() < limit and not ended.wait(HEARTBEAT_SECONDS):
        try:
            mine.update(heartbeat_at=timezone.now())
        except DatabaseError:  # away for a moment, or the task's own long transaction on SQLite
            connections.close_all()
    connections.close_all()


@transaction.atomic
def _record_success(row: OutboxTask, seconds: float) -> None:
    deleted, _rows = OutboxTask.objects.filter(pk=row.pk, claim=row.claim).delete()
    if deleted:
        if row.key:
            OutboxTask.objects.given_up().filter(key=row.key).delete()  # done by now
        _record_run(row, seconds, "")


@transaction.atomic
def _record_failure(row: OutboxTask, error: Exception, seconds: float) -> None:
    name, place = type(error).__name__[:60], _place_of(error)
    is_last = row.attempts > len(MINUTES) or not (
        isinstance(error, DATABASE_AWAY) or _repeats(row.task)
    )
    wait = timedelta(0) if is_last else timedelta(minutes=MINUTES[row.attempts - 1])
    status = OutboxStatus.GIVEN_UP if is_last else OutboxStatus.WAITING
    mine = OutboxTask.objects.filter(pk=row.pk, claim=row.claim)
    try:
        with transaction.atomic():
            mine.update(
                status=status,
                error=name,
                place=place[:200],
                detail=_detail_of(error)[:200],
                next_try_at=timezone.now() + wait,
            )
    except IntegrityError:  # the same is to be done by a row that waits
        mine.delete()
    _record_run(row, seconds, name)
    logger.error(
        "task failed task=%s attempt=%d error=%s place=%s last=%s",
        row.task, row.attempts, name, place, is_last,
    )  # fmt: skip


def _repeats(task: str) -> bool:
    try:
        return bool(get_task(task).repeats)
    except KeyError:  # of a later version: its workers come
        return True


def _record_run(row: OutboxTask, seconds: float | None, error: str) -> None:
    ScheduledTask.objects.filter(name=row.key).update(
        finished_at=timezone.now(), seconds=seconds, error=error
    )


def _place_of(error: BaseException) -> str:
    """Return the innermost line of ours that the error passed through."""
    if isinstance(error, ExceptionGroup):
        return _place_of(error.exceptions[0])
    top = str(settings.BASE_DIR) + os.sep
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(top) and ".venv" not in frame.filename
    ]
    if not frames:
        return ""
    frame = frames[-1]
    return f"{Path(frame.filename).relative_to(settings.BASE_DIR)}:{frame.lineno} {frame.name}"


def _detail_of(error: BaseException) -> str:
    """Return what an error tells without quoting data: the system's own words, a code of ours."""
    if isinstance(error, ExceptionGroup):
        return ", ".join(sorted({type(inner).__name__ for inner in error.exceptions}))
    if isinstance(error, SoftTimeLimitExceeded):
        return "time limit"
    if isinstance(error, OSError) and error.errno:
        said = f"{errno.errorcode.get(error.errno, error.errno)}: {os.strerror(error.errno)}"
        return said + _folder_of(error)
    if isinstance(error, BackupError):
        return str(error)
    if isinstance(error, ValidationError):
        return str(getattr(error, "code", "") or "")
    return ""


def _folder_of(error: OSError) -> str:
    """Name the setting of the folder in which a file is; its own name may be somebody's."""
    for setting in FOLDERS:
        folder = str(getattr(settings, setting))
        if folder and str(error.filename).startswith(folder):
            return f", in {setting}"
    return ""
