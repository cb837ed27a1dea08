"""Write meetings of pairs for calendars."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.help.models import Meeting
from ambassadors.help.policies import shared_pairs_of
from ambassadors.workshops.exporters.calendar import CalendarEntry
from ambassadors.workshops.queries.calendar import FEED_KEEPS
from people.absolute_urls import absolute_url
from people.mail.registry import on_one_line
from people.models import Person


def meeting_entry(meeting: Meeting, *, is_off: bool = False) -> CalendarEntry:
    """Return the meeting for a calendar, which colleagues may see: nobody and no topic is named."""
    path = reverse("ambassadors:pair", args=[meeting.pair.uuid])
    parts = [_("With whom, and to move it: %(link)s") % {"link": absolute_url(path)}]
    if meeting.link and not is_off:
        parts.insert(0, _("Join from afar: %(link)s") % {"link": on_one_line(meeting.link)})
    return CalendarEntry(
        uid=meeting.uuid,
        title=_("Meeting (Passerelle)"),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        changed_at=timezone.now() if is_off else meeting.changed_at,
        path=path,
        description="\n\n".join(parts),
        place=meeting.place,
        sequence=meeting.sequence + is_off,
        is_off=is_off,
        is_private=True,
    )


def meeting_entries_of(person: Person) -> Iterator[CalendarEntry]:
    """Yield the person's meetings for their calendar feed."""
    pairs = shared_pairs_of(person).active().order_by().values("pk")
    since = timezone.now() - FEED_KEEPS
    for meeting in Meeting.objects.filter(pair__in=pairs, ends_at__gt=since).select_related("pair"):
        yield meeting_entry(meeting)
