"""Write workshop sessions and other dates as iCalendar (RFC 5545, 5546): one event whose UID stays the same
across changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from ambassadors.workshops.models import WorkshopSession
from ambassadors.workshops.words import where_in_words
from people.absolute_urls import absolute_url
from people.mail.registry import on_one_line
from people.models import Person


PRODUCT = "-//Passerelle//Passerelle//FR"
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
TIME_ZONE_MARGIN = timedelta(days=370)  # around the events, for VTIMEZONE rules
REFRESH = timedelta(hours=4)
SEQUENCE_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # sequence numbers count from here


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A date as one person's calendar receives it.

    `changed_at` and `sequence` make the greatest SEQUENCE of a UID the latest. `path`: the page of ours.
    `is_off`: called off, or taken back for that person alone. `is_private`: others who see the calendar read
    that its owner is busy, and nothing else.
    """

    uid: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    path: str
    description: str = ""
    place: str = ""
    sequence: int = 0
    is_off: bool = False
    is_private: bool = False


def calendar_file(session: WorkshopSession, *, asked_at: datetime) -> bytes:
    """Return the event as a file to open by hand. `asked_at`: when the reader asked for their seat.

    Raises ValueError for a session without a day.
    """
    return entry_file(entry_of_session(session, asked_at))


def calendar_message(
    person: Person, session: WorkshopSession, *, method: str, asked_at: datetime | None = None
) -> str:
    """Return a message for one person's calendar: REQUEST adds or moves the event, CANCEL removes it.

    `asked_at`: when they asked for their seat. Raises ValueError for a session without a day.
    """
    is_taken_back = method == CANCEL and not session.cancelled_at
    own_moment = timezone.now() if is_taken_back else asked_at
    entry = entry_of_session(session, own_moment, is_taken_back=is_taken_back)
    return entry_message(person, entry, method=method)


def entry_file(entry: CalendarEntry) -> bytes:
    """Return the entry as a file to open by hand.

    Times are the organisation's, with a VTIMEZONE, so that an hour stays what was announced. Nobody is named.
    """
    return _calendar(CANCEL if entry.is_off else PUBLISH, [entry]).to_ical()


def entry_message(person: Person, entry: CalendarEntry, *, method: str) -> str:
    """Return a message for one person's calendar.

    The organiser is our sender address: an answer to it changes nothing here, so none is asked for.
    """
    event = _event(entry)
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText("Passerelle")
    event.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["CN"] = vText(on_one_line(person.get_full_name()).replace('"', ""))
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee)
    return _calendar_of(method, [event], entry.starts_at, entry.ends_at).to_ical().decode()


def calendar_feed(
    sessions: Iterable[WorkshopSession], further: Iterable[CalendarEntry] = ()
) -> bytes:
    """Return dated sessions, and further dates, as a calendar to subscribe to, cancelled ones marked so.

    `own_asked_at`: when the reader asked for a seat, where they did (queries.calendar.sessions_of_feed).
    """
    dated = [session for session in sessions if session.starts_at and session.ends_at]
    entries = [
        entry_of_session(session, getattr(session, "own_asked_at", None)) for session in dated
    ]
    calendar = _calendar(PUBLISH, [*entries, *further])
    calendar.add("x-wr-calname", _("My workshops and meetings"))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return calendar.to_ical()


def entry_of_session(
    session: WorkshopSession, own_moment: datetime | None, *, is_taken_back: bool = False
) -> CalendarEntry:
    """Return the session as one person's calendar receives it. Raises ValueError for one without a day.

    `own_moment`: when that person last asked for a seat or gave it up; what others do shows in no number and
    no moment. `is_taken_back`: for that person alone.
    """
    if session.starts_at is None or session.ends_at is None:
        raise ValueError("a session without a day has no place in a calendar")
    path = reverse("workshops:session", args=[session.uuid])
    return CalendarEntry(
        uid=session.uuid,
        title=session.workshop.title_here,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        changed_at=max(session.changed_at, own_moment or session.changed_at),
        path=path,
        description=_description(session, absolute_url(path)),
        place=where_in_words(session),
        sequence=session.sequence + is_taken_back,
        is_off=bool(session.cancelled_at) or is_taken_back,
    )


def calendar_without_time_zones(method: str, events: list[Event]) -> Calendar:
    """Return a calendar without VTIMEZONE, for all-day events."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar


def _calendar(method: str, entries: list[CalendarEntry]) -> Calendar:
    now = timezone.now()
    first = min((entry.starts_at for entry in entries), default=now)
    last = max((entry.ends_at for entry in entries), default=now)
    return _calendar_of(method, [_event(entry) for entry in entries], first, last)


def _calendar_of(method: str, events: list[Event], first: datetime, last: datetime) -> Calendar:
    calendar = calendar_without_time_zones(method, events)
    calendar.add_missing_timezones(
        first_date=(first - TIME_ZONE_MARGIN).date(), last_date=(last + TIME_ZONE_MARGIN).date()
    )
    return calendar


def _event(entry: CalendarEntry) -> Event:
    zone = timezone.get_default_timezone()
    event = Event()
    event.add("uid", f"{entry.uid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", _half_seconds(entry.changed_at) + entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", _event_time(entry.starts_at, zone))
    event.add("dtend", _event_time(entry.ends_at, zone))
    event.add("summary", on_one_line(entry.title))
    event.add("description", entry.description)
    if entry.place:
        event.add("location", on_one_line(entry.place))
    if entry.is_private:
        event.add("class", "PRIVATE")
    event.add("url", absolute_url(entry.path))
    event.add("status", CANCELLED if entry.is_off else CONFIRMED)
    event.add("transp", "TRANSPARENT" if entry.is_off else "OPAQUE")
    return event


def _half_seconds(moment: datetime) -> int:
    """Return a number that fits a SEQUENCE until 2060."""
    return max(0, int(2 * (moment - SEQUENCE_EPOCH).total_seconds()))


def _event_time(moment: datetime, zone: tzinfo) -> datetime:
    """Return the time in the zone, or in UTC in the second of two hours that the clock shows twice.

    Calendars take such an hour for the first of the two.
    """
    local = timezone.localtime(moment, zone)
    return moment.astimezone(UTC) if local.fold else local


def _description(session: WorkshopSession, address: str) -> str:
    """Return the description, with the link to join remotely: only people with a seat or trainers receive it."""
    parts = [_lines(session.workshop.summary)]
    if session.link and not session.cancelled_at:
        parts.append(_("Join from afar: %(link)s") % {"link": on_one_line(session.link)})
    parts.append(_("Where, and your seat: %(link)s") % {"link": address})
    return "\n\n".join(part for part in parts if part)


def _lines(text: str) -> str:
    """Keep line breaks, as the library writes them; remove other control characters."""
    return "\n".join(on_one_line(line) for line in text.splitlines()).strip()
