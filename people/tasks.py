import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.background import Queue, background_task
from core.backups.places import backup_place
from core.backups.sealing import read_identities
from people.actions.alerts import raise_alerts
from people.actions.backups import back_up, note_check
from people.actions.delivery import send_due_mails
from people.actions.erasure_collection import collect_erasures
from people.actions.imports import APPLY, CHECK
from people.actions.outbox import RUN, SEND_MAILS, wake
from people.actions.outbox_run import run_next_task
from people.actions.restores import check_backup
from people.actions.retention import PurgeFailed, purge
from people.importers.fetching import fetch_staff_file
from people.importers.folder import pick_up_staff_files
from people.importers.runs import apply_run, check_run
from people.models import ImportRun
from people.push.actions import send_due_pushes
from people.queries.outbox import queues_with_due_rows


logger = logging.getLogger(__name__)


@shared_task(name=RUN, acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def run_outbox_task(queue: str) -> bool:
    """Run the next row of a queue, and send for another worker where more are due. Returns whether there was one."""
    with _logged(queue):
        ran = run_next_task(Queue(queue))
    has_broker = not settings.CELERY_TASK_ALWAYS_EAGER
    if ran and has_broker and queue in queues_with_due_rows(timezone.now()):
        wake(Queue(queue))
    return ran


@shared_task(name=SEND_MAILS, ignore_result=True)
def send_due_mails_task() -> None:
    """Run the tasks of this queue, then send what is due, pushes last. Two at once send each once."""
    with _logged(Queue.MAILS):
        while run_next_task(Queue.MAILS):
            continue
        send_due_mails()
        send_due_pushes()


@contextmanager
def _logged(queue: str) -> Iterator[None]:
    """Log what no row can tell of: Celery’s own lines are off."""
    try:
        yield
    except Exception:
        logger.exception("queue waits for the next round queue=%s", queue)
        raise


@background_task(
    name="people.tasks.raise_alerts_task",
    title=_("Check that everything runs, and alert"),
    queue=Queue.MAILS,
)
def raise_alerts_task() -> None:
    """Alert every five minutes, beside the mails: not behind the queues that it watches. Idempotent."""
    raise_alerts()


@background_task(
    name=CHECK,
    title=_("Check a staff list"),
    queue=Queue.IMPORTS,
    repeats=False,
)
def check_staff_file_task(run_pk: int) -> None:
    check_run(ImportRun.objects.get(pk=run_pk))
    logger.info("staff file checked run=%d", run_pk)


@background_task(
    name=APPLY,
    title=_("Apply a staff list"),
    queue=Queue.IMPORTS,
    repeats=False,
)
def apply_staff_file_task(run_pk: int) -> None:
    """Apply a file. Idempotent: two workers apply it once."""
    apply_run(ImportRun.objects.get(pk=run_pk))
    logger.info("staff file applied or refused run=%d", run_pk)


@background_task(
    name="people.tasks.fetch_staff_file_task",
    title=_("Fetch the staff list of the personnel system"),
    queue=Queue.IMPORTS,
)
def fetch_staff_file_task() -> None:
    """Fetch it into the folder, every night. Idempotent."""
    if fetch_staff_file() is not None:
        logger.info("staff file fetched")


@background_task(
    name="people.tasks.pick_up_staff_files_task",
    title=_("Import the staff lists of the folder"),
    queue=Queue.IMPORTS,
)
def pick_up_staff_files_task() -> None:
    """Import each file of the folder, every night. Idempotent."""
    taken = pick_up_staff_files()
    if taken:
        logger.info("staff files picked up count=%d", taken)


@background_task(name="people.tasks.purge_task", title=_("Delete what has been kept for its time"))
def purge_task() -> None:
    """Purge every night. Idempotent."""
    purged = purge()
    counts = {key: count for key, count in purged.counts.items() if count}
    logger.info("purge done counts=%s failed=%s", counts, purged.failed)
    if purged.failed:  # told to administrators, and tried again
        raise PurgeFailed


@background_task(name="people.tasks.back_up_task", title=_("Make a backup"), queue=Queue.BACKUPS)
def back_up_task() -> None:
    """Make a backup every night, where BACKUP_DESTINATION says where. One more does no harm."""
    if settings.BACKUP_DESTINATION:
        place = backup_place()
        back_up(place)
        note_check(place)  # of a machine that tries them and does not reach this database


@background_task(
    name="people.tasks.check_backup_task",
    title=_("Try the newest backup: restore it apart, and count"),
    queue=Queue.BACKUPS,
)
def check_backup_task() -> None:
    """Try the newest backup every week, where the key that opens it is here (BACKUP_IDENTITY). Idempotent."""
    if settings.BACKUP_DESTINATION and settings.BACKUP_IDENTITY:
        place, identities = backup_place(), read_identities(Path(settings.BACKUP_IDENTITY))
        try:
            check_backup(place=place, name="", identities=identities)
        finally:
            note_check(place)


@background_task(
    name="people.tasks.collect_erasures_task",
    title=_("Collect the journal of erasures beside the backups"),
    queue=Queue.BACKUPS,
)
def collect_erasures_task() -> None:
    """Collect every hour what was erased, whichever machine did. Idempotent."""
    if settings.BACKUP_DESTINATION:
        collect_erasures(backup_place())
