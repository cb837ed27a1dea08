"""What staff noted at the desks of the demo, week by week, and its publications."""

from datetime import date, timedelta

from adoption.actions import publish_tallies
from adoption.demo.dice import Dice
from adoption.demo.model import Demo
from adoption.enums import Tap
from adoption.models import TallyBox
from adoption.periods import Month
from adoption.queries.front_desk import desk_facts
from adoption.tally import MOST_A_WEEK, Week, weeks_of
from cms.models import Portal
from core.dates import today


# How often in a week one person at the desk notes each thing, in hundredths: at first, and a year later.
HABITS = {
    Tap.OPENED: (210, 330),
    Tap.USED: (270, 480),
    Tap.NO_MAIL: (90, 110),
    Tap.LOST_PASSWORD: (150, 170),
    Tap.AFRAID: (140, 120),
    Tap.NO_PHONE: (50, 50),
    Tap.NOT_ELIGIBLE: (20, 20),
    Tap.PORTAL_DOWN: (30, 15),
    Tap.OTHER: (40, 40),
}
SUMMER = {7: 75, 8: 60, 12: 85}  # per cent of the usual
A_YEAR = 12


def note_at_the_desks(demo: Demo, portal: Portal) -> None:
    months = [Month(year, number) for year, number in demo.months]
    for place, month in enumerate(months):
        TallyBox.objects.bulk_create(_boxes(portal, month, place, weeks_of(month)))
        publish_tallies(today=month.next().first_day + timedelta(days=27))
    _since_then(portal, months[-1].next(), len(months), today())


def _since_then(portal: Portal, month: Month, place: int, now: date) -> None:
    """Weeks whose month is not over: they wait in their boxes."""
    while month <= Month.containing(now):
        weeks = [week for week in weeks_of(month) if week.monday <= now]
        TallyBox.objects.bulk_create(_boxes(portal, month, place, weeks))
        month, place = month.next(), place + 1


def _boxes(portal: Portal, month: Month, place: int, weeks: list[Week]) -> list[TallyBox]:
    facts = desk_facts(portal, month)
    return [
        TallyBox(
            portal=portal,
            site_id=site,
            monday=week.monday,
            counts={
                str(tap): _count(tap, size, place, month, f"{site} {week.monday} {tap}")
                for tap in Tap
            },
        )
        for site, size in sorted(facts.sizes.items())
        for week in weeks
    ]


def _count(tap: Tap, size: int, place: int, month: Month, text: str) -> int:
    first, later = HABITS[tap]
    usual = first + (later - first) * min(place, A_YEAR) / A_YEAR
    usual *= SUMMER.get(month.month, 100) / 100
    shaken = Dice(f"desk {text}").between(80, 120)
    return min(round(size * usual * shaken / 10_000), size * MOST_A_WEEK)
