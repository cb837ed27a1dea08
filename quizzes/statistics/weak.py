"""Questions that an author should read again, found in published figures alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from quizzes.statistics.pooling import ENOUGH, ChoiceShare, ItemReading
from quizzes.statistics.questions import NO_ANSWER


LEAST_EFFICIENCY = 0.15
EASIEST, HARDEST = 0.95, 0.20
HARDLY_ANYBODY = 0.05


class Weakness(StrEnum):
    INEFFICIENT = "inefficient"
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    UNUSED_CHOICE = "unused_choice"
    LURE = "lure"


@dataclass(frozen=True, slots=True)
class Finding:
    """`choice`: id of the choice that it is about, or ""."""

    weakness: Weakness
    choice: str = ""


def weaknesses(item: ItemReading, right: frozenset[str]) -> list[Finding]:
    """Return nothing before ENOUGH people answered: chance would find weaknesses everywhere."""
    if item.n < ENOUGH:
        return []
    findings = []
    if item.facility.middle > EASIEST:
        findings.append(Finding(Weakness.TOO_EASY))
    if item.facility.middle < HARDEST:
        findings.append(Finding(Weakness.TOO_HARD))
    if item.efficiency is not None and item.efficiency < LEAST_EFFICIENCY:
        findings.append(Finding(Weakness.INEFFICIENT))
    wrong = [one for one in item.picks if one.choice not in right | {NO_ANSWER}]
    findings += [
        Finding(Weakness.LURE, one.choice) for one in misleading_choices(item.picks, wrong, right)
    ]
    findings += [
        Finding(Weakness.UNUSED_CHOICE, one.choice)
        for one in wrong
        if not one.share.low and one.share.middle <= HARDLY_ANYBODY
    ]
    return findings


def misleading_choices(
    picks: Iterable[ChoiceShare], wrong: Iterable[ChoiceShare], right: frozenset[str]
) -> list[ChoiceShare]:
    """Wrong choices that more of the stronger half chose than any right one, for certain."""
    best = [one.strong.high for one in picks if one.choice in right and one.strong]
    if not best:
        return []
    return [one for one in wrong if one.strong and one.strong.low > max(best)]
