"""Compare a target with what is published: trajectory, current standing, where it is heading. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from adoption.foundation.periods import Month, months_between, months_from
from adoption.foundation.rates import HIDDEN, LEAST_FOR_RATES, Measure, Rate
from adoption.targets.forecast import (
    NO_SEASONS,
    Interval,
    NoForecast,
    Seasons,
    forecast,
    why_no_forecast,
)


class Standing(StrEnum):
    """Position of the published rate beside the trajectory; ON_IT wherever the bounds leave it open."""

    AHEAD = "ahead"
    ON_IT = "on_it"
    BEHIND = "behind"
    HIDDEN = "hidden"


class Verdict(StrEnum):
    """Outlook of a target in one word. The three before the last once its month is published."""

    NO_FORECAST = "no_forecast"
    LIKELY = "likely"
    EVEN = "even"
    UNLIKELY = "unlikely"
    MET = "met"
    MISSED = "missed"
    LEFT_OPEN = "left_open"
    OTHER_BASE = "other_base"


@dataclass(frozen=True, slots=True)
class Goal:
    """A rate in per cent to reach by the month `by`, from the published one of `start`.

    `is_of_known`: set while rates were of those whose use is known, not of the whole population.
    """

    percent: int
    start: Month
    by: Month
    is_of_known: bool = False


@dataclass(frozen=True, slots=True)
class RateHistory:
    """Monthly counts of a population without a gap; HIDDEN where hidden or unpublished."""

    months: tuple[Month, ...]
    counts: tuple[Measure, ...]

    @property
    def last(self) -> Month:
        return self.months[-1]

    @property
    def rates(self) -> list[Rate | None]:
        return [_share(count) for count in self.counts]

    @property
    def shown(self) -> list[Month]:
        pairs = zip(self.months, self.counts, strict=True)
        return [month for month, count in pairs if not count.is_hidden]

    @property
    def size(self) -> int:
        """People in the latest month that is shown."""
        return next((count.population for count in reversed(self.counts) if count.population), 0)

    @property
    def is_small(self) -> bool:
        """Whether counts are said of it, and no percentages."""
        return 0 < self.size < LEAST_FOR_RATES

    def count(self, month: Month) -> Measure:
        if not self.months or not self.months[0] <= month <= self.last:
            return HIDDEN
        return self.counts[months_from(self.months[0], month)]

    def rate(self, month: Month) -> Rate | None:
        return _share(self.count(month))

    def until(self, month: Month) -> "RateHistory":
        end = max(0, months_from(self.months[0], month) + 1)
        return RateHistory(self.months[:end], self.counts[:end])


def _share(count: Measure) -> Rate | None:
    """Of the whole population, of any size: what is compared, and said of 50 people and more alone."""
    if count.low is None or count.high is None or not count.population:
        return None
    return Rate(100 * count.low / count.population, 100 * count.high / count.population)


@dataclass(frozen=True, slots=True)
class Outlook:
    """`planned`: where the trajectory is in the course's last month.

    `likely`: 80 % interval of each month to come; empty without a forecast. `obstacle`: why there is none.
    """

    goal: Goal
    course: RateHistory
    standing: Standing
    planned: Rate | None
    verdict: Verdict
    likely: tuple[Interval, ...]
    obstacle: NoForecast | None

    @property
    def now(self) -> Measure:
        return self.course.counts[-1]

    @property
    def is_over(self) -> bool:
        return self.course.last >= self.goal.by

    @property
    def to_come(self) -> tuple[Month, ...]:
        return tuple(months_between(self.course.last.next(), self.goal.by))


@lru_cache(maxsize=512)  # as many as the targets that a few people look at in turn
def outlook(goal: Goal, course: RateHistory, seasons: Seasons = NO_SEASONS) -> Outlook:
    """Compute the outlook. `course`: up to the month of the page, containing the goal's first month or begun later.

    The same figures give the same answer, which is kept: it hangs on nothing else.
    """
    course = course.until(goal.by)
    planned = planned_rate(goal, course, course.last)
    likely, obstacle = _likely(goal, course, seasons)
    now = course.rates[-1]
    return Outlook(
        goal=goal,
        course=course,
        standing=_standing(now, planned),
        planned=planned,
        verdict=_verdict(goal, course, likely),
        likely=likely,
        obstacle=obstacle,
    )


def _likely(
    goal: Goal, course: RateHistory, seasons: Seasons
) -> tuple[tuple[Interval, ...], NoForecast | None]:
    """The forecast, or the reason why there is none; neither of a target that is over or of another base."""
    ahead = months_from(course.last, goal.by)
    if goal.is_of_known or ahead <= 0:
        return (), None
    if course.is_small:
        return (), NoForecast.SMALL
    known = (course.rates, ahead, seasons, course.months[0].month - 1)
    found = forecast(*known)
    if found is None:
        return (), why_no_forecast(*known) or NoForecast.GAPS
    return ((), NoForecast.WIDE) if found[-1].is_open else (found, None)


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
    here, there = now.rounded(), planned.rounded()  # as both are written on the page
    if here.low > max(there.low, there.high):
        return Standing.AHEAD
    return Standing.BEHIND if here.high < min(there.low, there.high) else Standing.ON_IT


def _verdict(goal: Goal, course: RateHistory, likely: tuple[Interval, ...]) -> Verdict:
    if goal.is_of_known:
        return Verdict.OTHER_BASE
    if course.last >= goal.by:
        return _verdict_at_the_end(course.rates[-1], goal)
    if not likely:
        return Verdict.NO_FORECAST
    if likely[-1].low >= goal.percent:
        return Verdict.LIKELY
    return Verdict.UNLIKELY if likely[-1].high < goal.percent else Verdict.EVEN


def _verdict_at_the_end(now: Rate | None, goal: Goal) -> Verdict:
    if now is None:
        return Verdict.LEFT_OPEN
    if now.low >= goal.percent:
        return Verdict.MET
    return Verdict.MISSED if now.high < goal.percent else Verdict.LEFT_OPEN
