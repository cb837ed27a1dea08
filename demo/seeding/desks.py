"""Seed desk tallies, week by week, and their publications.

A tap is noted for a part of the month’s contacts at the desk, so that the two figures fit.
"""

from datetime import date, timedelta

from adoption.contacts.actions.front_desk import publish_tallies
from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox
from adoption.contacts.queries.front_desk import desk_facts
from adoption.contacts.tap_limits import MARK
from adoption.foundation.periods import Month
from adoption.publishing.disclosure.tally import MOST_A_WEEK, Week, weeks_of_month
from cms.models import Portal
from core.cache import limits
from core.dates import today
from demo.generation.dice import Dice
from demo.generation.model import Demo
from demo.seeding.contacts import DESK, MONTHS_BEFORE
from demo.seeding.contacts import count as contacts


A_YEAR = 12


def seed_desk_tallies(demo: Demo, portal: Portal) -> None:
    months = [Month(year, number) for year, number in demo.months]
    before = weeks_of_month(months[0])[0].monday - timedelta(days=1)
    limits.set(MARK, before.isoformat(), None)  # else no month of before today would go out
    for place, month in enumerate(months):
        TallyBox.objects.bulk_create(_boxes(demo, portal, month, place, weeks_of_month(month)))
        publish_tallies(today=month.next().first_day + timedelta(days=27))
    _since_then(demo, portal, months[-1].next(), len(months), today())


def _since_then(demo: Demo, portal: Portal, month: Month, place: int, now: date) -> None:
    """Fill the boxes of weeks whose month is not over."""
    while month <= Month.containing(now):
        weeks = [week for week in weeks_of_month(month) if week.monday <= now]
        TallyBox.objects.bulk_create(_boxes(demo, portal, month, place, weeks))
        month, place = month.next(), place + 1


def _boxes(
    demo: Demo, portal: Portal, month: Month, place: int, weeks: list[Week]
) -> list[TallyBox]:
    facts = desk_facts(portal, month)
    staff = sum(facts.sizes.values())
    desk = next(channel for channel in demo.campaign.contacts if channel.channel == DESK)
    habits = demo.campaign.invented.taps
    a_week = contacts(desk, place + MONTHS_BEFORE, month) / len(weeks_of_month(month))
    return [
        TallyBox(
            portal=portal,
            site_id=site,
            monday=week.monday,
            counts={
                str(tap): _count(
                    tap, habits[tap], size, a_week * size / staff, place, f"{site} {week.monday}"
                )
                for tap in Tap
            },
        )
        for site, size in sorted(facts.sizes.items())
        for week in weeks
    ]


def _count(
    tap: Tap, habit: tuple[int, int], size: int, contacts_there: float, place: int, text: str
) -> int:
    first, later = habit
    usual = first + (later - first) * min(place, A_YEAR) / A_YEAR
    shaken = Dice(f"desk {text} {tap}").between(80, 120)
    return min(round(contacts_there * usual * shaken / 100_000), size * MOST_A_WEEK)
