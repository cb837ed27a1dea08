import logging
from typing import Any

from celery import shared_task
from django.db import OperationalError

from people.actions import forget_earlier_passwords, forget_old_imports, forget_old_sign_ins
from people.importers.folder import pick_up_staff_files
from people.importers.runs import apply_run, check_run
from people.models import ImportRun


logger = logging.getLogger(__name__)
MANNERS: dict[str, Any] = {
    "autoretry_for": [OperationalError],
    "retry_backoff": True,
    "max_retries": 5,
    "acks_late": True,
    "reject_on_worker_lost": True,
    "ignore_result": True,
}


@shared_task(name="people.tasks.check_staff_file_task", **MANNERS)
def check_staff_file_task(run_pk: int) -> None:
    check_run(ImportRun.objects.get(pk=run_pk))
    logger.info("staff file checked run=%d", run_pk)


@shared_task(name="people.tasks.apply_staff_file_task", **MANNERS)
def apply_staff_file_task(run_pk: int) -> None:
    """Given to two workers, it is applied once."""
    apply_run(ImportRun.objects.get(pk=run_pk))
    logger.info("staff file applied or refused run=%d", run_pk)


@shared_task(name="people.tasks.pick_up_staff_files_task", **MANNERS)
def pick_up_staff_files_task() -> None:
    """Every night. Each file of the folder once, however often it runs."""
    taken = pick_up_staff_files()
    if taken:
        logger.info("staff files picked up count=%d", taken)


@shared_task(name="people.tasks.forget_old_imports_task", **MANNERS)
def forget_old_imports_task() -> None:
    """Every night."""
    logger.info("old imports forgotten rows=%d", forget_old_imports())


@shared_task(name="people.tasks.forget_old_sign_ins_task", ignore_result=True)
def forget_old_sign_ins_task() -> dict[str, int]:
    return forget_old_sign_ins() | {"earlier passwords": forget_earlier_passwords()}
