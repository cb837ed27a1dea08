"""Write workshop sessions as iCalendar (RFC 5545, 5546): one event whose UID stays the same across changes."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parseaddr
from urllib.parse import urlsplit

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


def calendar_file(session: WorkshopSession, *, asked_at: datetime) -> bytes:
    """Return the event as a file to open by hand. `asked_at`: when the reader asked for their seat.

    Calendars keep the greatest SEQUENCE of a UID. Times are the organisation's, with a VTIMEZONE, so that an
    hour stays what was announced. Nobody is named. Raises ValueError for a session without a day.
    """
    method = CANCEL if session.cancelled_at else PUBLISH
    return _calendar(method, [_event(session, asked_at)], *_days(session))


def calendar_message(
    person: Person, session: WorkshopSession, *, method: str, asked_at: datetime | None = None
) -> str:
    """Return a message for one person's calendar: REQUEST adds or moves the event, CANCEL removes it.

    `asked_at`: when they asked for their seat. The organiser is our sender address: an answer to it changes
    nothing here, so none is asked for. Raises ValueError for a session without a day.
    """
    is_taken_back = method == CANCEL and not session.cancelled_at
    event = _event(
        session, timezone.now() if is_taken_back else asked_at, is_taken_back=is_taken_back
    )
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText("Passerelle")
    event.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["CN"] = vText(on_one_line(person.get_full_name()).replace('"', ""))
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee)
    return _calendar(method, [event], *_days(session)).decode()


def calendar_feed(sessions: Iterable[WorkshopSession]) -> bytes:
    """Return dated sessions as a calendar to subscribe to, cancelled ones marked so.

    `own_asked_at`: when the reader asked for a seat, where they did (queries.calendar.sessions_of_feed).
    """
    dated = [session for session in sessions if session.starts_at and session.ends_at]
    days = [day for session in dated for day in _days(session)] or [timezone.now()]
    calendar = _calendar_of(
        PUBLISH,
        [_event(session, getattr(session, "own_asked_at", None)) for session in dated],
        min(days),
        max(days),
    )
    calendar.add("x-wr-calname", _("My workshops"))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return calendar.to_ical()


def _days(session: WorkshopSession) -> tuple[datetime, datetime]:
    if session.starts_at is None or session.ends_at is None:
        raise ValueError("a session without a day has no place in a calendar")
    return session.starts_at, session.ends_at


def _calendar(method: str, events: list[Event], first: datetime, last: datetime) -> bytes:
    return _calendar_of(method, events, first, last).to_ical()


def _calendar_of(method: str, events: list[Event], first: datetime, last: datetime) -> Calendar:
    calendar = calendar_without_time_zones(method, events)
    calendar.add_missing_timezones(
        first_date=(first - TIME_ZONE_MARGIN).date(), last_date=(last + TIME_ZONE_MARGIN).date()
    )
    return calendar


def calendar_without_time_zones(method: str, events: list[Event]) -> Calendar:
    """Return a calendar without VTIMEZONE, for all-day events."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return calendar


def _event(
    session: WorkshopSession, own_moment: datetime | None, *, is_taken_back: bool = False
) -> Event:
    """Return the event as one person's calendar receives it.

    `own_moment`: when that person last asked for a seat or gave it up; what others do shows in no number and
    no moment. `is_taken_back`: for that person alone.
    """
    changed_at = max(session.changed_at, own_moment or session.changed_at)
    starts_at, ends_at = _days(session)
    zone = timezone.get_default_timezone()
    address = absolute_url(reverse("workshops:session", args=[session.uuid]))
    event = Event()
    event.add("uid", f"{session.uuid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", _half_seconds(changed_at) + session.sequence + is_taken_back)
    event.add("dtstamp", changed_at)
    event.add("dtstart", _event_time(starts_at, zone))
    event.add("dtend", _event_time(ends_at, zone))
    event.add("summary", on_one_line(session.workshop.title))
    event.add("description", _description(session, address))
    place = where_in_words(session)
    if place:
        event.add("location", on_one_line(place))
    event.add("url", address)
    off = bool(session.cancelled_at) or is_taken_back
    event.add("status", CANCELLED if off else CONFIRMED)
    event.add("transp", "TRANSPARENT" if off else "OPAQUE")
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
