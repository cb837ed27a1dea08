import logging

from celery import shared_task

from core.task_options import TASK_RETRY_OPTIONS
from quizzes.actions.attempts import close_overdue_attempts
from quizzes.actions.remarking import continue_remark
from quizzes.actions.statistics import publish_statistics
from quizzes.models import Quiz, RemarkRun


logger = logging.getLogger(__name__)


@shared_task(name="quizzes.tasks.close_overdue_attempts_task", ignore_result=True)
def close_overdue_attempts_task() -> None:
    """Every minute. Two at once close each attempt once."""
    closed = close_overdue_attempts()
    if closed:
        logger.info("attempts closed by time count=%d", closed)


@shared_task(name="quizzes.tasks.publish_quiz_statistics_task", **TASK_RETRY_OPTIONS)
def publish_quiz_statistics_task() -> None:
    """Every night. A quiz that too few answered since its last snapshot gets none."""
    for quiz in Quiz.objects.all():
        snapshots = publish_statistics(quiz=quiz)
        if snapshots:
            logger.info("statistics published quiz=%s count=%d", quiz.slug, len(snapshots))


@shared_task(name="quizzes.tasks.remark_task", **TASK_RETRY_OPTIONS)
def remark_task(run_pk: int) -> None:
    """Given to two workers, each answer is marked again once."""
    continue_remark(RemarkRun.objects.get(pk=run_pk))
    logger.info("results corrected run=%d", run_pk)


@shared_task(name="quizzes.tasks.finish_remarks_task", **TASK_RETRY_OPTIONS)
def finish_remarks_task() -> None:
    """Every hour: what a worker that died has left."""
    for run in RemarkRun.objects.unfinished():
        remark_task(run.pk)
