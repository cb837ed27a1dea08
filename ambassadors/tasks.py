import logging

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.cases.notifications import ask_for_readings
from ambassadors.commitments.actions import tell_of_overdue_commitments
from ambassadors.help.actions.application_maintenance import run_application_maintenance
from ambassadors.help.actions.direct_matching import continue_direct_searches
from ambassadors.help.actions.pair_maintenance import run_pair_maintenance
from ambassadors.help.actions.pairs import expire_proposals
from ambassadors.help.actions.questions import tell_of_waiting_questions
from ambassadors.help.actions.rounds import MATCH, match_round
from ambassadors.help.models import MatchingRound
from ambassadors.help.question_limit import forget_past_hour
from ambassadors.journeys.actions import close_overdue_sittings
from ambassadors.workshops.actions.evaluations import close_due_evaluations, open_due_evaluations
from ambassadors.workshops.actions.workshops import free_seats_of_leavers
from core.background import background_task
from core.dates import today


logger = logging.getLogger(__name__)


@background_task(
    name="ambassadors.tasks.expire_proposals_task",
    title=_("End proposals of pairs that nobody answered"),
)
def expire_proposals_task() -> None:
    """Expire overdue proposals of rounds, every night. Idempotent."""
    logger.info("proposals expired count=%d", expire_proposals())


@background_task(
    name="ambassadors.tasks.keep_looking_task", title=_("Go on looking for an ambassador")
)
def continue_direct_searches_task() -> None:
    """Continue direct searches every half hour. Idempotent: a request waits for one answer at a time."""
    logger.info("help looked for count=%d", continue_direct_searches())


@background_task(
    name="ambassadors.tasks.free_seats_task",
    title=_("Free the workshop seats of leavers"),
)
def free_seats_task() -> None:
    """Free the workshop seats of leavers for the queue, every night. Idempotent."""
    logger.info("seats freed count=%d", free_seats_of_leavers(today=today()))


@background_task(
    name="ambassadors.tasks.close_journey_workshops_task",
    title=_("Count and close journey workshops"),
)
def close_journey_workshops_task() -> None:
    """Close journey workshops whose hours are over, every quarter of an hour: votes counted once, then
    deleted."""
    logger.info("journey workshops closed count=%d", close_overdue_sittings())


@background_task(name="ambassadors.tasks.evaluations_task", title=_("Ask about workshops"))
def run_evaluations_task() -> None:
    """Open and close workshop evaluations, every night: asked once after the session and once three months
    later."""
    now = timezone.now()
    closed = close_due_evaluations(now=now)
    logger.info("evaluations opened=%d closed=%d", open_due_evaluations(now=now), closed)


@background_task(
    name="ambassadors.tasks.mind_pairs_task", title=_("Remind pairs, and end those that are over")
)
def run_pair_maintenance_task() -> None:
    """Run pair maintenance every night. Idempotent."""
    logger.info("pairs minded %s", run_pair_maintenance(today=today()))


@background_task(
    name="ambassadors.tasks.mind_applications_task",
    title=_("Send reminders of applications to the network"),
)
def run_application_maintenance_task() -> None:
    """Run application maintenance every night. Idempotent: each reminder is sent once."""
    logger.info("applications minded %s", run_application_maintenance())


@background_task(
    name="ambassadors.tasks.forget_question_limits_task",
    title=_("Forget the hourly limits of the question box"),
)
def forget_question_limits_task() -> None:
    """Every hour, once it is over, whether anybody put a question or not."""
    forget_past_hour()


@background_task(
    name="ambassadors.tasks.tell_of_questions_task",
    title=_("Tell of questions that wait for an answer"),
)
def tell_of_waiting_questions_task() -> None:
    """Every night: one without a name from the Monday after its week on. Idempotent."""
    logger.info("questions told count=%d", tell_of_waiting_questions())


@background_task(
    name="ambassadors.tasks.tell_of_commitments_task",
    title=_("Tell of commitments whose day has passed"),
)
def tell_of_overdue_commitments_task() -> None:
    """Run every night. Idempotent: a commitment waits once for a training manager."""
    logger.info("commitments told count=%d", tell_of_overdue_commitments())


@background_task(
    name="ambassadors.tasks.tell_of_cases_task",
    title=_("Tell of case studies that wait for their readers"),
)
def tell_of_cases_task() -> None:
    """Run every night, so that no bell says when a case came. Idempotent: a case waits once for a reader."""
    logger.info("case readings told count=%d", ask_for_readings())


@background_task(name=MATCH, title=_("Match a round of pairs"))
def match_round_task(pk: int) -> None:
    for matching_round in MatchingRound.objects.filter(pk=pk):
        match_round(matching_round=matching_round)
