import logging

from celery import shared_task

from quizzes.actions import close_overdue_attempts


logger = logging.getLogger(__name__)


@shared_task(name="quizzes.tasks.close_overdue_attempts_task", ignore_result=True)
def close_overdue_attempts_task() -> None:
    """Every minute. Two at once close each attempt once."""
    closed = close_overdue_attempts()
    if closed:
        logger.info("attempts closed by time count=%d", closed)
