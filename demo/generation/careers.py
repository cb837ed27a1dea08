"""Simulate twelve months of staff movements: who holds which post, from when to when."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from demo.campaign.model import Campaign, CastRole
from demo.generation.dice import Dice
from demo.generation.model import Position, Team
from demo.generation.months import Month, first_day, last_day, shift_month
from demo.generation.organisation import LARGEST_TEAM, SMALLEST_TEAM, Post


REORGANISATION_MONTH = 7
LEAVE_RATE = 0.008  # of the staff, each month
INTERNAL_MOVE_RATE = 0.35  # of the vacancies
OLDEST_ENTRY_YEARS = 27
_ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Career:
    """Positions of one person. `key` numbers people in the order of arrival."""

    key: int
    entered_on: date
    part: CastRole | None
    part_key: str = ""
    positions: list[Position] = field(default_factory=list)
    left_on: date | None = None


@dataclass(slots=True)
class _Company:
    """State of the simulation. `seats` maps a post's number to its holder."""

    campaign: Campaign
    months: tuple[Month, ...]
    dice: Dice
    posts: list[Post]
    teams: dict[str, Team]
    careers: list[Career] = field(default_factory=list)
    seats: dict[int, Career] = field(default_factory=dict)
    vacant_from: dict[int, Month] = field(default_factory=dict)
    by_family: dict[str, list[Post]] = field(default_factory=dict)  # which a post never leaves

    def take(self, post: Post, career: Career, since: date) -> None:
        career.positions.append(
            Position(post.team, post.job, post.site, post.contact, post.is_manager, since, None)
        )
        self.seats[post.number] = career

    def leave(self, post: Post, until: date, *, vacant_from: Month) -> Career:
        """Empty the seat; its next holder comes in `vacant_from` or later."""
        career = self.seats.pop(post.number)
        _close(career, until)
        self.vacant_from[post.number] = vacant_from
        return career

    def renew(self, post: Post, since: date) -> None:
        career = self.seats[post.number]
        _close(career, since - _ONE_DAY)
        self.take(post, career, since)


def _close(career: Career, until: date) -> None:
    career.positions[-1] = replace(career.positions[-1], until=until)


def simulate_careers(
    campaign: Campaign,
    posts: list[Post],
    parents: dict[str, str | None],
    months: tuple[Month, ...],
    *,
    seed: int,
) -> tuple[list[Career], tuple[Team, ...]]:
    """Return everybody who worked there in those months, and all teams that ever existed.

    Posts are as many at the end as at the start and every one is filled in the last month. A manager
    leaves on the last day of a month and is followed on the first day of the next.
    """
    teams = {name: Team(name, parent, months[0], None) for name, parent in parents.items()}
    company = _Company(campaign, months, Dice(seed, "life"), posts, teams)
    _hire_the_first(company)
    for rank, month in enumerate(months):
        if rank + 1 == REORGANISATION_MONTH:
            _reorganise(company, month)
        _fill(company, month)
        _let_go(company, month)
    return company.careers, tuple(company.teams.values())


def _hire_the_first(company: _Company) -> None:
    start = first_day(company.months[0])
    for post in company.posts:
        company.by_family.setdefault(post.job.family, []).append(post)
        years = OLDEST_ENTRY_YEARS * min(company.dice.roll(), company.dice.roll() + 0.2)
        entered = start - timedelta(days=20 + int(years * 365))
        career = Career(0, entered, post.part, post.part_key)
        company.careers.append(career)
        company.take(post, career, entered)
    company.careers.sort(key=lambda career: career.entered_on)
    for key, career in enumerate(company.careers):
        career.key = key


def _fill(company: _Company, month: Month) -> None:
    """Fill managers' posts first, from their team; the others by a colleague or a newcomer."""
    due = [
        post
        for post in company.posts
        if company.vacant_from.get(post.number, shift_month(month, 1)) <= month
    ]
    for post in sorted(due, key=lambda post: not post.is_manager):
        patient = month != company.months[-1] and not post.is_manager
        if patient and company.dice.chance(0.3):
            continue
        source = _successor_post(company, post, first_day(month))
        del company.vacant_from[post.number]
        if source is None:
            _hire(company, post, month)
            continue
        mover = company.leave(
            source, first_day(month) - _ONE_DAY, vacant_from=shift_month(month, 1)
        )
        company.take(post, mover, first_day(month))
        if not patient:
            del company.vacant_from[source.number]
            _hire(company, source, month)


