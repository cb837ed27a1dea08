import logging

from celery import shared_task
from django.utils import timezone

from ambassadors.help.actions.application_maintenance import run_application_maintenance
from ambassadors.help.actions.direct_matching import continue_direct_searches
from ambassadors.help.actions.pair_maintenance import run_pair_maintenance
from ambassadors.help.actions.pairs import expire_proposals
from ambassadors.journeys.actions import close_overdue_sittings
from ambassadors.workshops.actions.evaluations import close_due_evaluations, open_due_evaluations
from ambassadors.workshops.actions.workshops import free_seats_of_leavers
from core.dates import today
from core.task_options import TASK_RETRY_OPTIONS


logger = logging.getLogger(__name__)


@shared_task(**TASK_RETRY_OPTIONS)
def expire_proposals_task() -> None:
    """Expire overdue proposals of rounds, every night. Idempotent."""
    logger.info("proposals expired count=%d", expire_proposals())


@shared_task(name="ambassadors.tasks.keep_looking_task", **TASK_RETRY_OPTIONS)
def continue_direct_searches_task() -> None:
    """Continue direct searches every half hour. Idempotent: a request waits for one answer at a time."""
    logger.info("help looked for count=%d", continue_direct_searches())


@shared_task(**TASK_RETRY_OPTIONS)
def free_seats_task() -> None:
    """Free the workshop seats of leavers for the queue, every night. Idempotent."""
    logger.info("seats freed count=%d", free_seats_of_leavers(today=today()))


@shared_task(**TASK_RETRY_OPTIONS)
def close_journey_workshops_task() -> None:
    """Close journey workshops whose hours are over, every quarter of an hour: votes counted once, then
    deleted."""
    logger.info("journey workshops closed count=%d", close_overdue_sittings())


@shared_task(name="ambassadors.tasks.evaluations_task", **TASK_RETRY_OPTIONS)
def run_evaluations_task() -> None:
    """Open and close workshop evaluations, every night: asked once after the session and once three months
    later."""
    now = timezone.now()
    closed = close_due_evaluations(now=now)
    logger.info("evaluations opened=%d closed=%d", open_due_evaluations(now=now), closed)


@shared_task(name="ambassadors.tasks.mind_pairs_task", **TASK_RETRY_OPTIONS)
def run_pair_maintenance_task() -> None:
    """Run pair maintenance every night. Idempotent."""
    logger.info("pairs minded %s", run_pair_maintenance(today=today()))


@shared_task(name="ambassadors.tasks.mind_applications_task", **TASK_RETRY_OPTIONS)
def run_application_maintenance_task() -> None:
    """Run application maintenance every night. Idempotent: each reminder is sent once."""
    logger.info("applications minded %s", run_application_maintenance())
