"""Enqueue mails about meetings and messages of a pair: neither a name, nor a topic, nor a word of a message."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.urls import reverse

from ambassadors.help.enums import Side
from ambassadors.help.exporters.meetings import meeting_entry
from ambassadors.help.meeting_mails import (
    MEETING_AGREED,
    MEETING_OFF,
    MEETING_PROPOSED,
    MEETING_SOON,
    MESSAGE_REPORTED,
    MESSAGE_WAITING,
)
from ambassadors.help.models import Meeting, MeetingProposal, MessageReport, Pair
from ambassadors.workshops.exporters.calendar import CANCEL, REQUEST, entry_message
from core.dates import today
from core.typography import day_text, hour_text
from people.actions.mails import Letter, enqueue_mail, enqueue_mails
from people.models import Person


def notify_meeting_proposed(pair: Pair, proposal: MeetingProposal) -> None:
    """Mail the other, at most once a day for each reader of a pair."""
    reader = _person_facing(pair, proposal.side)
    letter = Letter(
        person=reader,
        key=f"{pair.uuid} {reader.pk} {today()}",
        path=_page_of(pair),
        expires_at=max(proposal.moments),
    )
    enqueue_mail(kind=MEETING_PROPOSED, letter=letter)


def notify_meeting_agreed(pair: Pair, meeting: Meeting) -> None:
    """Mail both, with the entry for their calendars."""
    enqueue_mails(
        kind=MEETING_AGREED,
        letters=[
            Letter(
                person=person,
                key=f"{meeting.uuid} {person.pk} {meeting.changed_at.isoformat()}",
                path=_page_of(pair),
                values={"when": lazy_when(meeting.starts_at)},
                expires_at=meeting.starts_at,
                calendar=_calendar(person, meeting, REQUEST),
            )
            for person in _both(pair)
        ],
    )


def notify_meetings_off(meetings: Iterable[Meeting]) -> None:
    """Mail both of each pair, so that it leaves their calendars. The page of the pair may be gone by then."""
    enqueue_mails(
        kind=MEETING_OFF,
        letters=[
            Letter(
                person=person,
                key=f"{meeting.uuid} {person.pk} off",
                path=reverse("ambassadors:index"),
                values={"when": lazy_when(meeting.starts_at)},
                expires_at=meeting.ends_at,
                calendar=_calendar(person, meeting, CANCEL),
            )
            for meeting in meetings
            for person in _both(meeting.pair)
        ],
    )


def notify_meetings_soon(meetings: Iterable[Meeting]) -> None:
    enqueue_mails(
        kind=MEETING_SOON,
        letters=[
            Letter(
                person=person,
                key=f"{meeting.uuid} {person.pk} {meeting.starts_at.isoformat()}",
                path=_page_of(meeting.pair),
                values={"when": lazy_when(meeting.starts_at)},
                expires_at=meeting.starts_at,
            )
            for meeting in meetings
            for person in _both(meeting.pair)
        ],
    )


def notify_message(pair: Pair, *, side: Side) -> None:
    """Mail the other that a message waits, at most once a day for each reader of a thread."""
    reader = _person_facing(pair, side)
    letter = Letter(
        person=reader, key=f"{pair.uuid} {reader.pk} {today()}", path=f"{_page_of(pair)}#messages"
    )
    enqueue_mail(kind=MESSAGE_WAITING, letter=letter)


def notify_report(report: MessageReport) -> None:
    if report.recipient is not None:
        path = reverse("ambassadors:report", args=[report.uuid])
        letter = Letter(
            person=report.recipient, key=f"{report.uuid} {report.recipient_id}", path=path
        )
        enqueue_mail(kind=MESSAGE_REPORTED, letter=letter)


def lazy_when(moment: datetime) -> Callable[[], str]:
    return lambda: f"{day_text(moment, 'l j F')}, {hour_text(moment)}"


def _calendar(person: Person, meeting: Meeting, method: str) -> Callable[[], str] | None:
    if not person.email:
        return None
    return lambda: entry_message(
        person, meeting_entry(meeting, is_off=method == CANCEL), method=method
    )


def _person_facing(pair: Pair, side: str) -> Person:
    """Return the person of the other side."""
    return pair.ambassador.person if side == Side.SEEKER else pair.request.person


def _both(pair: Pair) -> tuple[Person, Person]:
    return pair.request.person, pair.ambassador.person


def _page_of(pair: Pair) -> str:
    return reverse("ambassadors:pair", args=[pair.uuid])
