"""Estimate of what fewer contacts give back beside what the change takes: ranges of hours and money.

Made of counts of contacts, the calendar of workshops, the number of ambassadors and what the organisation noted:
no row about a person. Pure: plain values in, plain values out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from adoption.contacts.substitution import STEADY, YEAR, Volumes
from adoption.foundation.periods import Month


LEAST_AMBASSADORS = 10  # with fewer, their time is that of somebody
FIGURES = 2  # significant ones: more would be no truer
DAYS_OF_A_WEEK = 7
MINUTES_OF_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Range:
    """Two bounds, neither below zero."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"not a range: {self.low} to {self.high}")

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.high + other.high)

    def __mul__(self, other: "Range") -> "Range":
        return Range(self.low * other.low, self.high * other.high)

    def rounded(self) -> "Range":
        """Round outwards to two figures, so that nothing possible is lost."""
        return Range(_round(self.low, floor), _round(self.high, ceil))


NOTHING = Range(0, 0)


def exactly(value: float) -> Range:
    return Range(value, value)


@dataclass(frozen=True, slots=True)
class Move:
    """Contacts of a channel in the compared months, and in the same months a year before."""

    channel: str
    before: int
    after: int

    @property
    def fewer(self) -> int:
        """Return how many fewer; below zero for more, 0 for a change as small as any two years have."""
        change = self.before - self.after
        return 0 if abs(change) * 100 < STEADY * self.before else change


@dataclass(frozen=True, slots=True)
class Session:
    """A workshop that was held. `present`: people noted as present; 0 where too few were to be told."""

    minutes: int
    present: int
    seats: int

    @property
    def time(self) -> Range:
        """Return people's minutes: those present at the least, every seat at the most, and one person who leads."""
        return Range(
            self.minutes * (self.present + 1), self.minutes * (max(self.present, self.seats) + 1)
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hours by channel, given back or taken, and what workshops and ambassadors took. `ambassadors`: None untold."""

    given_back: dict[str, Range]
    more_contacts: dict[str, Range]
    workshops: Range
    ambassadors: Range | None

    @property
    def all_given_back(self) -> Range:
        return sum(self.given_back.values(), NOTHING)

    @property
    def all_taken(self) -> Range:
        return sum(self.more_contacts.values(), self.workshops + (self.ambassadors or NOTHING))


def compared_months(volumes: Volumes, last: Month) -> tuple[Month, ...]:
    """Return those of the last twelve months in which a channel has a number, and had one a year before."""
    year = (last.shifted(back) for back in range(1 - YEAR, 1))
    return tuple(month for month in year if any(at == month for at, _key in _pairs(volumes)))


def moves_of(volumes: Volumes, months: Iterable[Month]) -> list[Move]:
    """Sum each channel over those of these months that have a number in both years."""
    compared = set(months)
    pairs = [(month, channel) for month, channel in _pairs(volumes) if month in compared]
    return [
        Move(
            key,
            sum(volumes[month.shifted(-YEAR), key] for month, channel in pairs if channel == key),
            sum(volumes[month, key] for month, channel in pairs if channel == key),
        )
        for key in sorted({channel for _month, channel in pairs})
    ]


def estimate(
    moves: Sequence[Move],
    minutes: Mapping[str, Range],
    sessions: Iterable[Session],
    ambassadors: int | None,
    minutes_a_week: Range | None,
    months: Iterable[Month],
) -> Estimate:
    """Estimate hours over `months`. `minutes`: of a contact, by channel; `ambassadors`: None where not known."""
    hour = exactly(1 / MINUTES_OF_AN_HOUR)
    moved = {
        move.channel: exactly(abs(move.fewer)) * minutes[move.channel] * hour for move in moves
    }
    fewer = {move.channel for move in moves if move.fewer > 0}
    more = {move.channel for move in moves if move.fewer < 0}
    weeks = sum((month.last_day - month.first_day).days + 1 for month in months) / DAYS_OF_A_WEEK
    is_told = ambassadors is not None and ambassadors >= LEAST_AMBASSADORS
    return Estimate(
        given_back={key: hours for key, hours in moved.items() if key in fewer},
        more_contacts={key: hours for key, hours in moved.items() if key in more},
        workshops=sum((session.time for session in sessions), NOTHING) * hour,
        ambassadors=exactly((ambassadors or 0) * weeks) * minutes_a_week * hour
        if is_told and minutes_a_week
        else None,
    )


def _pairs(volumes: Volumes) -> list[tuple[Month, str]]:
    return [
        (month, channel) for month, channel in volumes if (month.shifted(-YEAR), channel) in volumes
    ]


def _round(value: float, towards: Callable[[float], int]) -> float:
    if value <= 0:
        return 0
    step = 10 ** max(0, floor(log10(value)) + 1 - FIGURES)
    return towards(round(value / step, 6)) * step
