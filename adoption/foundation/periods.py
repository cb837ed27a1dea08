"""The calendar month as the period of every adoption figure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self


WEEKS = (1, 2, 3, 4)
DEFAULT_CLOSING_DAY = 5
# Every month has these days, so that a closing day exists in each.
LAST_CLOSING_DAY = 28

_WRITTEN_QUARTER = re.compile(r"(?P<year>[0-9]{4})-Q(?P<quarter>[1-4])")
_WRITTEN_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; its days are those of the organisation's time zone."""

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-10"; ValueError for anything else."""
        written = _WRITTEN_MONTH.fullmatch(text)
        if written is None:
            raise ValueError(f"not a month written as YYYY-MM: {text!r}")
        return cls(int(written["year"]), int(written["month"]))

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def next(self) -> "Month":
        return self.shifted(1)

    def previous(self) -> "Month":
        return self.shifted(-1)

    def shifted(self, months: int) -> "Month":
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    def week_of(self, day: date) -> int:
        """Return 1 for days 1-7, 2 for 8-14, 3 for 15-21, 4 for 22 to the end."""
        if day not in self:
            raise ValueError(f"{day} is not in {self}")
        return min((day.day - 1) // 7 + 1, WEEKS[-1])

    def closes_on(self, closing_day: int) -> date:
        """Return the last day, in the next month, on which a declaration still counts for this month."""
        if not 1 <= closing_day <= LAST_CLOSING_DAY:
            raise ValueError(f"a closing day lies between 1 and {LAST_CLOSING_DAY}")
        following = self.next()
        return date(following.year, following.month, closing_day)

    def is_closed(self, today: date, closing_day: int = DEFAULT_CLOSING_DAY) -> bool:
        """True once the closing day is over; `today` is a day of the organisation's time zone."""
        return today > self.closes_on(closing_day)


def last_closed_month(today: date, closing_day: int = DEFAULT_CLOSING_DAY) -> Month:
    month = Month.containing(today).previous()
    return month if month.is_closed(today, closing_day) else month.previous()


def months_from(first: Month, last: Month) -> int:
    """Return the number of months from the first to the last, negative when it comes before."""
    return 12 * (last.year - first.year) + last.month - first.month


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """List months, both ends included; none when `last` comes before `first`."""
    month = first
    while month <= last:
        yield month
        month = month.next()


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter, 1 to 4: rare events of a month are counted over three."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"a year has no quarter {self.number}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-Q3"; ValueError for anything else."""
        written = _WRITTEN_QUARTER.fullmatch(text)
        if written is None:
            raise ValueError(f"not a quarter written as YYYY-Qn: {text!r}")
        return cls(int(written["year"]), int(written["quarter"]))

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"

    @property
    def months(self) -> tuple[Month, Month, Month]:
        first = Month(self.year, 3 * self.number - 2)
        return first, first.shifted(1), first.shifted(2)

    @property
    def first_day(self) -> date:
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        return self.months[-1].last_day

    def next(self) -> "Quarter":
        return Quarter.containing(self.last_day + timedelta(days=1))

    def shifted(self, quarters: int) -> "Quarter":
        place = 4 * self.year + self.number - 1 + quarters
        return Quarter(place // 4, place % 4 + 1)

    def is_closed(self, today: date, closing_day: int = DEFAULT_CLOSING_DAY) -> bool:
        return self.months[-1].is_closed(today, closing_day)
