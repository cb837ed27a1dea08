import logging

from celery import shared_task

from people.actions import purge


logger = logging.getLogger(__name__)


@shared_task(name="people.tasks.purge_task", acks_late=True, ignore_result=True)
def purge_task() -> None:
    """Every night. Twice a night purges once."""
    purged = purge()
    counts = {key: count for key, count in purged.counts.items() if count}
    logger.info("purge done counts=%s failed=%s", counts, purged.failed)
