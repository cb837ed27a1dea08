"""Workshop sessions as their pages show them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, Now, NullIf
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware, now

from ambassadors.workshops.models import Seat, Workshop, WorkshopSession
from ambassadors.workshops.models.workshops import SeatQuerySet
from ambassadors.workshops.policies import seats_visible_to, sessions_visible_to
from ambassadors.workshops.presence_codes import CLOSES_AFTER, is_check_in_open
from cms.languages import reading_language, source_language
from cms.search.kinds import pages_visible_to
from cms.search.registry import Shown
from cms.search.words import Document
from core.dates import today
from core.typography import day_text, hour_text
from people.models import Person
from people.queries.facts import Fact


@dataclass(frozen=True, slots=True)
class NextWorkshop:
    """A person's soonest session with a seat."""

    uuid: UUID
    title: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    site: str
    room: str
    has_come: bool

    @property
    def takes_codes(self) -> bool:
        """Return whether it is about to begin, runs, or has just ended."""
        return is_check_in_open(self.starts_at, self.ends_at, now())

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
        is_proposed=False,
    )
    return listed.order_by(F("starts_at").asc(nulls_last=True), "pk")


def joinable_sessions(person: Person) -> QuerySet[WorkshopSession]:
    return open_sessions(sessions_visible_to(person))


def open_sessions(sessions: QuerySet[WorkshopSession]) -> QuerySet[WorkshopSession]:
    """Keep announced sessions that have not begun or have no day, and are not cancelled."""
    return sessions.filter(
        Q(starts_at__gt=Now()) | Q(starts_at=None), cancelled_at=None, is_proposed=False
    )


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
                title_en="session__workshop__title_en",
                starts_at="session__starts_at",
                ends_at="session__ends_at",
                has_come="has_come",
                site="session__site__name",
                room="session__room",
            )
        )[:1]
    )


NEXT_WORKSHOP, HAS_WORKSHOPS = "next_workshop", "has_workshops"
WORKSHOP_FACTS = (
    Fact(NEXT_WORKSHOP, next_workshop_row),
    Fact(HAS_WORKSHOPS, lambda person: Exists(joinable_sessions(person))),
)


def next_workshop(row: dict[str, Any] | None) -> NextWorkshop | None:
    """Convert the fact NEXT_WORKSHOP."""
    if row is None:
        return None
    return NextWorkshop(
        UUID(row["uuid"]),
        row["title"],
        row["title_en"],
        _moment(row["starts_at"]),
        _moment(row["ends_at"]),
        row["site"] or "",
        row["room"],
        bool(row["has_come"]),
    )


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(text)
    return make_aware(moment, UTC) if is_naive(moment) else moment


def title_here(workshop: str) -> Coalesce:
    """Return an expression for the title in the reader's language. `workshop`: the path to it, such as “workshop__”."""
    is_english = reading_language() == "en"
    first = NullIf(F(f"{workshop}title_en"), Value("")) if is_english else F(f"{workshop}title")
    return Coalesce(first, F(f"{workshop}title"))


def seats_and_queue(seats: SeatQuerySet) -> tuple[list[Seat], list[Seat]]:
    """Return the people with a seat, by name, and the queue, in order. `seats`: of one session."""
    seats = seats.select_related("person")
    seated = seats.held().order_by("person__last_name", "person__first_name", "pk")
    return list(seated), list(seats.waiting())


def trainers_of(session: WorkshopSession) -> list[Person]:
    """Return trainers who still work here, as a page may name them."""
    trainers = session.trainers.employed_on(today()).filter(is_active=True)
    return list(trainers.order_by("last_name", "first_name", "pk"))


def found_workshops(person: Person, keys: Collection[str]) -> dict[str, Shown]:
    """Return what the search shows of these workshops: the next session of each that this person may join, and pages."""
    sessions = joinable_sessions(person).filter(workshop__uuid__in=keys)
    next_first = sessions.select_related("workshop").order_by(
        F("starts_at").desc(nulls_first=True), "-pk"
    )
    shown = {
        str(session.workshop.uuid): Shown(
            session.workshop.title_here,
            reverse("workshops:session", args=[session.uuid]),
            source_language(),
            day_text(session.starts_at, "l j F") if session.starts_at else "",
        )
        for session in next_first
    }
    return pages_visible_to(person, keys) | shown


def workshop_search_documents() -> Iterator[Document]:
    for workshop in Workshop.objects.order_by("pk"):
        yield workshop.search_document()
