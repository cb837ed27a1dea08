"""Register what waits for training managers: a commitment whose day has passed without a word."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ambassadors.commitments.models import Commitment
from ambassadors.help.queries.joining import network_managers
from core.dates import today
from core.typography import day_text
from people.models import Notification
from people.notifications.actions import Entry, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


OVERDUE = "commitment_overdue"


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=OVERDUE,
            title=gettext_lazy("A commitment whose day has passed"),
            action=pgettext_lazy("notification", "Answer"),
            icon="shield-check",
            describe=_overdue,
            rank=40,
        )
    )


def ask_what_became(commitments: Sequence[Commitment]) -> int:
    """Have each wait for the training managers for whom it does not wait yet; return how many are new."""
    keys = [str(commitment.uuid) for commitment in commitments]
    rows = Notification.objects.filter(kind=OVERDUE, key__in=keys)
    told = set(rows.values_list("person_id", "key"))
    managers = network_managers(on=today()).order_by("pk").values_list("pk", flat=True)
    entries = [
        Entry(person, key)
        for person in (managers if keys else ())
        for key in keys
        if (person, key) not in told
    ]
    notify(kind=OVERDUE, entries=entries)
    return len(entries)


def settle_overdue(commitment: Commitment) -> None:
    if not commitment.is_overdue:
        settle(kind=OVERDUE, keys=[commitment.uuid])


def _overdue(rows: Sequence[Notification]) -> Mapping[int, Description]:
    overdue = Commitment.objects.overdue().filter(uuid__in={row.key for row in rows})
    commitments = {str(commitment.uuid): commitment for commitment in overdue}
    readers = {row.person_id for row in rows}
    managers = set(network_managers(on=today()).filter(pk__in=readers).values_list("pk", flat=True))
    return {
        row.pk: Description(
            _("The day has passed, no answer yet: “%(text)s”") % {"text": commitment},
            reverse("commitments_admin:settle", args=[commitment.uuid]),
            day_text(commitment.due_on),
        )
        for row in rows
        if row.person_id in managers and (commitment := commitments.get(row.key))
    }
