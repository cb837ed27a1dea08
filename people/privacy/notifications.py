"""The holding of what waits for a person."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.enums import DataChapter
from people.models import Notification, Person
from people.notifications.registry import notification_kind
from people.policies import rows_since_seal
from people.privacy_registry import Holding, Rows, delete_rows
from people.queries.own_rows import OwnRows
from people.retention import NOTIFICATIONS
from people.retention_registry import retention_text


def _waiting(person: Person) -> QuerySet[Any, Any]:
    own = rows_since_seal(Notification.objects.filter(person=person), person, "made_at")
    return own.order_by("pk").values("kind", "is_urgent", "made_at", "read_at", "waits_until")


def _with_titles(rows: Rows) -> Rows:
    return [row | {"kind": _title(row["kind"])} for row in rows]


def _title(key: str) -> str:
    kind = notification_kind(key)
    return str(kind.title) if kind else key


HOLDINGS = (
    Holding(
        model=Notification._meta.label,
        title=_("What waits for you"),
        purpose=_("To show you, on every page, how many things wait for you, and which."),
        recipients=_("You."),
        retention=retention_text(NOTIFICATIONS),
        source=_(
            "Passerelle itself, when something concerns you. Never about your use of the portal or a survey."
        ),
        chapter=DataChapter.TRACES,
        export=OwnRows(_waiting, tell=_with_titles),
        private=True,
        erase=lambda person: delete_rows(Notification.objects.filter(person=person)),
    ),
)
