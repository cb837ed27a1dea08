import logging

from celery import shared_task
from django.core.exceptions import ValidationError

from adoption.actions import publish_closed_months, publish_learning_reach
from cms.models import Portal
from core.task_manners import MANNERS


logger = logging.getLogger(__name__)


@shared_task(name="adoption.tasks.publish_closed_months_task", **MANNERS)
def publish_closed_months_task() -> None:
    """Every night. Publishes each closed month of each followed portal once, however often it runs.

    A month is stored in one transaction, so a worker that was killed leaves whole months, and the
    next run goes on behind them.
    """
    for portal in Portal.objects.open():
        try:
            made = publish_closed_months(portal=portal)
        except ValidationError as error:  # one portal's trouble does not stop the others
            logger.error("publication of portal %s refused: %s", portal.slug, error.code)
            continue
        if made:
            logger.info("months published portal=%s count=%d", portal.slug, len(made))


@shared_task(name="adoption.tasks.publish_learning_reach_task", **MANNERS)
def publish_learning_reach_task() -> None:
    """Every night. Publishes each closed quarter once, however often it runs."""
    made = publish_learning_reach()
    if made:
        logger.info("quarters of learning reach published count=%d", len(made))
