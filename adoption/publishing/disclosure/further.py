"""The rule for figures of the whole organisation beside the chain: linked accounts, what they did.

The reader is that of adoption.publishing.disclosure.protection, and the invariant is the same: ANY values of ANY c + 1
people fit what is published. A value is now a life: a level of the chain in each month; whether the
account is linked; and what its days say of each quarter. docs/decisions/0035 has the argument at length.

Each count lies within others that are published. It is cut into cells:

    0..floor      one value each      room and more

and hidden where room <= floor. With s = c + 1, write l for the least number of a published cell (0 for
the lowest, or one that is hidden). Fix any lives of c + 1 people F. A world that fits is made from
the chain's (adoption.publishing.disclosure.chain), by giving the other people what is wanted: of each count, as many of them
as F leaves of its l, that is max(0, l - F's own). Then each count is max(l, F's own): that is in its
cell, for F's own is s at most, and so is every floor at least.

What must be shown is that enough people are there: that is what `room` says.

    linked and used       of the users U' of the world         |U| - 4s
    linked, not used      of the other holders, A' less U'     |A| - |U| - 4s
    a count within one    whose people may all have it         l of the whole - s
    the rest of a whole   beside parts already given           l of the whole - l of the parts - s

U and A are the month's witness (adoption.publishing.disclosure.history). In the world for F, U and A have at most s people more or
fewer, whoever they are, and F itself is s: hence 4s is enough, and 8s of those with the habit, less s for
each crossing but one.

Why nothing but the month's own U and A binds what the days say. They come from the links and rows at
hand when the quarter's last month is published. A link may have come in after the months before were
published, under an earlier day (import_links --as-of), its rows may have been there without it, and
whoever undoes a link may make another. So who used the portal in an earlier month, by what was
published of that month, binds no link; and neither does another quarter. Only who is linked and used the
portal in the last month is a user of that month.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adoption.publishing.disclosure.history import ChainFigures, Witness, crossings
from adoption.publishing.disclosure.protection import (
    HIDDEN,
    LEAST_POPULATION,
    Figure,
    Kind,
    Parameters,
    PopulationId,
    readable_ranges,
)
from adoption.publishing.disclosure.quarterly_activity import (
    DELAYS,
    ExpectedFrequency,
    QuarterlyActivity,
    Service,
)
from adoption.publishing.disclosure.staff import Staff


CHANGED = 4  # times c + 1: people by whom the world for c + 1 people may be short of the witness
HABITS_CHANGED = 8  # the same of those with the habit, among the changed users

# What is counted. Each is a number of people of the whole organisation.
USED, UNUSED = "linked_used", "linked_unused"  # linked; used it in the month or not
IDLE, ACTIVE = "idle", "active"  # days known; used it in the 90 days or not
NEVER, STOPPED, NEW_STOPPED = "never", "stopped", "new_stopped"  # of the idle
BEGAN, FIRST_STEPS, KEPT, NEW_KEPT = "began", "first_steps", "kept", "new_kept"  # of the active
ADVANCED, SERVICE, RHYTHM = "advanced", "service", "rhythm"  # of the active
# Of those whose first use was two or three quarters before, by how many: used it in the 90 days or not.
COHORT_KEPT, COHORT_GONE = "cohort_kept", "cohort_gone"
COHORTS = (2, 3)
WITHIN, SLOW = "within", "slow"  # of those who linked in the 90 days before: by days, or not in 90

Key = tuple[str, str]  # what is counted, and which service or how many days; else ""


@dataclass(frozen=True, slots=True)
class MonthBounds:
    """Bounds from the month's chain: people of its witness, and the greatest counts known to readers."""

    population: int
    holders: int
    users: int
    habits: int
    most_holders: int
    most_users: int


def month_bounds(
    staff: Staff, figures: ChainFigures, witness: Witness, parameters: Parameters
) -> MonthBounds:
    """Derive the room from the month's published figures and their witness."""
    tree = staff.tree
    nobody = dict.fromkeys(tree.direct, 0)
    lost = crossings(staff, parameters.least_with_detail)[tree.root.id] - 1

    def most(figures: Mapping[PopulationId, Figure]) -> int:
        return readable_ranges(tree, figures, nobody, tree.direct)[tree.root.id][1]

    ranges = readable_ranges(tree, figures.habit, nobody, witness.users)
    return MonthBounds(
        population=tree.root.size,
        holders=sum(witness.holders.values()),
        users=sum(witness.users.values()),
        habits=ranges[tree.root.id][0] - lost * (parameters.edge - 1),
        most_holders=most(figures.account),
        most_users=min(most(figures.used), most(figures.account)),
    )


