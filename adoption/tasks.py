import logging

from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import OperationalError

from adoption.actions import publish_closed_months, publish_coaching_reach, publish_learning_reach
from cms.models import Portal


logger = logging.getLogger(__name__)


@shared_task(
    name="adoption.tasks.publish_closed_months_task",
    autoretry_for=[OperationalError],
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
    ignore_result=True,
)
def publish_closed_months_task() -> None:
    """Every night. Publishes each closed month of each followed portal once, however often it runs."""
    for portal in Portal.objects.open():
        try:
            made = publish_closed_months(portal=portal)
        except ValidationError as error:  # one portal's trouble does not stop the others
            logger.error("publication of portal %s refused: %s", portal.slug, error.code)
            continue
        if made:
            logger.info("months published portal=%s count=%d", portal.slug, len(made))


@shared_task(
    name="adoption.tasks.publish_learning_reach_task",
    autoretry_for=[OperationalError],
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
)
def publish_learning_reach_task() -> None:
    """Every night. Publishes each closed quarter once, of learning and of coaching, however often it runs."""
    publish_coaching_reach()
    made = publish_learning_reach()
    if made:
        logger.info("quarters of learning reach published count=%d", len(made))
