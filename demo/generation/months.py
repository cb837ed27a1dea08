"""Calendar months as (year, month): they sort, compare and name files."""

from datetime import date, timedelta


Month = tuple[int, int]


def shift_month(month: Month, by: int) -> Month:
    years, rest = divmod(month[1] - 1 + by, 12)
    return month[0] + years, rest + 1


def first_day(month: Month) -> date:
    return date(month[0], month[1], 1)


def last_day(month: Month) -> date:
    return first_day(shift_month(month, 1)) - timedelta(days=1)


def month_of(day: date) -> Month:
    return day.year, day.month


def month_label(month: Month) -> str:
    """Return a month as 2026-10."""
    return f"{month[0]:04d}-{month[1]:02d}"


def week_of_month(day: date) -> int:
    """Return 0 for days 1-7, 1 for 8-14, 2 for 15-21, 3 from the 22nd: the weeks of the habit rate."""
    return min((day.day - 1) // 7, 3)
