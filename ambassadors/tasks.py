import logging

from celery import shared_task
from django.db import OperationalError

from ambassadors.actions import expire_proposals


logger = logging.getLogger(__name__)


@shared_task(
    autoretry_for=[OperationalError],
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
    ignore_result=True,
)
def expire_proposals_task() -> None:
    """Every night. Twice a night expires once."""
    logger.info("proposals expired count=%d", expire_proposals())
