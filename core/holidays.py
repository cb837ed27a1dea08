"""Computes the public holidays of France (Code du travail, L3133-1), and those that Alsace and Moselle add. No Django."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class Holidays(StrEnum):
    """The calendars of days that are nobody's working day, weekends apart."""

    NONE = "none"
    FRANCE = "france"
    ALSACE_MOSELLE = "alsace-moselle"


# Month and day; the four others follow Easter.
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday


@lru_cache(maxsize=32)
def public_holidays(year: int, kind: str) -> frozenset[date]:
    if kind == Holidays.NONE:
        return frozenset()
    easter = easter_sunday(year)
    days = {date(year, month, day) for month, day in FIXED}
    days |= {easter + timedelta(days=after) for after in AFTER_EASTER}
    if kind == Holidays.ALSACE_MOSELLE:
        days |= {easter - timedelta(days=2), date(year, 12, 26)}
    return frozenset(days)


def is_holiday(day: date, kind: str) -> bool:
    return day in public_holidays(day.year, kind)


def easter_sunday(year: int) -> date:
    """Return Easter of a Gregorian year, by the anonymous algorithm of 1876 (Meeus, Jones, Butcher)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - shift + 15) % 30
    quarters, years = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarters - epact - years) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
