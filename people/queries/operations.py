"""Reads how the platform runs, for administrators and alerts: tasks, queues, disks, backup, certificate. Nobody's name."""

import platform
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from cryptography import x509
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from core.background import Queue, get_task
from people.enums import BackupRunKind, MailStatus, OutboxStatus
from people.models import BackupRun, OutboxTask, OutgoingMail, ScheduledTask


@dataclass(slots=True)
class Failure:
    """Tasks that failed alike: of one name, by one error, in one place. `last` failed last."""

    last: OutboxTask
    count: int
    given_up: int
    next_try_at: datetime


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A task of the schedule. `row`: None where no beat has seen it. `next_at`: None where it is due already."""

    name: str
    task: str
    row: ScheduledTask | None
    next_at: datetime | None
    is_running: bool


@dataclass(frozen=True, slots=True)
class QueueLine:
    queue: Queue
    waiting: int
    running: int
    oldest: datetime | None


def task_title(name: str) -> Any:
    """Return what a task is called on screens; the name in the code where this version has no such task."""
    try:
        return get_task(name).title or name
    except KeyError:
        return name


def failed_tasks() -> QuerySet[OutboxTask]:
    return OutboxTask.objects.given_up() | OutboxTask.objects.failing()


def failures() -> list[Failure]:
    """Return what failed: what was given up first, the newest first."""
    alike: dict[tuple[str, str, str], Failure] = {}
    for row in failed_tasks().order_by("claimed_at").iterator():
        key = row.task, row.error, row.place
        failure = alike.setdefault(key, Failure(row, 0, 0, row.next_try_at))
        failure.last = row
        failure.count += 1
        failure.given_up += row.status == OutboxStatus.GIVEN_UP
        failure.next_try_at = min(failure.next_try_at, row.next_try_at)
    newest_first = list(reversed(alike.values()))
    return sorted(newest_first, key=lambda failure: not failure.given_up)


def failed_alike(uuid: UUID) -> list[UUID]:
    """Return the tasks that failed as this one did, itself among them."""
    failed = failed_tasks()
    row = failed.filter(uuid=uuid).first()
    if row is None:
        return []
    alike = failed.filter(task=row.task, error=row.error, place=row.place)
    return list(alike.values_list("uuid", flat=True))


def schedule_lines() -> list[ScheduleLine]:
    """Return the tasks of the schedule: those that failed last first, then as they come."""
    rows = {row.name: row for row in ScheduledTask.objects.all()}
    at_work = set(OutboxTask.objects.running().values_list("key", flat=True))
    now = timezone.now()
    lines = []
    for name, entry in settings.BEAT_SCHEDULE.items():
        row = rows.get(name)
        due = entry.schedule.is_due(timezone.localtime(row.due_at if row else now))
        next_at = None if due.is_due else now + timedelta(seconds=round(due.next) + 1)
        lines.append(ScheduleLine(name, entry.task, row, next_at, name in at_work))
    return sorted(lines, key=_failed_first)


def _failed_first(line: ScheduleLine) -> tuple[bool, datetime]:
    return not (line.row and line.row.error), line.next_at or timezone.now()


def queue_lines() -> list[QueueLine]:
    now = timezone.now()
    ready = Q(status=OutboxStatus.WAITING, next_try_at__lte=now)
    running = Q(status=OutboxStatus.RUNNING)
    counts = {
        "waiting": Count("pk", filter=ready),
        "running": Count("pk", filter=running),
        "oldest": Min("next_try_at", filter=ready),
    }
    counted = OutboxTask.objects.order_by().values("queue").annotate(**counts)
    lines = {
        queue: QueueLine(Queue(queue), *found)
        for queue, *found in counted.values_list("queue", *counts)
    }
    mails = OutgoingMail.objects.aggregate(
        waiting=Count("pk", filter=Q(status=MailStatus.WAITING, next_try_at__lte=now)),
        running=Count("pk", filter=Q(status=MailStatus.SENDING)),
        oldest=Min("next_try_at", filter=Q(status=MailStatus.WAITING, next_try_at__lte=now)),
    )
    lines[Queue.MAILS] = QueueLine(Queue.MAILS, **mails)
    return [lines.get(queue, QueueLine(queue, 0, 0, None)) for queue in Queue]


def schedule_seen_at() -> datetime | None:
    """Return when somebody last looked at the schedule: a beat, or cron with run_due_tasks."""
    return ScheduledTask.objects.aggregate(seen=Max("due_at"))["seen"]


def watches_backups() -> bool:
    return bool(settings.BACKUP_DESTINATION or settings.BACKUP_STAMP)


def last_backup_run(kind: BackupRunKind) -> BackupRun | None:
    return BackupRun.objects.filter(kind=kind).first()


def backup_made_at() -> datetime | None:
    """Return when the last backup was made: ours, or by the date of the file that BACKUP_STAMP names."""
    run = last_backup_run(BackupRunKind.BACKUP) if settings.BACKUP_DESTINATION else None
    moments = [run.finished_at] if run else []
    if settings.BACKUP_STAMP:
        with suppress(OSError):
            seconds = Path(settings.BACKUP_STAMP).stat().st_mtime
            moments.append(datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone()))
    return max(moments, default=None)


def certificate_ends_at() -> datetime | None:
    """Return until when the certificate of CERTIFICATE_FILE is valid; None where it cannot be read."""
    try:
        return x509.load_pem_x509_certificate(
            Path(settings.CERTIFICATE_FILE).read_bytes()
        ).not_valid_after_utc
    except (OSError, ValueError):
        return None


@cache
def versions() -> dict[str, str]:
    """Return what runs, and of which version."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    database = ".".join(map(str, connection.get_database_version()))
    return {
        "Passerelle": project["project"]["version"],
        "Python": platform.python_version(),
        "Django": django.__version__,
        connection.display_name: database,
    }
