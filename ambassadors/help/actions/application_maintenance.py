"""Daily maintenance of unanswered applications: remind deciders once, then escalate to the network's
managers."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from ambassadors.help.actions.network_notifications import notify_network_managers, remind_deciders
from ambassadors.help.enums import ApplicationStatus
from ambassadors.help.models import Application
from ambassadors.help.queries.joining import deciders_of, network_managers
from core.dates import today
from core.site_settings import value_of


def run_application_maintenance() -> dict[str, int]:
    """Run every step and return how many rows each changed. Idempotent."""
    return {
        "closed": _close_applications_of_leavers(),
        "recalled": _notify_overdue(1, "reminded_at", _remind_deciders),
        "put higher": _notify_overdue(2, "escalated_at", _escalate),
    }


def _close_applications_of_leavers() -> int:
    left = Q(person__employed_until__lt=today()) | Q(person__is_active=False)
    gone = Application.objects.under_way().filter(left).values("pk")
    return (
        Application.objects.under_way()
        .filter(pk__in=gone)
        .update(status=ApplicationStatus.WITHDRAWN, closed_at=Now())
    )


def _notify_overdue(times: int, field: str, notify: Any) -> int:
    """Notify for applications unanswered `times` times APPLICATION_REMINDER_DAYS, once: `field` records when."""
    since = timezone.now() - timedelta(days=times * value_of("APPLICATION_REMINDER_DAYS"))
    late = Application.objects.waiting_since(since).filter(**{field: None})
    count = 0
    for application in late.select_related("person"):
        with transaction.atomic():
            mine = Application.objects.pending().filter(pk=application.pk, **{field: None})
            if mine.update(**{field: Now()}):
                notify(application)
                count += 1
    return count


def _remind_deciders(application: Application) -> None:
    remind_deciders(application, deciders_of(application.person, on=today()))


def _escalate(application: Application) -> None:
    runners = network_managers(on=today()).exclude(pk=application.person_id)
    notify_network_managers(application, runners)
