import logging

from django.utils.translation import gettext_lazy as _

from core.background import Queue, background_task
from quizzes.actions.attempts import close_overdue_attempts
from quizzes.actions.remarking import REMARK, continue_remark
from quizzes.actions.statistics import publish_statistics
from quizzes.models import Quiz, RemarkRun
from quizzes.notifications import notify_markers


logger = logging.getLogger(__name__)


@background_task(
    name="quizzes.tasks.close_overdue_attempts_task", title=_("Hand in quizzes whose time is over")
)
def close_overdue_attempts_task() -> None:
    """Every minute. Two at once close each attempt once."""
    closed = close_overdue_attempts()
    if closed:
        logger.info("attempts closed by time count=%d", closed)


@background_task(
    name="quizzes.tasks.publish_quiz_statistics_task",
    title=_("Publish the statistics of quizzes"),
    queue=Queue.PUBLICATIONS,
)
def publish_quiz_statistics_task() -> None:
    """Every night. A quiz that too few answered since its last snapshot gets none."""
    for quiz in Quiz.objects.all():
        snapshots = publish_statistics(quiz=quiz)
        if snapshots:
            logger.info("statistics published quiz=%s count=%d", quiz.slug, len(snapshots))


@background_task(
    name="quizzes.tasks.tell_markers_task", title=_("Tell who marks that open answers wait")
)
def tell_markers_task() -> None:
    """Tell markers, nightly, what waits for a mark. Idempotent."""
    told = notify_markers()
    if told:
        logger.info("markers told count=%d", told)


@background_task(name=REMARK, title=_("Correct results of a quiz"))
def remark_task(run_pk: int) -> None:
    """Given to two workers, each answer is marked again once."""
    continue_remark(RemarkRun.objects.get(pk=run_pk))
    logger.info("results corrected run=%d", run_pk)
