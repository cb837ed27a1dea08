"""Activity of a person with a linked account in the last 90 days of a quarter. Pure.

From days of use by service to yes and no; how many people say yes is what adoption.publishing.disclosure.further protects.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from adoption.foundation.further_indicators import (
    FIRST_STEPS,
    WINDOW,
    last_90_days,
    previous_90_days,
)
from adoption.foundation.periods import WEEKS, Month, Quarter


YEAR = timedelta(days=365)
DELAYS = (7, 30, WINDOW)


class ExpectedFrequency(StrEnum):
    """Expected frequency of use of a service: the values of cms.enums.Cadence."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Service:
    slug: str
    is_advanced: bool
    expected: ExpectedFrequency


@dataclass(frozen=True, slots=True)
class LinkedUse:
    """A link, and by service the days of use up to the quarter's end that count.

    Of days before the 180 that end with the quarter the first and the last of each service are enough.
    """

    linked_on: date
    days: Mapping[str, AbstractSet[date]]


@dataclass(frozen=True, slots=True)
class QuarterlyActivity:
    """Activity of a person whose days are known. services: those used in the 90 days.

    before: used it in the 90 days before. is_new: for the first time then. began: for the first time in
    these 90; first_steps: in the last 60 of them. cohort: how many quarters before, where two or more. linked_before: the link is of the 90 days before, so
    that 90 have passed since. delay: then, days from the link to the first use after it, if within 90.
    """

    services: frozenset[str]
    advanced: bool
    ever: bool
    before: bool
    is_new: bool
    began: bool
    first_steps: bool
    on_rhythm: bool
    linked_before: bool
    cohort: int | None
    delay: int | None

    @property
    def used(self) -> bool:
        return bool(self.services)


def quarterly_activity_of(
    trace: LinkedUse, quarter: Quarter, services: Sequence[Service]
) -> QuarterlyActivity | None:
    """Derive the activity; None for days unknown at the start of the 90: linked later, with no earlier day."""
    first, last = last_90_days(quarter)
    days = sorted(set().union(*trace.days.values()))
    if trace.linked_on > first and not (days and days[0] <= first):
        return None
    before = previous_90_days(quarter)
    linked_before = before[0] <= trace.linked_on <= before[1]
    used = frozenset(
        slug for slug, own in trace.days.items() if any(first <= day <= last for day in own)
    )
    return QuarterlyActivity(
        services=used,
        advanced=any(service.is_advanced and service.slug in used for service in services),
        ever=bool(days),
        before=any(before[0] <= day <= before[1] for day in days),
        is_new=bool(days) and before[0] <= days[0] <= before[1],
        began=bool(days) and days[0] >= first,
        first_steps=bool(days) and days[0] > last - timedelta(days=FIRST_STEPS),
        on_rhythm=bool(used)
        and all(
            _at_cadence(trace.days[service.slug], service.expected, quarter)
            for service in services
            if trace.days.get(service.slug)
        ),
        linked_before=linked_before,
        cohort=_cohort(days, quarter),
        delay=_delay(trace.linked_on, days) if linked_before else None,
    )


def _cohort(days: Sequence[date], quarter: Quarter) -> int | None:
    """Quarters since the first use, from two on; for the quarter before, `is_new` tells by 90 days."""
    if not days:
        return None
    first = Quarter.containing(days[0])
    back = 4 * (quarter.year - first.year) + quarter.number - first.number
    return back if back > 1 else None


def _at_cadence(days: AbstractSet[date], expected: ExpectedFrequency, quarter: Quarter) -> bool:
    """Whether, from the first use on, there is use in every week or month of the quarter, or any in the last 365 days."""
    start = min(days)
    if expected is ExpectedFrequency.YEARLY:
        return max(days) > quarter.last_day - YEAR
    if expected is ExpectedFrequency.MONTHLY:
        used = {Month.containing(day) for day in days}
        return all(month in used for month in quarter.months if month.last_day >= start)
    weeks = {_week(day) for day in days}
    return all(
        (month, week) in weeks
        for month in quarter.months
        for week in WEEKS
        if (month, week) >= _week(start)
    )


def _week(day: date) -> tuple[Month, int]:
    month = Month.containing(day)
    return month, month.week_of(day)


def _delay(linked_on: date, days: Sequence[date]) -> int | None:
    after = next((day for day in days if day >= linked_on), None)
    if after is None or (after - linked_on).days > WINDOW:
        return None
    return (after - linked_on).days
