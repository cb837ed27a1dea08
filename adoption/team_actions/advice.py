"""Choose a team's next actions from published numbers by a table of rules. No Django.

Whoever knows this file learns nothing from a choice that they could not read on the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from adoption.foundation.rates import Measure, Rate, rate_of
from adoption.surveys.barriers import DIMENSIONS


MOST = 3  # suggestions on a page


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


class Reason(StrEnum):
    ACCOUNT = "account"
    USE = "use"
    HABIT = "habit"
    UNCOVERED = "uncovered"
    AWARENESS = "awareness"
    DESIRE = "desire"
    KNOWLEDGE = "knowledge"
    ABILITY = "ability"
    REINFORCEMENT = "reinforcement"
    FEAR = "job_fear"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class FunnelGap:
    """Step of the funnel that loses most people, and the share lost of those before it."""

    step: Reason
    lost: Rate


@dataclass(frozen=True, slots=True)
class AdviceFacts:
    """Input of the choice: published figures, and the coverage by ambassadors.

    is_hidden: nothing of the team is shown. gap: of the population whose funnel the page shows.
    is_uncovered: told, and nobody is an ambassador; where it is not told, False. barrier: of DIMENSIONS,
    the lowest of the organisation's barometer; "" where its figures leave it open.
    """

    is_hidden: bool = False
    gap: FunnelGap | None = None
    is_uncovered: bool = False
    barrier: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: Kind
    reason: Reason


_OF_GAPS = {
    Reason.ACCOUNT: Kind.WORKSHOP,
    Reason.USE: Kind.WORKSHOP,
    Reason.HABIT: Kind.AMBASSADOR,
}
_OF_BARRIERS = {
    Reason.AWARENESS: Kind.STORY,
    Reason.DESIRE: Kind.CONVERSATION,
    Reason.KNOWLEDGE: Kind.LESSON,
    Reason.ABILITY: Kind.WORKSHOP,
    Reason.REINFORCEMENT: Kind.REMINDER,
    Reason.FEAR: Kind.TALK,
}
_FOR_ANY = (Kind.AMBASSADOR, Kind.LESSON, Kind.EXAMPLE)


def suggestions(facts: AdviceFacts) -> tuple[Suggestion, ...]:
    """Return three suggestions of three kinds: first what the figures support, then what helps any team."""
    found: dict[Kind, Reason] = {}
    if not facts.is_hidden:
        if facts.gap is not None:
            found[_OF_GAPS[facts.gap.step]] = facts.gap.step
        if facts.barrier:
            barrier = Reason(facts.barrier)
            found.setdefault(_OF_BARRIERS[barrier], barrier)
        if facts.is_uncovered:
            found.setdefault(Kind.AMBASSADOR, Reason.UNCOVERED)
    for kind in _FOR_ANY:
        found.setdefault(kind, Reason.ANY)
    return tuple(Suggestion(kind, reason) for kind, reason in found.items())[:MOST]


def largest_gap(chain: Sequence[Measure]) -> FunnelGap | None:
    """Find the largest gap. `chain`: known, account, used, habit. None where the figures leave more than 20 points everywhere,
    or where nobody stops.
    """
    gaps = []
    steps = (Reason.ACCOUNT, Reason.USE, Reason.HABIT)
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
