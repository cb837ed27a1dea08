import calendar
from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """The day in the organisation's time zone, not the server's."""
    return timezone.localdate()


def a_month_after(day: date) -> date:
    """The same day of the next month, or its last day: 31 January gives 28 February."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def months_before(moment: datetime, months: int) -> datetime:
    """The same time of the same day so many months earlier, or of that month's last day if it is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
