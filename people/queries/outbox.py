from datetime import datetime

from django.db.models import Min

from core.background import Queue
from people.models import Lease, OutboxTask, OutgoingMail, OutgoingPush


def queues_with_due_rows(moment: datetime) -> list[Queue]:
    ready = OutboxTask.objects.ready(moment).order_by()
    queues = [Queue(queue) for queue in ready.values_list("queue", flat=True).distinct()]
    mails, pushes = OutgoingMail.objects, OutgoingPush.objects
    if any(
        rows.exists() for rows in (mails.due(moment), mails.cut_off(moment), pushes.due(moment))
    ):
        queues.append(Queue.MAILS)
    return sorted(set(queues))


def oldest_due_at(moment: datetime) -> datetime | None:
    """Return since when the task that has waited longest could have run; None where none waits."""
    return OutboxTask.objects.ready(moment).aggregate(oldest=Min("next_try_at"))["oldest"]


def oldest_due_mail_at(moment: datetime) -> datetime | None:
    return OutgoingMail.objects.due(moment).aggregate(oldest=Min("next_try_at"))["oldest"]


def beat_seen_until() -> datetime | None:
    """Return until when the beat holds its lease; None where none ever ran."""
    return Lease.objects.filter(name="beat").values_list("until", flat=True).first()
