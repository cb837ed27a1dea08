"""Seed numbers of contacts, and one agent's goals."""

from collections.abc import Mapping

from adoption.contacts.actions.contacts import ReportedVolume, record_contact_volumes
from adoption.contacts.enums import ContactDoor
from adoption.contacts.importers.contacts import COLUMNS, import_contacts
from adoption.foundation.periods import Month
from adoption.usage.actions.goals import set_goals, tick
from adoption.usage.queries.own_use import build_logbooks, own_use
from cms.enums import Cadence
from cms.models import Portal
from core.dates import today
from demo.campaign.model import Contacts
from demo.generation.model import Demo
from demo.seeding.organisation import require_complete
from people.models import Person


DESK = "desk"
WAVE = (2, -1, 0, 1, -2, 1, 0)
MONTHS_BEFORE = 3  # counted before the portal was followed
SLIP = (DESK, 10)  # typed ten times too high, and corrected


def seed_contacts(demo: Demo, portal: Portal, cast: Mapping[str, Person]) -> None:
    """Record contacts from before the portal was followed: they were counted earlier than use."""
    months = [Month(year, number) for year, number in demo.months]
    now = Month.containing(today())
    first = months[0].shifted(-MONTHS_BEFORE)
    counted = [first.shifted(by) for by in range(len(months) + MONTHS_BEFORE)]
    counted = [month for month in counted if month < now]
    lines = [";".join(COLUMNS.values())]
    for place, month in enumerate(counted):
        lines += [f"{month};{channel.channel};{count(channel, place, month)}"
                  for channel in demo.campaign.contacts]  # fmt: skip
    require_complete(import_contacts("\n".join(lines).encode(), portal=portal))
    correct_slip(portal, counted[len(counted) // 2], cast["training_manager"])
    seed_goals(portal, cast["agent"])


def count(channel: Contacts, place: int, month: Month) -> int:
    season = channel.season[month.month - 1]
    percent = season + WAVE[place % len(WAVE)] + channel.a_year * place / 12
    return round(channel.a_month * percent / 100)


def correct_slip(portal: Portal, month: Month, by: Person) -> None:
    channel, times = SLIP
    right = portal.contact_volumes.get(month=month.first_day, channel=channel).count
    for number in (right * times, right):
        record_contact_volumes(
            portal=portal,
            volumes=[ReportedVolume(month, channel, number)],
            by=by,
            door=ContactDoor.FORM,
            replace=True,
        )


def seed_goals(portal: Portal, person: Person) -> None:
    """Set goals half a year ago: one that goes well, one that waits, one for the year.

    Ticked in the months of use that the logbook shows, and in no other: the page must not contradict itself.
    """
    services = list(portal.services.order_by("sort_order", "pk"))
    wishes = (Cadence.MONTHLY, Cadence.MONTHLY, Cadence.YEARLY)
    half_a_year_ago = Month.containing(today()).shifted(-6).first_day
    set_goals(
        person=person,
        portal=portal,
        wishes=dict(zip(services, wishes, strict=False)),
        today=half_a_year_ago,
    )
    (book,) = (
        each for each in build_logbooks(own_use(person, today()), today()) if each.portal == portal
    )
    used = {month for month, days in zip(book.months, book.days or (), strict=False) if days}
    used |= book.months_declared
    for service in services[:1]:
        for back in (5, 4, 2, 1):
            month = Month.containing(today()).shifted(-back)
            if month in used:
                tick(person=person, service=service, month=month, today=month.last_day)
