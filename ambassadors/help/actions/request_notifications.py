"""Notify people of requests and proposals, on their pages and by mail; the content waits on the page."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from ambassadors.help.mails import (
    HELP_FOUND,
    NOBODY_LEFT,
    PROPOSAL,
    PROPOSAL_EXPIRED,
    SHORT_PROPOSAL,
)
from ambassadors.help.models import HelpRequest, Pair
from ambassadors.help.notifications import ask_ambassadors
from core.typography import moment_text
from people.actions.mails import Letter, enqueue_mails


def notify_proposals(pairs: Iterable[Pair]) -> None:
    """Notify the ambassador of each pair, and mail both people."""
    pairs = list(pairs)
    ask_ambassadors(pairs)
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


def notify_proposals_expired(pairs: Iterable[tuple[int, HelpRequest]]) -> None:
    """Mail only the seekers, given with the key of their pair: who did not answer is told to nobody."""
    letters = [
        Letter(person=help_request.person, key=str(pair), path=reverse("ambassadors:index"))
        for pair, help_request in pairs
    ]
    enqueue_mails(kind=PROPOSAL_EXPIRED, letters=letters)


def notify_ambassador_asked(pair: Pair, *, until: datetime) -> None:
    """Notify the ambassador alone: the seeker hears once somebody has accepted."""
    ask_ambassadors([pair])
    letter = Letter(
        person=pair.ambassador.person,
        key=str(pair.uuid),
        path=reverse("ambassadors:index"),
        values={"until": lambda: moment_text(localtime(until))},
        expires_at=until,
    )
    enqueue_mails(kind=SHORT_PROPOSAL, letters=[letter])


def notify_help_found(pair: Pair) -> None:
    letter = Letter(
        person=pair.request.person, key=str(pair.uuid), path=reverse("ambassadors:own_request")
    )
    enqueue_mails(kind=HELP_FOUND, letters=[letter])


def notify_nobody_found(help_request: HelpRequest, *, tried: int) -> None:
    letter = Letter(
        person=help_request.person,
        key=f"{help_request.pk} {tried}",
        path=reverse("ambassadors:own_request"),
    )
    enqueue_mails(kind=NOBODY_LEFT, letters=[letter])


def _last_day(pair: Pair) -> Callable[[], str]:
    return lambda: date_format(localtime(pair.expires_at), "SHORT_DATE_FORMAT")
