import logging

from django.utils.translation import gettext_lazy as _

from core.background import Queue, background_task
from core.dates import today
from learning.actions.assignments import apply_rule, apply_rules
from learning.actions.certificates import issue_certificates
from learning.actions.completions import store_completions
from learning.actions.messages import SEND_MESSAGE, send_due_messages, send_message
from learning.actions.reminders import send_reminders
from learning.actions.renewals import assign_renewals
from learning.actions.rules import APPLY_RULE, APPLY_RULES
from learning.importers.intake_runs import CHECK, TAKE_IN, check_file, take_in_file
from learning.models import AssignmentRule
from people.models import ImportRun


logger = logging.getLogger(__name__)


@background_task(name="learning.tasks.issue_certificates_task", title=_("Make certificates"))
def issue_certificates_task() -> None:
    """Issue what a passed quiz completed, every ten minutes. Two at once make each certificate once."""
    count = issue_certificates()
    if count:
        logger.info("certificates issued count=%d", count)


@background_task(name="learning.tasks.store_completions_task", title=_("Store what is done"))
def store_completions_task() -> None:
    """Store when mandatory paths were done, every five minutes: lists derive what is not stored. Idempotent."""
    count = store_completions()
    if count:
        logger.info("completions stored count=%d", count)


@background_task(name=APPLY_RULE, title=_("Apply an assignment rule"))
def apply_rule_task(rule: int) -> None:
    """Apply a rule. Idempotent. How many had a result is not even in the log."""
    assignment_rule = AssignmentRule.objects.get(pk=rule)
    applied = apply_rule(rule=assignment_rule, on=today())
    if assignment_rule.uses_results:
        logger.info("rule applied rule=%d", rule)
    else:
        logger.info("rule applied rule=%d new=%d ended=%d", rule, applied.new, applied.ended)


@background_task(name=APPLY_RULES, title=_("Apply all assignment rules"))
def apply_rules_task(people: list[int] | None = None) -> None:
    """Apply all rules, every night, and once people or teams have moved. Idempotent."""
    applied = apply_rules(on=today(), people=people)
    logger.info("rules applied new=%d ended=%d", applied.new, applied.ended)


@background_task(name="learning.tasks.renew_task", title=_("Renew mandatory training"))
def renew_task() -> None:
    """Assign renewals every night. Idempotent."""
    renewed = assign_renewals(on=today())
    if renewed:
        logger.info("certificates to renew count=%d", renewed)


@background_task(name="learning.tasks.remind_task", title=_("Send reminders of mandatory training"))
def remind_task() -> None:
    """Send reminders every night; the mails wait for an hour at which people may be disturbed."""
    reminded = send_reminders(on=today())
    if reminded:
        logger.info("reminders count=%d", reminded)


@background_task(name=SEND_MESSAGE, title=_("Send a message to a population"))
def send_message_task(message: int) -> None:
    """Send a message whose hour has come. Idempotent. To how many is on its page."""
    send_message(pk=message)


@background_task(name="learning.tasks.send_due_messages_task", title=_("Send planned messages"))
def send_due_messages_task() -> None:
    """Send planned messages, every five minutes. Idempotent."""
    sent = send_due_messages()
    if sent:
        logger.info("messages sent count=%d", sent)


@background_task(
    name=CHECK,
    title=_("Check a file of a course or of questions"),
    queue=Queue.IMPORTS,
    repeats=False,
)
def check_course_file_task(run_pk: int) -> None:
    check_file(ImportRun.objects.get(pk=run_pk))
    logger.info("course file checked run=%d", run_pk)


@background_task(
    name=TAKE_IN,
    title=_("Take in a file of a course or of questions"),
    queue=Queue.IMPORTS,
    repeats=False,
)
def take_in_course_file_task(run_pk: int) -> None:
    """Take a file in. Idempotent: two workers take it in once."""
    take_in_file(ImportRun.objects.get(pk=run_pk))
    logger.info("course file taken in or refused run=%d", run_pk)
