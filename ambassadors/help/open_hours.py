"""Compute hours in which people may be asked: those when mails go out."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from ambassadors.help.enums import Slot
from core.typography import hour_text
from people.mail.hours import QuietHours


WORKING_DAYS = 5
NOON = 12
HALF_DAYS = tuple(Slot)  # Monday morning to Friday afternoon


def add_open_hours(moment: datetime, hours: float, quiet: QuietHours) -> datetime:
    """Return the moment at which this many open hours have passed."""
    left = timedelta(hours=hours)
    moment = quiet.next_open(moment)
    while left:
        next_hour = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        step = min(left, next_hour - moment)
        moment, left = moment + step, left - step
        if left:
            moment = quiet.next_open(moment)
    return moment


def open_hours_text(quiet: QuietHours) -> str:
    """Return when colleagues are asked: the same words whatever became of a request (docs/decisions/0040)."""
    if quiet.begin == quiet.end:
        if quiet.weekends:
            return _("Colleagues are asked from Monday to Friday, at any hour.")
        return _("Colleagues are asked on any day, at any hour.")
    hours = {"first": _hour(quiet.end), "last": _hour(quiet.begin)}
    if quiet.weekends:
        return _("Colleagues are asked from Monday to Friday, from %(first)s to %(last)s.") % hours
    return _("Colleagues are asked on any day, from %(first)s to %(last)s.") % hours


def _hour(hour: int) -> str:
    return hour_text(make_aware(datetime.combine(localdate(), time(hour % 24))))


def half_days_until_next_working_day(moment: datetime, quiet: QuietHours) -> list[Slot]:
    """Return the half-days left of this working day, none once its asking hours are over, and those of the next one."""
    day, slots = moment, []
    if day.weekday() < WORKING_DAYS and quiet.next_open(moment).date() == day.date():
        slots = _half_days(day)[1:] if day.hour >= NOON else _half_days(day)
    day += timedelta(days=1)
    while day.weekday() >= WORKING_DAYS:
        day += timedelta(days=1)
    return sorted({*slots, *_half_days(day)}, key=HALF_DAYS.index)


def _half_days(day: datetime) -> list[Slot]:
    start = 2 * day.weekday()
    return list(HALF_DAYS[start : start + 2])