def count_quarter(activities: Iterable[QuarterlyActivity]) -> dict[Key, int]:
    """Count the people of each figure of a quarter among those whose days are known."""
    counts: Counter[Key] = Counter()
    for activity in activities:
        counts.update((code, "") for code in _what_holds(activity))
        counts.update((SERVICE, slug) for slug in activity.services)
        if activity.cohort in COHORTS:
            counts[COHORT_KEPT if activity.used else COHORT_GONE, str(activity.cohort)] += 1
        if activity.linked_before:
            if activity.delay is None:
                counts[SLOW, ""] += 1
            counts.update(
                (WITHIN, str(days))
                for days in DELAYS
                if activity.delay is not None and activity.delay <= days
            )
    return dict(counts)


def _what_holds(each: QuarterlyActivity) -> list[str]:
    if each.used:
        held = {
            ACTIVE: True,
            BEGAN: each.began,
            FIRST_STEPS: each.first_steps,
            KEPT: each.before,
            NEW_KEPT: each.is_new,
            ADVANCED: each.advanced,
            RHYTHM: each.on_rhythm,
        }
    else:
        held = {
            IDLE: True,
            NEVER: not each.ever,
            STOPPED: each.before,
            NEW_STOPPED: each.is_new,
        }
    return [code for code, holds in held.items() if holds]


def protect_month(
    counts: Mapping[Key, int],
    room: MonthBounds,
    parameters: Parameters,
    *,
    least: int = LEAST_POPULATION,
) -> dict[Key, Figure]:
    """Protect the linked accounts of a month: users and non-users of the portal in it."""
    return _month(counts, room, parameters, least).figures


def protect_quarter(
    counts: Mapping[Key, int],
    room: MonthBounds,
    services: Sequence[Service],
    parameters: Parameters,
    *,
    least: int = LEAST_POPULATION,
    cohorts: Sequence[int] = (),
) -> dict[Key, Figure]:
    """Protect the linked accounts of the quarter's last month, and all counts of the quarter within them.

    services: of the portal, in the order of its catalogue. cohorts: of COHORTS, those before which the
    portal was followed already; else whoever is in none of the later ones would have to be in it.
    """
    page = _month(counts, room, parameters, least)
    _idle_and_active(page)
    page.whole(NEVER, of=IDLE)
    page.whole(STOPPED, of=IDLE, beside=NEVER)
    page.whole(NEW_STOPPED, of=STOPPED)
    # Whoever began is chosen among the users of the last month: see _rhythm.
    page.cut((BEGAN, ""), min(page.low(ACTIVE), page.low(USED)) - page.s, page.high(ACTIVE))
    page.whole(FIRST_STEPS, of=BEGAN)
    page.whole(KEPT, of=ACTIVE, beside=BEGAN)
    page.whole(NEW_KEPT, of=KEPT)
    _cohorts(page, cohorts)
    _services(page, services)
    _rhythm(page, room, services)
    _delays(page)
    return page.figures


class _Page:
    """Figures in the order in which they are cut, which is part of the rule."""

    def __init__(self, counts: Mapping[Key, int], s: int, room: MonthBounds, least: int) -> None:
        self.counts = counts
        self.s = s
        self._is_large = room.population >= least
        self._holders = room.most_holders
        self.figures: dict[Key, Figure] = {}
        self._most: dict[Key, int] = {}

    def cut(self, key: Key, room: int, most: int, floor: int | None = None) -> None:
        """Cut one figure. most: the greatest count that readers know without it."""
        bottom = self.s if floor is None else floor
        figure, most = HIDDEN, min(most, self._holders)
        if self._is_large and room > bottom:
            figure = _cell(self.counts.get(key, 0), bottom, room, most)
        self.figures[key] = figure
        self._most[key] = most if figure.high is None else figure.high

    def whole(self, code: str, *, of: str, beside: str | None = None) -> None:
        """Cut `code` within the count `of`, and beside one that is already cut."""
        taken = self.low(beside) if beside else 0
        self.cut((code, ""), self.low(of) - taken - self.s, self.high(of))

    def low(self, code: str, part: str = "") -> int:
        figure = self.figures.get((code, part), HIDDEN)
        return figure.low or 0

    def high(self, code: str, part: str = "") -> int:
        return self._most[code, part]


