import logging

from celery import shared_task
from django.db import OperationalError

from quizzes.actions import close_overdue_attempts
from quizzes.actions.statistics import publish_statistics
from quizzes.models import Quiz


logger = logging.getLogger(__name__)


@shared_task(name="quizzes.tasks.close_overdue_attempts_task", ignore_result=True)
def close_overdue_attempts_task() -> None:
    """Every minute. Two at once close each attempt once."""
    closed = close_overdue_attempts()
    if closed:
        logger.info("attempts closed by time count=%d", closed)


@shared_task(
    name="quizzes.tasks.publish_quiz_statistics_task",
    autoretry_for=[OperationalError],
    retry_backoff=True,
    max_retries=5,
    acks_late=True,
    ignore_result=True,
)
def publish_quiz_statistics_task() -> None:
    """Every night. A quiz that too few answered since its last snapshot gets none."""
    for quiz in Quiz.objects.all():
        made = publish_statistics(quiz=quiz)
        if made:
            logger.info("statistics published quiz=%s count=%d", quiz.slug, len(made))
