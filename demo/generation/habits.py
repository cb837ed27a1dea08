"""Hidden habits: who opens an account when, and on which days they use which service.

Each month a person uses the portal with a chance that grows with their ease and over the year,
falls in August, and is raised by the lift from the month after a workshop that they attended.
The draws of a person do not depend on the lift, so two runs that differ in it alone show its effect.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from demo.campaign.model import Campaign, Trade
from demo.generation.careers import Career
from demo.generation.dice import Dice
from demo.generation.model import Position, Team, Workshop, position_on
from demo.generation.months import Month, first_day, last_day, month_of, week_of_month


WORKSHOP_SHARE = 0.25  # of the bottom teams, each time
ATTENDANCE = 0.9
AUGUST = 0.55


class Temper:
    """Temper that a campaign plants in the use of trades: which hold back, which set off early, and by how much."""

    def __init__(self, campaign: Campaign) -> None:
        trades = campaign.invented.trades.values()
        self.effects, self.services = campaign.invented.effects, campaign.services
        self.showcase = campaign.invented.showcase
        self.late = _jobs(trade for trade in trades if trade.late)
        self.early = _jobs(trade for trade in trades if trade.early)


def _jobs(trades: Iterable[Trade]) -> frozenset[str]:
    return frozenset(job for trade in trades for job in (trade.lead, *trade.others))


@dataclass(slots=True)
class Habit:
    """A career with its hidden habits."""

    career: Career
    dice: Dice
    ease: float
    willing_to_link: bool
    services: tuple[str, ...]
    account_since: date | None = None
    use: list[tuple[date, str]] = field(default_factory=list)


def simulate_habits(
    campaign: Campaign,
    careers: Sequence[Career],
    teams: Sequence[Team],
    months: tuple[Month, ...],
    *,
    seed: int,
    workshop_lift: float,
) -> tuple[list[Habit], tuple[tuple[Workshop, frozenset[int]], ...]]:
    """Return habits in the order of `careers`, and workshops with the keys of the people who attended."""
    temper = Temper(campaign)
    habits = [_habit(career, temper, seed) for career in careers]
    _open_first_accounts(habits, temper, first_day(months[0]), seed)
    workshops = _workshops(careers, teams, temper, months, seed=seed, lift=workshop_lift)
    for habit in habits:
        attended = [month_of(w.held_on) for w, keys in workshops if habit.career.key in keys]
        _live_through(habit, temper, months, attended, workshop_lift)
    return habits, workshops


def _habit(career: Career, temper: Temper, seed: int) -> Habit:
    dice = Dice(seed, "habit", career.key)
    ease = round(dice.middling(), 3)
    willing = dice.chance(0.25 + 0.2 * ease)
    services = tuple(dice.shuffled(temper.services[1:]))
    if career.part:
        ease, willing = career.part.ease, career.part.links
    return Habit(career, dice, ease, willing, services)


def _open_first_accounts(habits: list[Habit], temper: Temper, start: date, seed: int) -> None:
    """Open accounts for a share of those there at the start, the inclined first; the cast as its parts say."""
    dice = Dice(seed, "first accounts")
    inclined: list[tuple[float, int]] = []
    present = [habit for habit in habits if habit.career.entered_on < start]
    for rank, habit in enumerate(present):
        position = habit.career.positions[0]
        job = position.job.name
        bonus = 0.2 * (job in temper.early) - 0.15 * (job in temper.late)
        score = habit.ease + bonus - 0.25 * position.is_manager + 0.6 * dice.roll()
        part = habit.career.part
        if part:
            score = 9.0 if part.account_month == 0 else -9.0
        inclined.append((-score, rank))
    openers = sorted(inclined)[: round(len(present) * temper.effects.account_share)]
    for _, rank in openers:
        habit = present[rank]
        earliest = max(habit.career.entered_on, start - timedelta(days=900))
        habit.account_since = habit.dice.day(earliest, start - timedelta(days=1))


def _workshops(
    careers: Sequence[Career],
    teams: Sequence[Team],
    temper: Temper,
    months: tuple[Month, ...],
    *,
    seed: int,
    lift: float,
) -> tuple[tuple[Workshop, frozenset[int]], ...]:
    """Schedule one workshop for randomly chosen bottom teams; the showcase team comes to the first."""
    dice, been, held = Dice(seed, "workshops"), set[str](), []
    for number in temper.effects.workshop_months:
        if number > len(months):
            break
        eighth = date(*months[number - 1], 8)
        day = eighth + timedelta(days=(3 - eighth.weekday()) % 7)
        invited = _invited(teams, temper.showcase, months[number - 1], been, dice)
        been |= set(invited)
        keys = []
        for career in careers:
            position = position_on(career.positions, day)
            comes = dice.chance(ATTENDANCE) or career.part is not None
            if position and position.team in invited and comes:
                keys.append(career.key)
        held.append((Workshop(day, invited, (), lift), frozenset(keys)))
    return tuple(held)


def _invited(
    teams: Sequence[Team], showcase: str, month: Month, been: set[str], dice: Dice
) -> tuple[str, ...]:
    there = [team for team in teams if team.exists_in(month)]
    inner = {team.parent for team in there}
    bottom = sorted(team.name for team in there if team.name not in inner | been)
    wanted = max(1, round(len(bottom) * WORKSHOP_SHARE))
    by_lot = dice.shuffled(bottom)
    by_lot.sort(key=lambda name: name != showcase)
    return tuple(sorted(by_lot[:wanted]))


def _live_through(
    habit: Habit,
    temper: Temper,
    months: tuple[Month, ...],
    attended: list[Month],
    lift: float,
) -> None:
    for rank, month in enumerate(months):
        start = max(first_day(month), habit.career.entered_on)
        end = min(last_day(month), habit.career.left_on or last_day(month))
        # Drawn in every month, used or not, so that no month moves the draws of the next.
        will_use, will_open, days_seed = (habit.dice.roll() for _ in range(3))
        position = position_on(habit.career.positions, end)
        if start > end or position is None:
            continue
        use_chance, opening_chance = _chances(habit, temper, position, month, rank, len(months))
        use_chance += lift * any(earlier < month for earlier in attended)
        uses = will_use < use_chance
        if habit.career.part and habit.account_since is None:
            uses, opening_chance = habit.career.part.account_month == rank + 1, 0.0
        dice = Dice(days_seed)
        if habit.account_since is None and (uses or will_open < opening_chance):
            habit.account_since = dice.day(start, end)
        if uses and habit.account_since:
            _use_in_month(habit, temper, (max(start, habit.account_since), end), rank, dice)


def _chances(
    habit: Habit, temper: Temper, position: Position, month: Month, rank: int, months: int
) -> tuple[float, float]:
    """Probabilities of (using the portal this month, opening an account and leaving it there)."""
    pace = _pace(position, temper, rank) * (AUGUST if month[1] == 8 else 1.0)
    if habit.account_since is not None:
        least, more = temper.effects.use
        growth = 0.8 + 0.4 * rank / max(1, months - 1)
        return (least + more * habit.ease) * pace * growth, 0.0
    opening = temper.effects.opening_rate * (0.5 + habit.ease) * pace
    return opening * 0.6, opening * 0.4


def _pace(position: Position, temper: Temper, rank: int) -> float:
    effects = temper.effects
    thawed = rank + 1 >= effects.thaw_month
    pace = 1.0
    if position.job.name in temper.late:
        pace = effects.late_pace[thawed]
    elif position.job.name in temper.early or position.job.family in effects.early_families:
        pace = effects.early_pace
    if position.is_manager:
        pace *= effects.manager_pace[thawed]
    return pace


def _use_in_month(
    habit: Habit, temper: Temper, span: tuple[date, date], rank: int, dice: Dice
) -> None:
    """Draw at least one day; regular users come back in most weeks of the month."""
    days = {dice.day(*span)}
    if dice.chance(0.05 + 0.55 * habit.ease + 0.01 * rank):
        week = [span[0] + timedelta(days=n) for n in range((span[1] - span[0]).days + 1)]
        for number in range(4):
            in_week = [day for day in week if week_of_month(day) == number]
            if in_week and dice.chance(0.85):
                days.add(dice.day(in_week[0], in_week[-1]))
    days |= {dice.day(*span) for _ in range(dice.between(0, 2))}
    known = habit.services[: 1 + int(3 * habit.ease) + rank // 4]
    for day in sorted(days):
        habit.use.append((day, temper.services[0]))
        habit.use += [(day, service) for service in temper.services[1:]
                      if service in known and dice.chance(temper.effects.appetite[service])]  # fmt: skip
