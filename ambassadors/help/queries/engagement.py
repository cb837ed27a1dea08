"""Content of an attestation of engagement: dates, agreed time, path; nothing of who was helped."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from ambassadors.help.models import Ambassador
from ambassadors.help.queries.joining import network_settings
from learning.models import Certificate


@dataclass(frozen=True, slots=True)
class Engagement:
    """Dates, time and path; `until` is None while it lasts; `path` is its title once finished, or ""."""

    since: date
    until: date | None
    minutes_a_week: int | None
    path: str = ""
    path_on: date | None = None


def engagement_of(ambassador: Ambassador) -> Engagement:
    path = network_settings().path
    finished = (
        Certificate.objects.filter(person=ambassador.person_id, path=path)
        .order_by("issued_on", "pk")
        .first()
        if path
        else None
    )
    return Engagement(
        since=localtime(ambassador.started_at).date(),
        until=localtime(ambassador.ended_at).date() if ambassador.ended_at else None,
        minutes_a_week=ambassador.minutes_a_week,
        path=finished.title if finished else "",
        path_on=finished.issued_on if finished else None,
    )
