"""Registers the conditions of the platform that administrators should mend."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.disk import disk_uses
from core.operations import Condition, register_conditions
from people.enums import BackupRunKind, ImportKind, ImportState
from people.models import ImportRun, OutboxTask
from people.queries.operations import (
    backup_made_at,
    certificate_ends_at,
    last_backup_run,
    schedule_seen_at,
    watches_backups,
)
from people.queries.outbox import oldest_due_at, oldest_due_mail_at


LATE = timedelta(minutes=10)
SCHEDULE_LATE = timedelta(minutes=5)  # some tasks are due every minute
FULL_PERCENT = 85
CERTIFICATE_DAYS = 14
RECENT = timedelta(days=7)
TRIAL_LATE = timedelta(days=15)


def register() -> None:
    register_conditions(*CONDITIONS)


def _elapsed(moment: datetime | None, at_most: timedelta) -> str | None:
    """Return how long ago it was, where that is too long."""
    if moment is None or timezone.now() - moment < at_most:
        return None
    return timesince(moment, depth=1)


def find_stopped_schedule() -> str | None:
    seen = schedule_seen_at()
    return "" if seen is None else _elapsed(seen, SCHEDULE_LATE)


def find_late_tasks() -> str | None:
    return _elapsed(oldest_due_at(timezone.now()), LATE)


def find_late_mails() -> str | None:
    return _elapsed(oldest_due_mail_at(timezone.now()), LATE)


def find_given_up_tasks() -> str | None:
    count = OutboxTask.objects.given_up().count()
    words = ngettext("%(count)s task", "%(count)s tasks", count)
    return words % {"count": count} if count else None


def find_failed_import() -> str | None:
    """Find a staff list that an error interrupted, and that none has been applied since."""
    runs = ImportRun.objects.filter(kind=ImportKind.STAFF, created_at__gte=timezone.now() - RECENT)
    states = runs.filter(state__in=(ImportState.FAILED, ImportState.APPLIED)).order_by("-pk")
    return "" if states.values_list("state", flat=True).first() == ImportState.FAILED else None


def find_full_disk() -> str | None:
    try:
        percent = max(use.percent for use in disk_uses())
    except OSError:
        return ""
    return f"{percent} %" if percent >= FULL_PERCENT else None


def find_old_backup() -> str | None:
    if not watches_backups():
        return None
    made_at = backup_made_at()
    if made_at is None:
        return ""
    return _elapsed(made_at, timedelta(hours=settings.BACKUP_MAX_HOURS))


def find_untried_backup() -> str | None:
    """Find that no backup was restored to try it for two weeks, or that the last was not good."""
    if not settings.BACKUP_DESTINATION:
        return None
    run = last_backup_run(BackupRunKind.CHECK)
    if run is None or run.error:
        return run.error if run else ""
    return _elapsed(run.finished_at, TRIAL_LATE)


def find_ending_certificate() -> str | None:
    if not settings.CERTIFICATE_FILE:
        return None
    ends_at = certificate_ends_at()
    if ends_at is None:
        return ""
    is_soon = ends_at - timezone.now() < timedelta(days=CERTIFICATE_DAYS)
    return timeuntil(ends_at, depth=1) if is_soon else None


CONDITIONS = (
    Condition(
        key="schedule",
        title=_("Nothing runs the schedule."),
        remedy=_("Start beat, or have cron call manage.py run_due_tasks every minute."),
        find=find_stopped_schedule,
        is_mailed=False,  # what would mail it is in the schedule
    ),
    Condition(
        key="queue",
        title=_("Tasks are waiting, and nothing runs them."),
        remedy=_("Is a worker running, for every queue? Restart it."),
        find=find_late_tasks,
    ),
    Condition(
        key="mails",
        title=_("Mails are waiting, and none is sent."),
        remedy=_("The page of mails says why: most often the mail server does not answer."),
        find=find_late_mails,
        page="mail_admin:mails",
        is_mailed=False,
    ),
    Condition(
        key="given-up",
        title=_("Tasks failed, and wait for you."),
        remedy=_("Read why, mend it, and run them again."),
        find=find_given_up_tasks,
    ),
    Condition(
        key="import",
        title=_("An import was interrupted by an error."),
        remedy=_("Look at it under Imports, and send the file again."),
        find=find_failed_import,
        page="people_admin:imports",
    ),
    Condition(
        key="disk",
        title=_("A disk is nearly full."),
        remedy=_("Make room before it is: nothing is saved on a full disk."),
        find=find_full_disk,
    ),
    Condition(
        key="backup",
        title=_("The last backup is too old."),
        remedy=_("Look at what makes the backups, and at the room where they go."),
        find=find_old_backup,
    ),
    Condition(
        key="backup-trial",
        title=_("No backup has been tried lately, or the last trial failed."),
        remedy=_(
            "Have manage.py check_backup restore one each week, on a machine that has its key."
        ),
        find=find_untried_backup,
        is_mailed=False,  # a trial that fails is a task that failed, or a mail of cron
    ),
    Condition(
        key="certificate",
        title=_("The site’s certificate ends soon."),
        remedy=_("Renew it: after its last day browsers refuse the site."),
        find=find_ending_certificate,
    ),
)
