"""Reads what waits for a person: rows that their app describes, and what is worked out for them at each look."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery

from people.models import Notification, Person
from people.models.notifications import NotificationQuerySet
from people.notifications.registry import (
    Description,
    NotificationKind,
    WaitingSource,
    kinds_with_own_panel,
    notification_kind,
    waiting_sources,
)
from people.policies import active_seal, rows_since_seal
from people.queries.facts import Fact
from people.queries.joined import joined_rows, moment_in, rows_in


FIRST_SCREEN_FIELDS = ("id", "kind", "key", "is_urgent", "made_at", "read_at")


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """Something that waits, as its page shows it. `row` is None for what is worked out and not stored."""

    kind: NotificationKind | WaitingSource
    description: Description
    row: Notification | None = None

    @property
    def is_urgent(self) -> bool:
        return self.row is not None and self.row.is_urgent

    @property
    def may_be_put_aside(self) -> bool:
        return self.row is not None and self.row.read_at is None and not self.row.is_urgent

    @property
    def is_aside(self) -> bool:
        return self.row is not None and self.row.read_at is not None and not self.is_urgent


def notifications_visible_to(person: Person) -> NotificationQuerySet:
    """Return the person's own, excluding those from before the account was reopened; all at a first opening."""
    own = Notification.objects.waiting().filter(person=person)
    return rows_since_seal(own, person, "made_at") if _is_reopened(person) else own


def waiting_count(person: Person) -> int:
    """Return how many the bell counts: without a query of its own for whoever is signed in."""
    if not _is_reopened(person) and hasattr(person, "waiting_count"):
        return int(person.waiting_count)
    return notifications_visible_to(person).to_see().count()


def _is_reopened(person: Person) -> bool:
    seal = active_seal(person)
    return seal is not None and not seal.is_first


def descriptions(rows: Iterable[Notification]) -> dict[int, Description]:
    """Return what still waits, by row: as many queries as their kinds need, however many rows."""
    by_kind: dict[str, list[Notification]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    described: dict[int, Description] = {}
    for key, of_kind in by_kind.items():
        kind = notification_kind(key)
        described |= kind.describe(of_kind) if kind else {}
    return described


def waiting_items(person: Person) -> list[WaitingItem]:
    """Return what waits for a person and is stored: what is urgent first, then by rank, then the oldest."""
    return list(_stored_items(notifications_visible_to(person)))


def worked_out_items(person: Person) -> list[WaitingItem]:
    """Return what waits for a person and leaves no trace."""
    return [
        WaitingItem(source, description)
        for source in waiting_sources()
        for description in source.describe(person)
    ]


def _rows_of_first_screen(person: Person) -> Subquery:
    """Return an expression of what waits and the first screen does not show anyway."""
    rows = notifications_visible_to(person).to_see().exclude(kind__in=kinds_with_own_panel())
    return joined_rows(rows, *FIRST_SCREEN_FIELDS)


WAITING_ROWS = "waiting_rows"
WAITING_FACT = Fact(
    WAITING_ROWS,
    _rows_of_first_screen,
    concerns=lambda person: getattr(person, "has_first_item", True),
)


def first_waiting_item(person: Person, joined: str | None) -> WaitingItem | None:
    """Return what stands first on the first screen, where that does not show it anyway. `joined`: WAITING_ROWS."""
    rows = [_notification(person, row) for row in rows_in(joined)]
    return next(_stored_items(sorted(rows, key=lambda row: (row.made_at, row.pk))), None)


def _notification(person: Person, row: dict[str, Any]) -> Notification:
    read_at = row["read_at"] and moment_in(row["read_at"])
    moments = {"made_at": moment_in(row["made_at"]), "read_at": read_at}
    return Notification(person=person, **row | moments)


def _stored_items(rows: Iterable[Notification]) -> Iterator[WaitingItem]:
    """Yield what waits, in order; a kind is described when its first row is reached."""
    described: dict[str, Mapping[int, Description]] = {}
    known = [(row, kind) for row in rows if (kind := notification_kind(row.kind))]
    known.sort(key=lambda entry: (not entry[0].is_urgent, entry[1].rank))
    for row, kind in known:
        if kind.key not in described:
            described[kind.key] = kind.describe([one for one, of in known if of == kind])
        description = described[kind.key].get(row.pk)
        if description is not None:
            yield WaitingItem(kind, description, row)
