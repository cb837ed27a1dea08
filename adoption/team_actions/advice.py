"""Choose a team's next actions by a table of rules over what its reader's pages show. No Django.

Whoever knows this file learns nothing from a choice that they could not read on the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from adoption.foundation.rates import Measure, Rate, rate_of, sign_of_clear_change
from adoption.surveys.barriers import DIMENSIONS


MOST = 3  # suggestions on a page
COURSE = 3  # publications back, of which the use is compared with now


class Kind(StrEnum):
    """The values of TeamActionKind."""

    WORKSHOP = "workshop"
    AMBASSADOR = "ambassador"
    TALK = "talk"
    LESSON = "lesson"
    STORY = "story"
    CONVERSATION = "conversation"
    REMINDER = "reminder"
    EXAMPLE = "example"
    PATH = "path"


class Reason(StrEnum):
    LATE = "late"
    UNCOVERED = "uncovered"
    WORKSHOP_HERE = "workshop_here"
    FALL = "fall"
    USE = "use"
    HABIT = "habit"
    HIGH = "high"
    SAME_JOB = "same_job"
    RISE = "rise"
    NO_WORKSHOP = "no_workshop"
    TO_DO = "to_do"
    DESK = "desk"
    AWARENESS = "awareness"
    DESIRE = "desire"
    KNOWLEDGE = "knowledge"
    ABILITY = "ability"
    REINFORCEMENT = "reinforcement"
    FEAR = "job_fear"
    RELEASE = "release"
    WIDER_USE = "wider_use"
    WIDER_HABIT = "wider_habit"
    ANY = "any"


OF_THE_TEAM = frozenset(
    {
        *(Reason.LATE, Reason.UNCOVERED, Reason.WORKSHOP_HERE, Reason.FALL, Reason.USE),
        *(Reason.HABIT, Reason.HIGH, Reason.SAME_JOB, Reason.RISE, Reason.NO_WORKSHOP),
        *(Reason.TO_DO, Reason.DESK),
    }
)  # facts of the team itself, not of a wider group


@dataclass(frozen=True, slots=True)
class FunnelGap:
    """Step of the funnel that loses most people, and the share lost of those before it."""

    step: Reason
    lost: Rate


@dataclass(frozen=True, slots=True)
class AdviceFacts:
    """Input of the choice: published figures, and what is no figure of use.

    is_low, is_high: surely fewer than half, or half and more, are known to have used the portal. course: 1 or -1
    where that surely rose or fell. gap: of the population whose funnel the page shows.
    is_uncovered: told, and nobody of the team is an ambassador; where it is not told, False.
    has_late, has_to_do: of mandatory training, False for readers who do not follow it. has_workshop: one to come
    at the team's site; lacks_workshop: none there this quarter; neither where the team has no main site. has_desk:
    the desk of that site is shown to have helped people with the portal. has_release: a screen of the portal was
    lately noted as changed.
    barrier: of DIMENSIONS, the lowest of the organisation's barometer; "" where its figures leave it open.
    resting: kinds that the team did less than three months ago, as far as the reader sees what it did.
    """

    is_low: bool = False
    is_high: bool = False
    course: int = 0
    gap: FunnelGap | None = None
    is_own_gap: bool = False
    is_uncovered: bool = False
    has_late: bool = False
    has_to_do: bool = False
    has_workshop: bool = False
    lacks_workshop: bool = False
    has_practice: bool = False
    has_desk: bool = False
    has_release: bool = False
    barrier: str = ""
    resting: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: Kind
    reason: Reason


_OF_GAPS = {Reason.USE: Kind.WORKSHOP, Reason.HABIT: Kind.AMBASSADOR}
_WIDER = {Reason.USE: Reason.WIDER_USE, Reason.HABIT: Reason.WIDER_HABIT}
_OF_BARRIERS = {
    Reason.AWARENESS: Kind.STORY,
    Reason.DESIRE: Kind.CONVERSATION,
    Reason.KNOWLEDGE: Kind.LESSON,
    Reason.ABILITY: Kind.WORKSHOP,
    Reason.REINFORCEMENT: Kind.REMINDER,
    Reason.FEAR: Kind.TALK,
}
_FOR_ANY = (Kind.LESSON, Kind.EXAMPLE, Kind.AMBASSADOR)


def suggestions(facts: AdviceFacts) -> tuple[Suggestion, ...]:
    """Return at most three suggestions of as many kinds: what the team's own facts support, then what helps any team."""
    found: dict[Kind, Reason] = {}
    for kind, reason in _ranked(facts):
        if kind not in facts.resting:
            found.setdefault(kind, reason)
    return tuple(Suggestion(kind, reason) for kind, reason in found.items())[:MOST]


