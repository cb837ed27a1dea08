import logging
from dataclasses import asdict
from typing import Any

from celery import shared_task
from django.db import OperationalError

from people.actions import (
    forget_earlier_passwords,
    forget_old_imports,
    forget_old_mails,
    forget_old_sign_ins,
    send_due_mails,
)
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


@shared_task(name="people.tasks.send_due_mails_task", ignore_result=True)
def send_due_mails_task() -> dict[str, int]:
    """Every minute, and after each fact that asks for a mail. Two at once send each mail once."""
    return asdict(send_due_mails())


@shared_task(name="people.tasks.forget_old_mails_task", ignore_result=True)
def forget_old_mails_task() -> int:
    return forget_old_mails()
