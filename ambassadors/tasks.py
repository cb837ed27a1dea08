import logging

from celery import shared_task
from django.db import OperationalError

from ambassadors.actions import expire_proposals
from ambassadors.actions.minding import mind_pairs
from ambassadors.actions.workshops import free_seats_of_leavers
from core.dates import today


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


@shared_task(
    autoretry_for=[OperationalError],
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
    ignore_result=True,
)
def free_seats_task() -> None:
    """Every night. Seats at workshops of who has left go to who waits; twice a night frees once."""
    logger.info("seats freed count=%d", free_seats_of_leavers(today=today()))


@shared_task(
    autoretry_for=[OperationalError],
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
    ignore_result=True,
)
def mind_pairs_task() -> None:
    """Every night. Each word goes once, each pair ends once, each figure is worked out once."""
    logger.info("pairs minded %s", mind_pairs(today=today()))
