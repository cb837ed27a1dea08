import logging

from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import OperationalError

from adoption.actions import publish_closed_months, publish_learning_reach
from cms.models import Portal
from core.task_manners import MANNERS


logger = logging.getLogger(__name__)


@shared_task(name="adoption.tasks.publish_closed_months_task", **MANNERS)
def publish_closed_months_task() -> None:
    """Every night. Publishes each closed month of each followed portal once, however often it runs.

    A month is stored in one transaction, so a worker that was killed leaves whole months, and the
    next run goes on behind them. One portal's trouble does not stop the others.
    """
    failed: list[Exception] = []
    for portal in Portal.objects.open():
        try:
            made = publish_closed_months(portal=portal)
        except ValidationError as error:
            logger.error("publication of portal %s refused: %s", portal.slug, error.code)
            continue
        except OperationalError:  # the database is away from all of them: the task is tried again
            raise
        except Exception as error:
            logger.error("publication of portal %s failed: %s", portal.slug, type(error).__name__)
            failed.append(error)
            continue
        if made:
            logger.info("months published portal=%s count=%d", portal.slug, len(made))
    if failed:
        raise ExceptionGroup("publications that failed", failed)


@shared_task(name="adoption.tasks.publish_learning_reach_task", **MANNERS)
def publish_learning_reach_task() -> None:
    """Every night. Publishes each closed quarter once, however often it runs."""
    made = publish_learning_reach()
    if made:
        logger.info("quarters of learning reach published count=%d", len(made))
