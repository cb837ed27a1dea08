"""Services that a release lately brought or changed, with a person's own ticks: only ever read for the person signed in."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from adoption.foundation.periods import Month
from adoption.usage.policies import ticks_visible_to
from cms.enums import ServiceChange
from cms.models import PortalRelease, PortalService, ReleasedService
from people.models import Person


ASKED_FOR = timedelta(days=90)  # from the day on


@dataclass(frozen=True, slots=True)
class TriedService:
    """A service to try. `ticked`: the latest month since the release that the person ticked."""

    service: PortalService
    change: ServiceChange
    ticked: Month | None


def services_to_try(
    person: Person, portals: Collection[int], today: date
) -> dict[int, list[TriedService]]:
    """Return by portal what a release brought or changed. Two queries; one where no release is that recent."""
    rows = list(
        ReleasedService.objects.filter(
            release__portal__in=portals,
            release__released_on__range=(today - ASKED_FOR, today),
            release__in=PortalRelease.objects.standing(),
        )
        .exclude(change=ServiceChange.GOES)
        .select_related("service", "release")
        .order_by("release__released_on", "service__sort_order", "pk")
    )
    if not rows:
        return {}
    latest = {row.service_id: row for row in rows}
    ticks = _ticks(person, latest)
    found: dict[int, list[TriedService]] = defaultdict(list)
    for row in latest.values():
        since = Month.containing(row.release.released_on)
        months = [month for month in ticks[row.service_id] if month >= since]
        found[row.service.portal_id].append(
            TriedService(row.service, ServiceChange(row.change), max(months, default=None))
        )
    return dict(found)


def _ticks(person: Person, services: Collection[int]) -> dict[int, list[Month]]:
    found: dict[int, list[Month]] = defaultdict(list)
    ticks = ticks_visible_to(person).filter(service__in=services).order_by()
    for service, month in ticks.values_list("service", "month"):
        found[service].append(Month.containing(month))
    return found
