"""Workshop sessions as their pages show them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject, Now
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware, now

from ambassadors.workshops.models import Seat, WorkshopSession
from ambassadors.workshops.policies import seats_visible_to, sessions_visible_to
from ambassadors.workshops.presence_codes import CLOSES_AFTER
from core.dates import today
from core.typography import hour_text
from people.models import Person


@dataclass(frozen=True, slots=True)
class NextWorkshop:
    """A person's soonest session with a seat."""

    uuid: UUID
    title: str
    starts_at: datetime
    site: str
    room: str

    @property
    def note(self) -> str:
        parts = (hour_text(self.starts_at), self.site, self.room)
        return ", ".join(part for part in parts if part)


def sessions_to_come(person: Person) -> QuerySet[WorkshopSession]:
    """Return sessions not over (annotate_for_person), running ones first, undated ones last.

    One's own stay for as long as the code of the room is accepted.
    """
    listed = annotate_for_person(person, sessions_visible_to(person)).filter(
        Q(ends_at__gt=Now())
        | Q(ends_at__gt=now() - CLOSES_AFTER, own_number__isnull=False)
        | Q(starts_at=None),
        cancelled_at=None,
    )
    return listed.order_by(F("starts_at").asc(nulls_last=True), "pk")


def joinable_sessions(person: Person) -> QuerySet[WorkshopSession]:
    return open_sessions(sessions_visible_to(person))


def open_sessions(sessions: QuerySet[WorkshopSession]) -> QuerySet[WorkshopSession]:
    """Keep sessions that have not begun or have no day, and are not cancelled."""
    return sessions.filter(Q(starts_at__gt=Now()) | Q(starts_at=None), cancelled_at=None)


def annotate_for_person(
    person: Person, sessions: QuerySet[WorkshopSession]
) -> QuerySet[WorkshopSession]:
    """Annotate `held` and `waiting` counts, and the person's own seat: `own_seat`, `own_number`."""
    own = seats_visible_to(person).filter(session=OuterRef("pk")).order_by()
    return sessions.select_related("workshop__completes", "site").annotate(
        held=_number_of(Q(number__isnull=False)),
        waiting=_number_of(Q(number__isnull=True)),
        own_seat=Subquery(own.values("pk")),
        own_number=Subquery(own.values("number")),
        own_presence=Subquery(own.values("has_come")),
        own_origin=Subquery(own.values("origin")),
    )


def _number_of(which: Q) -> Coalesce:
    rows = Seat.objects.filter(which, session=OuterRef("pk")).order_by().values("session")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def next_workshop_row(person: Person) -> Subquery:
    """Return an expression for a query about the person, so that the first screen needs no other query."""
    seats = (
        seats_visible_to(person)
        .filter(person=OuterRef("pk"), number__isnull=False)
        .filter(session__cancelled_at=None, session__ends_at__gt=Now())
        .order_by("session__starts_at", "pk")
    )
    return Subquery(
        seats.values(
            row=JSONObject(
                uuid="session__uuid",
                title="session__workshop__title",
                starts_at="session__starts_at",
                site="session__site__name",
                room="session__room",
            )
        )[:1]
    )


def next_workshop(row: dict[str, Any] | None) -> NextWorkshop | None:
    """Convert a row of `next_workshop_row`."""
    if row is None:
        return None
    starts_at = parse_datetime(row["starts_at"])
    if starts_at is None:
        raise ValueError(row["starts_at"])
    if is_naive(starts_at):
        starts_at = make_aware(starts_at, UTC)
    return NextWorkshop(UUID(row["uuid"]), row["title"], starts_at, row["site"] or "", row["room"])


def seats_and_queue(session: WorkshopSession) -> tuple[list[Seat], list[Seat]]:
    """Return the people with a seat, by name, and the queue, in order."""
    seats = session.seats_taken.select_related("person")
    seated = seats.held().order_by("person__last_name", "person__first_name", "pk")
    return list(seated), list(seats.waiting())


def trainers_of(session: WorkshopSession) -> list[Person]:
    """Return trainers who still work here, as a page may name them."""
    trainers = session.trainers.employed_on(today()).filter(is_active=True)
    return list(trainers.order_by("last_name", "first_name", "pk"))
