"""What an attestation of engagement says: dates, time agreed, the path. Nothing of who was helped."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from ambassadors.help.models import Ambassador
from ambassadors.help.queries.joining import network_settings
from learning.models import Certificate


@dataclass(frozen=True, slots=True)
class Engagement:
    """`until`: None while it lasts; `path`: its title when it was finished, or ""."""

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
