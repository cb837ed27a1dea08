import logging

from celery import current_app, shared_task
from django.conf import settings
from django.db import OperationalError

from core.dates import today
from core.task_options import TASK_RETRY_OPTIONS
from learning.actions.assignments import apply_rule, apply_rules
from learning.actions.certificates import issue_certificates
from learning.actions.reminders import send_reminders
from learning.actions.renewals import assign_renewals
from learning.models import AssignmentRule


logger = logging.getLogger(__name__)
RULES = "learning.tasks.apply_rules_task"


@shared_task(name="learning.tasks.issue_certificates_task", **TASK_RETRY_OPTIONS)
def issue_certificates_task() -> None:
    """Issue what a passed quiz completed, every ten minutes. Two at once make each certificate once."""
    count = issue_certificates()
    if count:
        logger.info("certificates issued count=%d", count)


@shared_task(name="learning.tasks.apply_rule_task", **TASK_RETRY_OPTIONS)
def apply_rule_task(rule: int) -> None:
    """Apply a rule. Idempotent. How many had a result is not even in the log."""
    assignment_rule = AssignmentRule.objects.get(pk=rule)
    applied = apply_rule(rule=assignment_rule, on=today())
    if assignment_rule.uses_results:
        logger.info("rule applied rule=%d", rule)
    else:
        logger.info("rule applied rule=%d new=%d ended=%d", rule, applied.new, applied.ended)


@shared_task(name=RULES, **TASK_RETRY_OPTIONS)
def apply_rules_task(people: list[int] | None = None) -> None:
    """Apply all rules, every night, and once people or teams have moved. Idempotent.

    Tried again for what may pass, such as a deadlock.
    """
    try:
        applied = apply_rules(on=today(), people=people)
    except ExceptionGroup as failed:
        passing = failed.subgroup(OperationalError)
        if passing:
            raise passing.exceptions[0] from failed
        raise
    logger.info("rules applied new=%d ended=%d", applied.new, applied.ended)


@shared_task(name="learning.tasks.renew_task", **TASK_RETRY_OPTIONS)
def renew_task() -> None:
    """Assign renewals every night. Idempotent."""
    renewed = assign_renewals(on=today())
    if renewed:
        logger.info("certificates to renew count=%d", renewed)


@shared_task(name="learning.tasks.remind_task", **TASK_RETRY_OPTIONS)
def remind_task() -> None:
    """Send reminders every night; the mails wait for an hour at which people may be disturbed."""
    reminded = send_reminders(on=today())
    if reminded:
        logger.info("reminders count=%d", reminded)


def apply_rules_after_staffing_change(people: list[int] | None) -> None:
    """Apply rules after the commit, called by `core.registry.notify_staffing_changed`."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        apply_rules(on=today(), people=people)
    else:
        current_app.send_task(RULES, [people], ignore_result=True)
