"""Registers how long each class of data is kept: what the nightly purge deletes, and what the pages say of it.

An app registers one `Retention` for each class. The words that a `Holding` shows come from here, so that
they say what the purge does. Without a `Retention` a class stays until its owner or an erasure removes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import ngettext

from core.dates import months_before
from core.site_settings import value_of


class Unit(StrEnum):
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """One class of data.

    `setting`: the name of the period in the settings; without one it is `fixed`, and `least` and `most` are
    not read. `words`: how long, in a sentence with %(period)s. `outdated`: from the moment before which
    things are too old, the rows that go. `holdings`: keys of what people read about it. `counted` is false
    where the number of rows would itself disclose something: then nobody is told it. `switch`: a setting
    without which nothing goes and the page only says what would; then `words_off` hold. `erase`: does away
    with such a row by its key, where deleting it would be too little or too much. `sweep`: does away at
    once with many rows that are older than the moment, before the others go one by one.
    """

    key: str
    title: Any
    words: Any
    outdated: Callable[[datetime], QuerySet[Any]]
    holdings: tuple[str, ...] = ()
    setting: str = ""
    fixed: int = 0
    unit: Unit = Unit.MONTHS
    least: int = 1
    most: int = 120
    counted: bool = True
    switch: str = ""
    words_off: Any = ""
    erase: Callable[[QuerySet[Any], Any], int] | None = None
    sweep: Callable[[datetime], None] | None = None

    @property
    def period(self) -> int:
        return value_of(self.setting) if self.setting else self.fixed

    @property
    def is_on(self) -> bool:
        return not self.switch or value_of(self.switch)

    def limit(self, now: datetime) -> datetime:
        """Return the moment before which data are too old."""
        if self.unit == Unit.MONTHS:
            return months_before(now, self.period)
        return now - timedelta(**{self.unit.value: self.period})

    def due(self, now: datetime) -> QuerySet[Any]:
        return self.outdated(self.limit(now))

    def period_in_words(self) -> str:
        return period_text(self.period, self.unit)

    def in_words(self) -> str:
        if not self.is_on:
            return str(self.words_off)
        return capfirst(str(self.words) % {"period": self.period_in_words()})


_retentions: dict[str, Retention] = {}


def register_retention(retention: Retention) -> None:
    _retentions[retention.key] = retention


def retentions() -> list[Retention]:
    return list(_retentions.values())


def retention_of(key: str) -> Retention:
    return _retentions[key]


def _kept(key: str, then: Sequence[Any]) -> str:
    return " ".join([retention_of(key).in_words(), *map(str, then)])


def retention_text(key: str, *then: Any) -> Any:
    """Return how long a `Holding` is kept, lazily. `then`: sentences on what comes after."""
    return lazy(_kept, str)(key, then)


def period_text(number: int, unit: Unit) -> str:
    """Return a period in words. Whole years from two on are said as years."""
    if unit == Unit.MONTHS and number >= 24 and number % 12 == 0:
        number, text = number // 12, ngettext("%(number)d year", "%(number)d years", number // 12)
    elif unit == Unit.MONTHS:
        text = ngettext("%(number)d month", "%(number)d months", number)
    elif unit == Unit.DAYS:
        text = ngettext("%(number)d day", "%(number)d days", number)
    elif unit == Unit.HOURS:
        text = ngettext("%(number)d hour", "%(number)d hours", number)
    else:
        text = ngettext("%(number)d minute", "%(number)d minutes", number)
    return text % {"number": number}
