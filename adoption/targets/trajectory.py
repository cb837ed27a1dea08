"""Compare a target with what is published: trajectory, current standing, probability of reaching it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from adoption.foundation.periods import Month, months_between, months_from
from adoption.foundation.rates import UNREADABLE, Rate
from adoption.targets.forecast import Forecast, Interval, forecast


SURE, FAIR, FAINT = 0.8, 0.4, 0.1  # chances at which the words change
WIDEST = UNREADABLE  # a forecast wider than this says nothing about a target


class Standing(StrEnum):
    """Position of the published rate beside the trajectory; ON_IT wherever the bounds leave it open."""

    AHEAD = "ahead"
    ON_IT = "on_it"
    BEHIND = "behind"
    HIDDEN = "hidden"


class Verdict(StrEnum):
    """Outlook of a target in one word. The last three once its month is published."""

    TOO_FEW = "too_few"
    TOO_OPEN = "too_open"
    LIKELY = "likely"
    EVEN = "even"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    MET = "met"
    MISSED = "missed"
    LEFT_OPEN = "left_open"


@dataclass(frozen=True, slots=True)
class Goal:
    """A rate in per cent to reach by the month `by`, from the published rate of `start`."""

    percent: int
    start: Month
    by: Month


@dataclass(frozen=True, slots=True)
class RateHistory:
    """Monthly rates of a population without a gap; None where hidden or unpublished."""

    months: tuple[Month, ...]
    rates: tuple[Rate | None, ...]

    @property
    def last(self) -> Month:
        return self.months[-1]

    def rate(self, month: Month) -> Rate | None:
        if not self.months or not self.months[0] <= month <= self.last:
            return None
        return self.rates[months_from(self.months[0], month)]

    def until(self, month: Month) -> "RateHistory":
        end = max(0, months_from(self.months[0], month) + 1)
        return RateHistory(self.months[:end], self.rates[:end])


@dataclass(frozen=True, slots=True)
class Outlook:
    """`chance`: bounds of the probability of reaching the target; `likely`: 80 % interval. None: no forecast.

    `planned`: where the trajectory is in the course's last month.
    """

    goal: Goal
    course: RateHistory
    standing: Standing
    planned: Rate | None
    verdict: Verdict
    forecast: Forecast | None
    likely: Interval | None
    chance: Interval | None

    @property
    def now(self) -> Rate | None:
        return self.course.rates[-1]

    @property
    def is_over(self) -> bool:
        return self.course.last >= self.goal.by

    @property
    def to_come(self) -> tuple[Month, ...]:
        return tuple(months_between(self.course.last.next(), self.goal.by))


@lru_cache(maxsize=512)  # as many as the targets that a few people look at in turn
def outlook(goal: Goal, course: RateHistory) -> Outlook:
    """Compute the outlook. `course`: up to the month of the page, containing the goal's first month or begun later.

    The same figures give the same answer, which is kept: it hangs on nothing else.
    """
    course = course.until(goal.by)
    ahead = months_from(course.last, goal.by)
    planned = planned_rate(goal, course, course.last)
    found = forecast(course.rates, ahead) if ahead > 0 else None
    likely = found.interval(ahead) if found else None
    chance = found.chance_of(goal.percent, ahead) if found else None
    now = course.rates[-1]
    return Outlook(
        goal=goal,
        course=course,
        standing=_standing(now, planned),
        planned=planned,
        verdict=_verdict_at_the_end(now, goal) if ahead <= 0 else _verdict(likely, chance),
        forecast=found,
        likely=likely,
        chance=chance,
    )


def planned_rate(goal: Goal, course: RateHistory, month: Month) -> Rate | None:
    """Planned rate of a month: between its bounds, on the straight line from the start's published rate to the target."""
    start = course.rate(goal.start)
    if start is None:
        return None
    share = min(1.0, max(0.0, months_from(goal.start, month) / months_from(goal.start, goal.by)))
    return Rate(
        start.low + share * (goal.percent - start.low),
        start.high + share * (goal.percent - start.high),
    )


def _standing(now: Rate | None, planned: Rate | None) -> Standing:
    if now is None or planned is None:
        return Standing.HIDDEN
    if now.low > max(planned.low, planned.high):
        return Standing.AHEAD
    return Standing.BEHIND if now.high < min(planned.low, planned.high) else Standing.ON_IT


def _verdict(likely: Interval | None, chance: Interval | None) -> Verdict:
    if likely is None or chance is None:
        return Verdict.TOO_FEW
    if chance.low >= SURE:
        return Verdict.LIKELY
    if chance.high <= FAINT:
        return Verdict.UNLIKELY
    if likely.high - likely.low > WIDEST:
        return Verdict.TOO_OPEN
    return Verdict.POSSIBLE if chance.high <= FAIR else Verdict.EVEN


def _verdict_at_the_end(now: Rate | None, goal: Goal) -> Verdict:
    if now is None:
        return Verdict.LEFT_OPEN
    if now.low >= goal.percent:
        return Verdict.MET
    return Verdict.MISSED if now.high < goal.percent else Verdict.LEFT_OPEN


def build_rate_history(rates: Sequence[tuple[Month, Rate | None]]) -> RateHistory:
    """Build a history from published months, the earliest first; missing months become gaps."""
    known = dict(rates)
    months = tuple(months_between(rates[0][0], rates[-1][0])) if rates else ()
    return RateHistory(months, tuple(known.get(month) for month in months))
