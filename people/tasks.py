import logging
from dataclasses import asdict

from celery import shared_task

from core.task_options import TASK_RETRY_OPTIONS
from people.actions.delivery import send_due_mails
from people.actions.retention import purge
from people.importers.folder import pick_up_staff_files
from people.importers.runs import apply_run, check_run
from people.models import ImportRun


logger = logging.getLogger(__name__)


@shared_task(name="people.tasks.check_staff_file_task", **TASK_RETRY_OPTIONS)
def check_staff_file_task(run_pk: int) -> None:
    check_run(ImportRun.objects.get(pk=run_pk))
    logger.info("staff file checked run=%d", run_pk)


@shared_task(name="people.tasks.apply_staff_file_task", **TASK_RETRY_OPTIONS)
def apply_staff_file_task(run_pk: int) -> None:
    """Apply a file. Idempotent: two workers apply it once."""
    apply_run(ImportRun.objects.get(pk=run_pk))
    logger.info("staff file applied or refused run=%d", run_pk)


@shared_task(name="people.tasks.pick_up_staff_files_task", **TASK_RETRY_OPTIONS)
def pick_up_staff_files_task() -> None:
    """Import each file of the folder, every night. Idempotent."""
    taken = pick_up_staff_files()
    if taken:
        logger.info("staff files picked up count=%d", taken)


@shared_task(name="people.tasks.send_due_mails_task", ignore_result=True)
def send_due_mails_task() -> dict[str, int]:
    """Send what is due, every minute and after each fact that asks for a mail. Two at once send each mail once."""
    return asdict(send_due_mails())


@shared_task(name="people.tasks.purge_task", **TASK_RETRY_OPTIONS)
def purge_task() -> None:
    """Purge every night. Idempotent."""
    purged = purge()
    counts = {key: count for key, count in purged.counts.items() if count}
    logger.info("purge done counts=%s failed=%s", counts, purged.failed)
