import calendar
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.utils import timezone


Day = TypeVar("Day", date, datetime)


def today() -> date:
    """Return the current day in the organisation's time zone, not the server's."""
    return timezone.localdate()


def start_of_day(day: date) -> datetime:
    """Return midnight of a day in the organisation's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def first_day_of_week(day: date) -> date:
    """Return its Monday."""
    return day - timedelta(days=day.weekday())


def one_month_after(day: date) -> date:
    """Return the same day of the next month, or its last day: 31 January gives 28 February."""
    return months_before(day, -1)


def months_after(day: date, months: int) -> date:
    """Add months to a day: 31 January and one month is 28 or 29 February; 29 February and twelve, 28 February."""
    return months_before(day, -months)


def last_day_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_before(moment: Day, months: int) -> Day:
    """Subtract months from a moment: the same day, or that month's last if it is shorter; the time stays."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
