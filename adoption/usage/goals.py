"""Compare a person's goals for services with their use: for their own page alone. Pure.

No figure is made from it, and a month of before the goal is never held against anybody.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from adoption.foundation.indicators import WEEKS_OF_A_HABIT
from adoption.foundation.periods import Month, months_between


LOOKED_BACK = 6  # whole months
LATE_IN_THE_YEAR = 9  # a yearly goal waits until September before a step is proposed


class WishedFrequency(StrEnum):
    """The values of cms.enums.Cadence."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class GoalStanding:
    """State of one goal.

    `is_done`: in this month, or this year for a yearly one. `kept` of `asked`: the whole months since it
    was set, six at most; none for a yearly one. `missed`: the last whole month, where it was not done and
    can still be ticked. `ticked`: months of one's own ticks that can be taken back here, the latest first.
    """

    is_done: bool
    kept: int
    asked: int
    missed: Month | None
    is_behind: bool
    ticked: tuple[Month, ...]


def goal_standing(
    wish: WishedFrequency,
    since: Month,
    *,
    days: AbstractSet[date],
    ticked: AbstractSet[Month],
    today: date,
) -> GoalStanding:
    """Compute the state. `days`: of use of the service over a year. `ticked`: months of own ticks."""
    now = Month.containing(today)
    if wish is WishedFrequency.YEARLY:
        return _yearly(since, days, ticked, now)
    asked = list(months_between(max(since, now.shifted(-LOOKED_BACK)), now.previous()))
    kept = [month for month in asked if _is_done(wish, month, days, ticked)]
    is_done = _is_done(wish, now, days, ticked)
    missed = asked[-1] if asked and asked[-1] not in kept else None
    return GoalStanding(
        is_done=is_done,
        kept=len(kept),
        asked=len(asked),
        missed=missed,
        is_behind=missed is not None and not is_done,
        ticked=tuple(month for month in (now, now.previous()) if month in ticked),
    )


def _yearly(
    since: Month, days: AbstractSet[date], ticked: AbstractSet[Month], now: Month
) -> GoalStanding:
    own = sorted((month for month in ticked if month.year == now.year), reverse=True)
    is_done = bool(own) or any(day.year == now.year for day in days)
    is_late = now.month >= LATE_IN_THE_YEAR and since < now
    return GoalStanding(
        is_done=is_done,
        kept=0,
        asked=0,
        missed=None,
        is_behind=is_late and not is_done,
        ticked=tuple(own),
    )


def _is_done(
    wish: WishedFrequency, month: Month, days: AbstractSet[date], ticked: AbstractSet[Month]
) -> bool:
    """Whether the month is done: by a tick, one day of use, or days in three weeks for a weekly goal."""
    if month in ticked:
        return True
    weeks = {month.week_of(day) for day in days if day in month}
    return len(weeks) >= (WEEKS_OF_A_HABIT if wish is WishedFrequency.WEEKLY else 1)
