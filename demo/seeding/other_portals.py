"""Seed the portals and tools besides the campaign's own: whom they concern, their use, their months."""

from collections.abc import Sequence
from datetime import date

from adoption.campaigns.actions import make_portal
from adoption.campaigns.files.model import Portal as PlannedPortal
from adoption.usage.importers.links import import_links
from adoption.usage.importers.usage import import_usage
from cms.models import Portal
from demo.campaign.model import Range
from demo.generation.dice import Dice
from demo.generation.files import LINKS_HEADER, USAGE_HEADER
from demo.generation.model import Demo, Person
from demo.generation.months import first_day, last_day
from demo.seeding.organisation import require_complete
from demo.seeding.portal_use import date_the_links, publish_months
from people.models import JobFamily


Use = tuple[str, str, date]  # pseudonym, service, day


def seed_other_portals(demo: Demo, today: date) -> None:
    for planned in demo.campaign.settings.portals[1:]:
        portal = make_portal(planned, opened_on=first_day(demo.months[0]), is_open=True)
        portal.job_families.set(JobFamily.objects.filter(name__in=planned.families))
        portal.save()
        _import_use(demo, planned, portal)
        publish_months(demo, portal, today)


def _import_use(demo: Demo, planned: PlannedPortal, portal: Portal) -> None:
    """Import links of those who are willing and concerned, and days of use that grow over the months."""
    willing = [
        person
        for person in demo.people
        if person.willing_to_link
        and person.left_on is None
        and (not planned.families or person.positions[-1].job.family in planned.families)
    ]
    numbers = Dice(demo.seed, planned.slug).shuffled(range(1, len(willing) + 1))
    names = {
        f"{planned.slug[:3]}-{number:06d}": p for number, p in zip(numbers, willing, strict=True)
    }
    links = [LINKS_HEADER, *((name, person.staff_number) for name, person in names.items())]
    require_complete(import_links(_csv(links), portal=portal))
    share = demo.campaign.invented.other_use[planned.slug]
    for place, month in enumerate(demo.months):
        along = place / max(1, len(demo.months) - 1)
        span = first_day(month), last_day(month)
        rows = [
            row
            for name, person in names.items()
            for row in _used(name, person, planned, share, along, span)
        ]
        cells = [(name, service, day.isoformat()) for name, service, day in rows]
        if cells:
            require_complete(import_usage(_csv([USAGE_HEADER, *cells]), portal=portal))
    date_the_links(portal)


def _used(
    name: str,
    person: Person,
    planned: PlannedPortal,
    share: Range,
    along: float,
    span: tuple[date, date],
) -> list[Use]:
    dice = Dice(planned.slug, person.staff_number, span[0])
    chance = (share[0] + (share[1] - share[0]) * along) * (0.5 + person.ease)
    if span[0] < person.entered_on or not dice.chance(chance):
        return []
    start, *others = [service.slug for service in planned.services]
    days = {dice.day(*span) for _ in range(dice.between(1, 8))}
    return [(name, service, day) for day in sorted(days)
            for service in (start, *dice.some(others, dice.between(0, len(others))))]  # fmt: skip


def _csv(rows: Sequence[tuple[str, ...]]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()
