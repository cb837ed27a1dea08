"""iCalendar file (RFC 5545) of a team action: an all-day event with a stable UID."""

from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from icalendar import Alarm, Event

from adoption.team_actions.models import TeamAction
from ambassadors.workshops.exporters.calendar import (
    CANCELLED,
    CONFIRMED,
    PUBLISH,
    calendar_without_time_zones,
)
from people.absolute_urls import absolute_url
from people.mail.registry import on_one_line


REMINDED = timedelta(hours=8)  # after midnight: on the day itself, when work begins


def calendar_file(action: TeamAction) -> bytes:
    """Build the event; a later file of a moved action replaces an earlier one.

    A calendar takes the greatest SEQUENCE of a UID: each step of an action is one more.
    """
    address = absolute_url(reverse("adoption:team"))
    address = f"{address}?portail={action.portal.slug}&equipe={action.team_id}"
    steps = list(action.steps.all())
    noted_on = steps[-1].noted_on if steps else action.noted_on
    title = on_one_line(f"{action.title}, {action.team.name}")
    event = Event()
    event.add("uid", f"{action.uuid}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", len(steps))
    event.add("dtstamp", make_aware(datetime.combine(noted_on, time())))
    event.add("dtstart", action.planned_on)
    event.add("dtend", action.planned_on + timedelta(days=1))
    event.add("summary", title)
    event.add("description", _("What is planned, and the figures: %(link)s") % {"link": address})
    event.add("url", address)
    event.add("status", CANCELLED if action.dropped_on else _status(action))
    event.add("transp", "TRANSPARENT")
    if action.done_on is None and action.dropped_on is None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", REMINDED)
        event.add_component(alarm)
    return calendar_without_time_zones(PUBLISH, [event]).to_ical()


def _status(action: TeamAction) -> str:
    """What is asked of others is not certain before it is done."""
    return "TENTATIVE" if action.is_asked and action.done_on is None else CONFIRMED