def _cell(count: int, floor: int, room: int, most: int) -> Figure:
    if count <= floor:
        return Figure(Kind.BLOCK, 0, floor)
    if count < room or room == most:
        return Figure(Kind.EXACT, count, count)
    return Figure(Kind.BLOCK, room, most)


def _month(
    counts: Mapping[Key, int], room: MonthBounds, parameters: Parameters, least: int
) -> _Page:
    s = parameters.edge - 1
    page = _Page(counts, s, room, least)
    page.cut((USED, ""), room.users - CHANGED * s, room.most_users)
    page.cut((UNUSED, ""), room.holders - room.users - CHANGED * s, room.most_holders)
    return page


def _idle_and_active(page: _Page) -> None:
    """Split linked people: users of the month are active; of the others, some are idle, some active."""
    page.whole(IDLE, of=UNUSED)
    linked = page.low(USED) + page.low(UNUSED)
    most = page.high(USED) + page.high(UNUSED)
    page.cut((ACTIVE, ""), linked - page.low(IDLE) - page.s, most)


def _cohorts(page: _Page, cohorts: Sequence[int]) -> None:
    """Older cohorts: active or idle, beside people known to have begun later, or never.

    Who kept on and who came back, who stopped and who is dormant may have begun at any time before. So
    each cohort is given among those whom no later one has, as a part beside parts: no two have anybody
    in common.
    """
    for code, whole, later in (
        (COHORT_KEPT, ACTIVE, (BEGAN, NEW_KEPT)),
        (COHORT_GONE, IDLE, (NEVER, NEW_STOPPED)),
    ):
        taken = sum(page.low(code) for code in later)
        for back in cohorts:
            key = (code, str(back))
            page.cut(key, page.low(whole) - taken - page.s, page.high(whole))
            taken += page.low(*key)


def _services(page: _Page, services: Sequence[Service]) -> None:
    """Advanced services within the advanced, the others within the active.

    Everybody active used one at least. So the first service of a tier is cut last: beside the people of
    it that F leaves, it must take those whom the others of its tier do not reach.
    """
    advanced = [service for service in services if service.is_advanced]
    essential = [service for service in services if not service.is_advanced]
    whole = ADVANCED if essential else ACTIVE
    if advanced and essential:
        page.whole(ADVANCED, of=ACTIVE)
    _tier(page, advanced, within=whole)
    _tier(page, essential, within=ACTIVE, beside=ADVANCED if advanced else None)


def _tier(
    page: _Page, services: Sequence[Service], *, within: str, beside: str | None = None
) -> None:
    """Cut the services of a tier. beside: people of whom nobody needs a service of this tier."""
    if not services:
        return
    last, *others = services
    if not others and beside is None:  # the one service of everybody within
        page.figures[SERVICE, last.slug] = page.figures[within, ""]
        return
    room, most = page.low(within) - page.s, page.high(within)
    for service in reversed(others):
        page.cut((SERVICE, service.slug), room, most)
    alone = sum(max(0, page.low(SERVICE, service.slug) - page.s) for service in others)
    left = max(0, page.low(within) - (page.low(beside) if beside else 0) - alone)
    page.cut((SERVICE, last.slug), room, most, floor=left + page.s)


def _rhythm(page: _Page, room: MonthBounds, services: Sequence[Service]) -> None:
    """Of the people beside F, who kept on and used the portal in the month is on rhythm or not, at will.

    Whoever began may have no choice: by a single service, used since, they are. Without a service
    that is expected every month or week nobody is off, and nothing is shown. With one expected every
    week, whoever is on rhythm may need the month's habit.
    """
    expected = {service.expected for service in services}
    if expected <= {ExpectedFrequency.YEARLY}:
        return
    may_be = min(page.low(BEGAN) + page.low(KEPT), page.low(USED)) - page.s
    if ExpectedFrequency.WEEKLY in expected:
        may_be = min(may_be, room.habits - HABITS_CHANGED * page.s)
    page.cut((RHYTHM, ""), may_be, page.high(ACTIVE), floor=page.low(BEGAN) + page.s)


def _delays(page: _Page) -> None:
    """Cut delays of first use, among people whose first use was in the 90 days before."""
    room = page.low(NEW_KEPT) + page.low(NEW_STOPPED)
    most = page.high(IDLE) + page.high(ACTIVE)
    for days in reversed(DELAYS):
        page.cut((WITHIN, str(days)), room - page.s, most)
        room, most = page.low(WITHIN, str(days)), page.high(WITHIN, str(days))
    page.cut((SLOW, ""), page.low(NEVER) - page.s, page.high(IDLE) + page.high(ACTIVE))
