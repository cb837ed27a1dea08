"""A workshop session as iCalendar (RFC 5545): one event whose UID stays the same across changes."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from ambassadors.models import WorkshopSession
from ambassadors.wording import where_in_words
from people.addresses import our_address


PRODUCT = "-//Passerelle//Passerelle//FR"
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"


def invitation(session: WorkshopSession) -> bytes:
    """The event as it stands: calendars take the greatest SEQUENCE of a UID.

    Times are the organisation's, with a VTIMEZONE, so that an hour stays what was announced. Nobody is
    named. ValueError for a session without a day.
    """
    if session.starts_at is None or session.ends_at is None:
        raise ValueError("a session without a day has no place in a calendar")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if session.cancelled_at else "PUBLISH")
    calendar.add_component(_event(session))
    calendar.add_missing_timezones(
        first_date=(session.starts_at - timedelta(days=370)).date(),
        last_date=(session.ends_at + timedelta(days=370)).date(),
    )
    return calendar.to_ical()


def _event(session: WorkshopSession) -> Event:
    zone = timezone.get_default_timezone()
    event = Event()
    event.add("uid", f"{session.uuid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.changed_at)
    event.add("dtstart", timezone.localtime(session.starts_at, zone))
    event.add("dtend", timezone.localtime(session.ends_at, zone))
    event.add("summary", _on_one_line(session.workshop.title))
    place = where_in_words(session)
    if place:
        event.add("location", _on_one_line(place))
    event.add("url", our_address(reverse("workshops:session", args=[session.uuid])))
    event.add("status", CANCELLED if session.cancelled_at else CONFIRMED)
    return event


def _on_one_line(text: str) -> str:
    """No line break, nor any other control character, reaches a calendar."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
