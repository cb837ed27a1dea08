"""Declares background tasks: the outbox runs them, in the queue that each one names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from celery import current_app, shared_task
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.observability.tasks import ObservedTask


class Queue(models.TextChoices):
    MAILS = "mails", _("mails")
    IMPORTS = "imports", _("imports")
    PUBLICATIONS = "publications", _("publications")
    BACKUPS = "backups", _("backups")
    DEFAULT = "default", _("everything else")


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Seconds after which a task is asked to stop, and after which its process is ended."""

    soft: int
    hard: int


LIMITS = {
    Queue.MAILS: TimeLimit(600, 660),
    Queue.IMPORTS: TimeLimit(7_200, 7_260),
    Queue.PUBLICATIONS: TimeLimit(10_800, 10_860),
    Queue.BACKUPS: TimeLimit(10_800, 10_860),
    Queue.DEFAULT: TimeLimit(1_800, 1_860),
}
LONGEST_SECONDS = max(limit.hard for limit in LIMITS.values())


class BackgroundTask(ObservedTask):
    outbox_queue = Queue.DEFAULT
    repeats = True
    title: Any = ""
    ignore_result = True


def background_task(
    *, name: str, title: Any = "", queue: Queue = Queue.DEFAULT, repeats: bool = True
) -> Callable[[Callable[..., Any]], Any]:
    """Declare an idempotent task. `repeats`: an error is tried again later; otherwise a person decides.

    `title`: what administrators read. A worker that dies is followed by another one in both cases, and a database
    that is away is waited for.
    """
    return shared_task(
        base=BackgroundTask, name=name, title=title, outbox_queue=queue, repeats=repeats
    )


def get_task(name: str) -> BackgroundTask:
    """Return a task by its name. Raises KeyError where no app has it."""
    if name not in current_app.tasks:
        current_app.loader.import_default_modules()  # a process of the site has not needed them yet
    return cast("BackgroundTask", current_app.tasks[name])
