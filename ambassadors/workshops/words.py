from django.utils.timezone import localtime
from django.utils.translation import gettext

from ambassadors.workshops.models import WorkshopSession
from core.typography import day_text, hour_text


def when_in_words(session: WorkshopSession) -> str:
    """Return “Thursday 3 December, from 09:00 to 11:00”, in the reader's language and the organisation's
    time."""
    if session.starts_at is None or session.ends_at is None:
        return gettext("no day yet")
    starts, ends = localtime(session.starts_at), localtime(session.ends_at)
    hours = gettext("from %(first)s to %(last)s") % {
        "first": hour_text(starts),
        "last": hour_text(ends),
    }
    return f"{day_text(starts, 'l j F')}, {hours}"


def where_in_words(session: WorkshopSession) -> str:
    """Return site and room, or “from afar” where there is only a link."""
    place = ", ".join(str(part) for part in (session.site, session.room) if part)
    if place:
        return place
    return gettext("from afar") if session.link else ""
