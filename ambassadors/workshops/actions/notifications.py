from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ambassadors.workshops.exporters.calendar import CANCEL, REQUEST, calendar_message
from ambassadors.workshops.mails import (
    SEAT_CANCELLED,
    SEAT_CHANGED,
    SEAT_CLASH,
    SEAT_GIVEN_UP,
    SEAT_TAKEN_BACK,
)
from ambassadors.workshops.models import Seat, WorkshopSession
from ambassadors.workshops.notifications import settle_change, tell_of_change
from ambassadors.workshops.words import when_in_words
from people.actions.mails import Letter, enqueue_mails
from people.models import Person


SEAT_STATE_TEXTS = (
    _("You have a seat."),
    _("You are in the queue: you will have a mail as soon as there is a seat."),
)
REMOVED_FROM_CALENDAR = (SEAT_CANCELLED, SEAT_GIVEN_UP, SEAT_TAKEN_BACK)


def notify_seats(kind: str, seats: Sequence[Seat], **values: Any) -> None:
    """Mail each seat once for each change that calendars must learn; attach the entry where there is a seat.

    A session moved or called off waits for its people besides, until they give the seat up.
    """
    letters = [
        Letter(
            person=seat.person,
            key=f"{seat.pk} {seat.session.sequence}",
            path=reverse("workshops:session", args=[seat.session.uuid]),
            values={
                "title": lazy_title(seat.session),
                "when": lazy_when_in_words(seat.session),
                "state": _lazy_state_in_words(seat),
                **values,
            },
            expires_at=seat.session.starts_at,
            calendar=_calendar(kind, seat),
        )
        for seat in seats
    ]
    enqueue_mails(kind=kind, letters=letters)
    if kind in (SEAT_CHANGED, SEAT_CANCELLED):
        tell_of_change(seats)
    elif kind in (SEAT_GIVEN_UP, SEAT_TAKEN_BACK):
        settle_change(seats)


def _lazy_state_in_words(seat: Seat) -> Callable[[], str]:
    return lambda: str(SEAT_STATE_TEXTS[seat.is_waiting])


def notify_time_clash(session: WorkshopSession, people: Iterable[Person], *, who: Any) -> None:
    """Mail only the person that they are on another list at that time."""
    letters = [
        Letter(
            person=person,
            key=f"{session.pk} {person.pk} {session.sequence}",
            path=reverse("workshops:index"),
            values={
                "title": lazy_title(session),
                "when": lazy_when_in_words(session),
                "who": who,
            },
            expires_at=session.starts_at,
        )
        for person in people
    ]
    enqueue_mails(kind=SEAT_CLASH, letters=letters)


def _calendar(kind: str, seat: Seat) -> Callable[[], str] | None:
    session, method = seat.session, CANCEL if kind in REMOVED_FROM_CALENDAR else REQUEST
    if seat.is_waiting or session.starts_at is None or not seat.person.email:
        return None
    return lambda: calendar_message(seat.person, session, method=method, asked_at=seat.asked_at)


def lazy_title(session: WorkshopSession) -> Callable[[], str]:
    return lambda: session.workshop.title_here


def lazy_when_in_words(session: WorkshopSession) -> Callable[[], str]:
    return lambda: when_in_words(session)
