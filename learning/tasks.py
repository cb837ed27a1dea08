import logging
from typing import Any

from celery import shared_task
from django.db import OperationalError

from learning.actions import issue_certificates


logger = logging.getLogger(__name__)
MANNERS: dict[str, Any] = {
    "autoretry_for": [OperationalError],
    "retry_backoff": True,
    "max_retries": 5,
    "acks_late": True,
    "reject_on_worker_lost": True,
    "ignore_result": True,
}


@shared_task(name="learning.tasks.issue_certificates_task", **MANNERS)
def issue_certificates_task() -> None:
    """Every ten minutes: what a passed quiz completed. Two at once make each certificate once."""
    made = issue_certificates()
    if made:
        logger.info("certificates issued count=%d", made)
