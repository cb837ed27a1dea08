"""Typeset the signature sheet of a session, a table for each half-day (feuille d’émargement)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.workshops.models import WorkshopSession
from ambassadors.workshops.words import when_in_words, where_in_words
from core.typesetting import typeset
from core.typography import day_text, hour_text
from learning.exporters.letterhead import letterhead
from people.models import Person


TEMPLATE = Path(__file__).parent / "typeset" / "signature_sheet.typ"
NOON = time(13)  # the afternoon begins here
LEAST_EMPTY, MOST_EMPTY = 3, 15  # lines for people who are not listed


def signature_sheet(
    session: WorkshopSession,
    *,
    people: Sequence[Person],
    trainers: Sequence[Person],
    organisation: Any,
    day: date,
) -> bytes:
    """Return the PDF. Raises ValueError for a session without a day."""
    data = letterhead(organisation) | sheet_data(session, people=people, trainers=trainers)
    return typeset(TEMPLATE, data, day=day)


def sheet_data(
    session: WorkshopSession, *, people: Sequence[Person], trainers: Sequence[Person]
) -> dict[str, Any]:
    """Return the template's data: the same people on the table of each half-day."""
    return {
        "heading": _("Signature sheet"),
        "title": session.workshop.title_here,
        "when": when_in_words(session),
        "where": where_in_words(session),
        "headings": [_("Name"), _("Staff number"), _("Signature")],
        "halves": [_half(*half_day) for half_day in split_into_half_days(session)],
        "people": [[_name(person), person.staff_number] for person in people],
        "empty": min(MOST_EMPTY, max(LEAST_EMPTY, session.capacity - len(people))),
        "trainers_title": _("Trainers"),
        "trainers": [[_name(person), person.staff_number] for person in trainers],
        "page": _("Page {page} of {pages}"),
    }


def split_into_half_days(session: WorkshopSession) -> list[tuple[datetime, datetime]]:
    """Return the parts of a session in one morning or afternoon of the organisation’s time. Raises ValueError
    without a day."""
    if session.starts_at is None or session.ends_at is None:
        raise ValueError("a session without a day has no sheet to sign")
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    parts = []
    while start < end:
        stop = min(_next_bound(start), end)
        parts.append((start, stop))
        start = stop
    return parts


def _next_bound(moment: datetime) -> datetime:
    zone = moment.tzinfo
    noon = datetime.combine(moment.date(), NOON, zone)
    if moment < noon:
        return noon
    return datetime.combine(moment.date() + timedelta(days=1), time(0), zone)


def _half(start: datetime, end: datetime) -> str:
    half = _("morning") if start.time() < NOON else _("afternoon")
    hours = _("from %(first)s to %(last)s") % {"first": hour_text(start), "last": hour_text(end)}
    return f"{day_text(start, 'l j F')}, {half}, {hours}"


def _name(person: Person) -> str:
    return f"{person.last_name} {person.first_name}".strip()