def _successor_post(company: _Company, post: Post, day: date) -> Post | None:
    """Post of the colleague who moves in, if one does; newcomers of this month stay."""
    if not company.dice.chance(0.8 if post.is_manager else INTERNAL_MOVE_RATE):
        return None
    candidates = [
        other
        for other in company.by_family[post.job.family]
        if other.number in company.seats
        and company.seats[other.number].positions[-1].since < day
        and other.part is None
        and not other.is_manager
        and (other.team == post.team) == post.is_manager
    ]
    return company.dice.pick(candidates) if candidates else None


def _hire(company: _Company, post: Post, month: Month) -> None:
    entered = first_day(month)
    if not post.is_manager:
        entered += timedelta(days=company.dice.pick((0, 0, 0, 7, 14)))
    career = Career(len(company.careers), entered, None)
    company.careers.append(career)
    company.take(post, career, entered)


def _let_go(company: _Company, month: Month) -> None:
    expected = LEAVE_RATE * len(company.posts) * (0.5 + company.dice.roll())
    count = int(expected) + company.dice.chance(expected % 1)
    staying = [post for post in company.posts if post.number in company.seats and not post.part]
    for post in company.dice.shuffled(staying)[:count]:
        career = company.seats[post.number]
        ending = last_day(month)
        if not post.is_manager:
            day = company.dice.between(1, ending.day)
            ending = max(ending.replace(day=day), career.positions[-1].since)
        career.left_on = ending
        company.leave(post, ending, vacant_from=shift_month(month, 1))


def _reorganise(company: _Company, month: Month) -> None:
    """Reorganise one unit on the first of the month: its largest team divides, its two smallest unite.

    Nothing happens where it is too small to have three teams.
    """
    members: dict[str, list[Post]] = {}
    for post in company.posts:
        if company.teams[post.team].parent == company.campaign.invented.reorganised:
            members.setdefault(post.team, []).append(post)
    by_size = sorted(members, key=lambda name: (len(members[name]), name))
    if len(by_size) < 3:
        return
    smallest, second, largest = by_size[0], by_size[1], by_size[-1]
    if len(members[largest]) >= 2 * SMALLEST_TEAM:
        _divide(company, month, largest, members[largest])
    if len(members[smallest]) + len(members[second]) <= LARGEST_TEAM:
        _unite(company, month, (second, smallest), members[second] + members[smallest])


def _divide(company: _Company, month: Month, name: str, posts: list[Post]) -> None:
    halves = posts[::2], posts[1::2]
    for suffix, half in zip(("Ouest", "Est"), halves, strict=True):
        if not any(post.is_manager for post in half):
            chosen = next(post for post in half if post.number in company.seats)
            chosen.is_manager, chosen.job = True, chosen.trade.lead_job
        _move_to(company, month, f"{name} {suffix}", half)
    _end(company, month, name)


def _unite(company: _Company, month: Month, names: tuple[str, str], posts: list[Post]) -> None:
    """Merge two teams under the manager of the larger; the other manager stays as a colleague."""
    second = next(post for post in posts if post.is_manager and post.team == names[1])
    second.is_manager, second.job = False, second.trade.other_jobs[0][0]
    _move_to(company, month, company.campaign.invented.united_as, posts)
    for name in names:
        _end(company, month, name)


def _move_to(company: _Company, month: Month, name: str, posts: list[Post]) -> None:
    company.teams[name] = Team(name, company.campaign.invented.reorganised, month, None)
    for post in posts:
        post.team = name
        if post.number in company.seats:
            company.renew(post, first_day(month))


def _end(company: _Company, month: Month, name: str) -> None:
    team = company.teams[name]
    company.teams[name] = Team(name, team.parent, team.first_month, shift_month(month, -1))
