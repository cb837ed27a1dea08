"""Telling people by mail that something about their help waits on its page."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from ambassadors.exporters.calendar import CANCEL, REQUEST, message_to
from ambassadors.mails import (
    HELP_FOUND,
    NOBODY_LEFT,
    PROPOSAL,
    PROPOSAL_EXPIRED,
    SEAT_CANCELLED,
    SHORT_PROPOSAL,
)
from ambassadors.models import HelpRequest, Pair, Seat, WorkshopSession
from ambassadors.wording import when_in_words
from ambassadors.workshop_mails import SEAT_CLASH, SEAT_GIVEN_UP, SEAT_TAKEN_BACK
from core.typography import moment_text
from people.actions import Letter, enqueue_mails
from people.models import Person


WORDS_OF_SEATS = (
    _("You have a seat."),
    _("You are in the queue: you will have a mail as soon as there is a seat."),
)
TAKEN_BACK = (SEAT_CANCELLED, SEAT_GIVEN_UP, SEAT_TAKEN_BACK)


def tell_of_proposals(pairs: Iterable[Pair]) -> None:
    """Both sides, whichever answers first."""
    letters = [
        Letter(
            person=person,
            key=f"{pair.uuid} {person.pk}",
            path=reverse("ambassadors:index"),
            values={"day": _last_day(pair)},
            expires_at=pair.expires_at,
        )
        for pair in pairs
        for person in (pair.request.person, pair.ambassador.person)
    ]
    enqueue_mails(kind=PROPOSAL, letters=letters)


def tell_of_expiry(pairs: Iterable[tuple[int, HelpRequest]]) -> None:
    """Only whoever waits for help. Who did not answer is told to nobody. By key of the pair."""
    letters = [
        Letter(person=request.person, key=str(pair), path=reverse("ambassadors:index"))
        for pair, request in pairs
    ]
    enqueue_mails(kind=PROPOSAL_EXPIRED, letters=letters)


def tell_of_asking(pair: Pair, *, until: datetime) -> None:
    """The ambassador alone: whoever asked hears once somebody has accepted."""
    letter = Letter(
        person=pair.ambassador.person,
        key=str(pair.uuid),
        path=reverse("ambassadors:index"),
        values={"until": lambda: moment_text(localtime(until))},
        expires_at=until,
    )
    enqueue_mails(kind=SHORT_PROPOSAL, letters=[letter])


def tell_of_help_found(pair: Pair) -> None:
    letter = Letter(
        person=pair.request.person, key=str(pair.uuid), path=reverse("ambassadors:own_request")
    )
    enqueue_mails(kind=HELP_FOUND, letters=[letter])


def tell_of_nobody(request: HelpRequest, *, tried: int) -> None:
    letter = Letter(
        person=request.person,
        key=f"{request.pk} {tried}",
        path=reverse("ambassadors:own_request"),
    )
    enqueue_mails(kind=NOBODY_LEFT, letters=[letter])


def _last_day(pair: Pair) -> Callable[[], str]:
    return lambda: date_format(localtime(pair.expires_at), "SHORT_DATE_FORMAT")


def tell_of_seats(kind: str, seats: Iterable[Seat], **values: Any) -> None:
    """Once for each seat and each change that calendars must hear of; they go along where there is a seat."""
    letters = [
        Letter(
            person=seat.person,
            key=f"{seat.pk} {seat.session.sequence}",
            path=reverse("workshops:session", args=[seat.session.uuid]),
            values={
                "title": seat.session.workshop.title,
                "when": when(seat.session),
                "state": _state(seat),
                **values,
            },
            expires_at=seat.session.starts_at,
            calendar=_calendar(kind, seat),
        )
        for seat in seats
    ]
    enqueue_mails(kind=kind, letters=letters)


def _state(seat: Seat) -> Callable[[], str]:
    return lambda: str(WORDS_OF_SEATS[seat.is_waiting])


def tell_of_clash(session: WorkshopSession, people: Iterable[Person], *, who: Any) -> None:
    """Only the person learns that they are on another list at that time."""
    letters = [
        Letter(
            person=person,
            key=f"{session.pk} {person.pk} {session.sequence}",
            path=reverse("workshops:index"),
            values={"title": session.workshop.title, "when": when(session), "who": who},
            expires_at=session.starts_at,
        )
        for person in people
    ]
    enqueue_mails(kind=SEAT_CLASH, letters=letters)


def _calendar(kind: str, seat: Seat) -> Callable[[], str] | None:
    session, method = seat.session, CANCEL if kind in TAKEN_BACK else REQUEST
    if seat.is_waiting or session.starts_at is None or not seat.person.email:
        return None
    return lambda: message_to(seat.person, session, method=method, asked_at=seat.asked_at)


def when(session: WorkshopSession) -> Callable[[], str]:
    return lambda: when_in_words(session)
