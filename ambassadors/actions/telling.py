"""Telling people by mail that something about their help waits on its page."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from ambassadors.mails import PROPOSAL, PROPOSAL_EXPIRED
from ambassadors.models import HelpRequest, Pair, Seat, WorkshopSession
from ambassadors.wording import when_in_words
from people.actions import Letter, enqueue_mails


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


def _last_day(pair: Pair) -> Callable[[], str]:
    return lambda: date_format(localtime(pair.expires_at), "SHORT_DATE_FORMAT")


def tell_of_seats(kind: str, seats: Iterable[Seat]) -> None:
    """Once for each seat and each change that calendars must hear of."""
    letters = [
        Letter(
            person=seat.person,
            key=f"{seat.pk} {seat.session.sequence}",
            path=reverse("workshops:session", args=[seat.session.uuid]),
            values={"title": seat.session.workshop.title, "when": _when(seat.session)},
            expires_at=seat.session.starts_at,
        )
        for seat in seats
    ]
    enqueue_mails(kind=kind, letters=letters)


def _when(session: WorkshopSession) -> Callable[[], str]:
    return lambda: when_in_words(session)