def _ranked(facts: AdviceFacts) -> Iterator[tuple[Kind, Reason]]:
    """Yield the rules that hold, the strongest fact first.

    A practice comes before a workshop, because it waits for nobody; telling others after what the team has to do.
    """
    gap = facts.gap.step if facts.gap else None
    rules = (
        (facts.has_late, Kind.REMINDER, Reason.LATE),
        (facts.is_uncovered and not facts.is_high, Kind.AMBASSADOR, Reason.UNCOVERED),
        (facts.has_workshop, Kind.WORKSHOP, Reason.WORKSHOP_HERE),
        (facts.course < 0, Kind.CONVERSATION, Reason.FALL),
        (facts.is_own_gap and gap == Reason.USE, Kind.WORKSHOP, Reason.USE),
        (facts.is_own_gap and gap == Reason.HABIT, Kind.AMBASSADOR, Reason.HABIT),
        (facts.has_practice, Kind.STORY, Reason.SAME_JOB),
        (facts.has_to_do, Kind.REMINDER, Reason.TO_DO),
        (facts.course > 0, Kind.STORY, Reason.RISE),
        (facts.lacks_workshop and facts.is_low, Kind.WORKSHOP, Reason.NO_WORKSHOP),
        (facts.has_desk and facts.is_low, Kind.LESSON, Reason.DESK),
        (facts.is_high, Kind.STORY, Reason.HIGH),
        (facts.lacks_workshop, Kind.WORKSHOP, Reason.NO_WORKSHOP),
        (facts.is_uncovered, Kind.AMBASSADOR, Reason.UNCOVERED),
    )
    yield from ((kind, reason) for holds, kind, reason in rules if holds)
    if facts.barrier:
        barrier = Reason(facts.barrier)
        yield _OF_BARRIERS[barrier], barrier
    if facts.has_release:
        yield Kind.LESSON, Reason.RELEASE
    if gap is not None and not facts.is_own_gap:
        yield _OF_GAPS[gap], _WIDER[gap]
    for kind in _FOR_ANY:
        yield kind, Reason.ANY


def is_surely_low(used: Measure) -> bool:
    """Whether surely fewer than half of the whole population are known to have used the portal."""
    return used.high is not None and 2 * used.high < used.population


def is_surely_high(used: Measure) -> bool:
    return used.low is not None and 2 * used.low >= used.population


def course_of(measures: Sequence[Measure]) -> int:
    """Return 1 or -1 where use surely rose or fell over three months and the last month did not go against it, else 0.

    `measures`: by month, the oldest first.
    """
    if len(measures) <= COURSE:
        return 0
    course, lately = (
        sign_of_clear_change(measures[-1 - back], measures[-1]) for back in (COURSE, 1)
    )
    return 0 if course == -lately else course


def largest_gap(chain: Sequence[Measure]) -> FunnelGap | None:
    """Find the largest gap. `chain`: account, used, habit. None where the figures leave more than 20 points everywhere,
    or where nobody stops.
    """
    gaps = []
    steps = (Reason.USE, Reason.HABIT)
    for step, before, after in zip(steps, chain[:-1], chain[1:], strict=True):
        kept = rate_of(after, before)
        if kept is not None and kept.is_narrow and kept.low < 100:
            gaps.append(FunnelGap(step, kept.rest))
    return max(gaps, key=lambda gap: gap.lost.low + gap.lost.high, default=None)


@dataclass(frozen=True, slots=True)
class AgreementBounds:
    """Bounds of the number who agree with a statement, and the least number who surely do not."""

    low: int
    high: int
    against: int

    @property
    def is_low(self) -> bool:
        """Whether surely more people did not agree than did."""
        return self.against > self.high


def lowest_dimension(agreements: Mapping[str, AgreementBounds]) -> str:
    """Dimension with which surely fewest agree; else, of those that are surely low, the lowest.

    "" where what was published leaves it open.
    """
    known = [dimension for dimension in DIMENSIONS if dimension in agreements]
    if not known:
        return ""
    first = min(
        known, key=lambda dimension: (agreements[dimension].high, agreements[dimension].low)
    )
    others = [agreements[dimension] for dimension in known if dimension != first]
    is_sure = bool(others) and all(agreements[first].high < other.low for other in others)
    return first if is_sure or agreements[first].is_low else ""
