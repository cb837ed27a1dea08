"""Computes when a mail may go: quiet hours, and the mornings of what is gathered.

Local times in, local times out; no Django.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core.holidays import Holidays, is_holiday


SATURDAY = 5


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours without mail, from `begin` to `end` of the next day; the same hour twice: none. `holidays`: whose are quiet too."""

    begin: int
    end: int
    weekends: bool = True
    holidays: str = Holidays.NONE

    def is_quiet(self, moment: datetime) -> bool:
        if self.weekends and moment.weekday() >= SATURDAY:
            return True
        if is_holiday(moment.date(), self.holidays):
            return True
        if self.begin == self.end:
            return False
        if self.begin > self.end:
            return moment.hour >= self.begin or moment.hour < self.end
        return self.begin <= moment.hour < self.end

    def next_open(self, moment: datetime) -> datetime:
        """Return the moment itself, or the first full hour after it at which people may be disturbed."""
        while self.is_quiet(moment):
            moment = _next_hour(moment)
        return moment

    def next_morning(self, moment: datetime) -> datetime:
        """Return the morning of the next day that has working hours."""
        day = moment.date() + timedelta(days=1)
        start = datetime.combine(day, time(self.end % 24), tzinfo=moment.tzinfo)
        return self.next_open(start)

    def next_monday(self, moment: datetime) -> datetime:
        days = 7 - moment.weekday()
        day = moment.date() + timedelta(days=days)
        return self.next_open(datetime.combine(day, time(self.end % 24), tzinfo=moment.tzinfo))


def _next_hour(moment: datetime) -> datetime:
    """Return the next hour of the local clock, which may jump twice a year."""
    naive = moment.replace(tzinfo=None, minute=0, second=0, microsecond=0, fold=0)
    return (naive + timedelta(hours=1)).replace(tzinfo=moment.tzinfo)
