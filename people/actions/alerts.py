"""Mails administrators what they should mend, once as it begins and once a day while it lasts."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.dates import today
from core.operations import Problem, current_problems
from people.actions.mails import Letter, enqueue_mails
from people.enums import Role
from people.mail.kinds import OPERATIONS_ALERT
from people.models import Alert, Person


logger = logging.getLogger(__name__)
AGAIN_WHILE_IT_LASTS = timedelta(days=1)
AGAIN_AFTER_AN_END = timedelta(hours=1)  # what begins and ends all the time fills no mailbox


@transaction.atomic
def raise_alerts() -> None:
    """Compare what holds with what was told, and mail the difference. Idempotent."""
    now = timezone.now()
    problems = [problem for problem in current_problems() if problem.condition.is_mailed]
    keys = [problem.condition.key for problem in problems]
    Alert.objects.bulk_create([Alert(key=key) for key in keys], ignore_conflicts=True)
    alerts = Alert.objects.select_for_update().in_bulk(keys)
    untold = [problem for problem in problems if _is_due(alerts[problem.condition.key], now)]
    Alert.objects.exclude(key__in=keys).update(began_at=None)
    Alert.objects.filter(key__in=keys, began_at=None).update(began_at=now)
    if untold:
        told = [problem.condition.key for problem in untold]
        Alert.objects.filter(key__in=told).update(mailed_at=now)
        _enqueue_alert_mails(untold, now)
        logger.warning("administrators alerted conditions=%s", ",".join(told))


def _is_due(alert: Alert, now: datetime) -> bool:
    if alert.mailed_at is None:
        return True
    was_told = alert.began_at is not None and alert.began_at <= alert.mailed_at
    return now - alert.mailed_at >= (AGAIN_WHILE_IT_LASTS if was_told else AGAIN_AFTER_AN_END)


def _enqueue_alert_mails(problems: Sequence[Problem], now: datetime) -> None:
    def in_words() -> str:
        found = (problem.condition for problem in problems)
        return " ".join(f"{condition.title} {condition.remedy}" for condition in found)

    employed = Person.objects.employed_on(today()).filter(is_active=True)
    letters = [
        Letter(
            person=person,
            key=f"{now.isoformat()} {person.pk}",
            path=reverse("operations_admin:operations"),
            values={"problems": in_words},
            expires_at=now + AGAIN_WHILE_IT_LASTS,
        )
        for person in employed.with_role(Role.ADMINISTRATOR)
    ]
    enqueue_mails(kind=OPERATIONS_ALERT, letters=letters)
