"""Workshop sessions as their pages show them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, Now, NullIf
from django.urls import reverse
from django.utils.timezone import now

from ambassadors.workshops.models import Seat, Workshop, WorkshopSession
from ambassadors.workshops.models.workshops import SeatQuerySet
from ambassadors.workshops.policies import seats_visible_to, sessions_visible_to
from ambassadors.workshops.presence_codes import CLOSES_AFTER, is_check_in_open
from cms.languages import (
    is_translating,
    pages_in_reader_language,
    reading_language,
    source_language,
    translation_of,
)
from cms.search.kinds import pages_visible_to
from cms.search.registry import Shown
from cms.search.words import Document
from core.dates import start_of_day, today
from core.typography import day_text, hour_text
from learning.models import ModulePage
from people.models import Person
from people.queries.facts import Fact
from people.queries.joined import moment_in


@dataclass(frozen=True, slots=True)
class NextWorkshop:
    """A session as the first screen shows it: the soonest at which one has a seat, or that one gives today."""

    uuid: UUID
    title: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    site: str
    room: str
    has_come: bool = False

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
    return sessions.select_related("workshop__completes", "workshop__kit", "site").annotate(
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
    return Subquery(seats.values(row=_session_object("session__", has_come="has_come"))[:1])


def given_workshop_row() -> Subquery:
    """Return an expression for a query about the person: the session that they give today, a running one before others.

    One that is over stays until its list is saved.
    """
    begins = Q(workshopsession__starts_at__gte=start_of_day(today()))
    given = WorkshopSession.trainers.through.objects.filter(
        Q(workshopsession__ends_at__gt=Now() - CLOSES_AFTER)
        | begins & Q(workshopsession__listed_at=None),
        person=OuterRef("pk"),
        workshopsession__is_proposed=False,
        workshopsession__cancelled_at=None,
        workshopsession__starts_at__lt=start_of_day(today() + timedelta(days=1)),
    )
    is_over = Case(When(workshopsession__ends_at__gt=Now(), then=0), default=1)
    given = given.order_by(is_over, "workshopsession__starts_at", "pk")
    return Subquery(given.values(row=_session_object("workshopsession__"))[:1])


def _session_object(session: str, **more: str) -> JSONObject:
    """Return what a `NextWorkshop` is made from. `session`: the path to it, such as “session__”."""
    return JSONObject(
        uuid=f"{session}uuid",
        title=f"{session}workshop__title",
        title_en=f"{session}workshop__title_en",
        starts_at=f"{session}starts_at",
        ends_at=f"{session}ends_at",
        site=f"{session}site__name",
        room=f"{session}room",
        **more,
    )


NEXT_WORKSHOP, GIVEN_WORKSHOP, HAS_WORKSHOPS = "next_workshop", "given_workshop", "has_workshops"
WORKSHOP_FACTS = (
    Fact(NEXT_WORKSHOP, next_workshop_row),
    Fact(GIVEN_WORKSHOP, lambda _person: given_workshop_row()),
    Fact(HAS_WORKSHOPS, lambda person: Exists(joinable_sessions(person))),
)


def next_workshop(row: dict[str, Any] | None) -> NextWorkshop | None:
    """Convert the fact NEXT_WORKSHOP or GIVEN_WORKSHOP."""
    if row is None:
        return None
    return NextWorkshop(
        UUID(row["uuid"]),
        row["title"],
        row["title_en"],
        moment_in(row["starts_at"]),
        moment_in(row["ends_at"]),
        row["site"] or "",
        row["room"],
        bool(row.get("has_come")),
    )


def title_here(workshop: str) -> Coalesce:
    """Return an expression for the title in the reader's language. `workshop`: the path to it, such as “workshop__”."""
    is_english = reading_language() == "en"
    first = NullIf(F(f"{workshop}title_en"), Value("")) if is_english else F(f"{workshop}title")
    return Coalesce(first, F(f"{workshop}title"))


def summary_here(workshop: Workshop) -> tuple[str, str]:
    """Return the summary and its language: of the kit's translation, where it is the kit's."""
    kit = workshop.kit if is_translating() and workshop.kit_id else None
    translation = translation_of(kit) if kit and kit.introduction == workshop.summary else None
    if translation is None:
        return workshop.summary, source_language()
    return translation.introduction, reading_language()


def module_title_here(workshop: Workshop) -> str:
    """Return the title, in the reader's language, of the module that is done by coming; "" for none."""
    module = workshop.completes
    if module is None or not is_translating():
        return module.title if module else ""
    pages = pages_in_reader_language(ModulePage.objects.live()).filter(record=module)
    return pages.values_list("title", flat=True).first() or module.title


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
