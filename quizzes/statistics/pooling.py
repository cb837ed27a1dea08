"""Reads what was published: the batches of a quiz as one. Nothing here sees an answer.

Counts are added up as ranges. Correlations are averaged through Fisher’s z, means by their numbers of people.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizzes.statistics.intervals import Interval, feldt, fisher_z, mean_interval, wilson
from quizzes.statistics.measures import error_ratio


ENOUGH = 30  # attempts for a figure that compares people with one another
Published = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublishedShare:
    """Between `low` and `high` of n; the same where it is known."""

    low: float
    high: float
    n: int
    interval: Interval | None = None

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class ChoiceShare:
    """How many chose a choice; `strong`: of those who did better than half in the other questions."""

    choice: str
    share: PublishedShare
    strong: PublishedShare | None


@dataclass(frozen=True, slots=True)
class ItemReading:
    """None: too few attempts, or too nearly all alike to say. `compared`: people behind `discrimination`."""

    key: str
    question: int
    version: int
    n: int
    facility: PublishedShare
    deviation: float | None
    guess: float | None
    intended: float | None
    effective: float | None
    compared: int
    discrimination: float | None
    discrimination_interval: Interval | None
    efficiency: float | None
    picks: tuple[ChoiceShare, ...]


@dataclass(frozen=True, slots=True)
class ScoresReading:
    n: int
    items: int
    mean: PublishedShare
    median: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    alpha_interval: Interval | None

    @property
    def error_ratio(self) -> float | None:
        return None if self.alpha is None else error_ratio(self.alpha)

    @property
    def standard_error(self) -> float | None:
        ratio = self.error_ratio
        return None if ratio is None or self.deviation is None else ratio * self.deviation


@dataclass(frozen=True, slots=True)
class QuizReading:
    """`n`: people counted in all. Scores are of those who were asked the items of the newest batch."""

    n: int
    items: tuple[ItemReading, ...]
    scores: ScoresReading | None


def read_published(published: Sequence[Published]) -> QuizReading | None:
    """The batches of one quiz, the newest first; None before the first."""
    if not published:
        return None
    of_items: dict[str, list[Published]] = {}
    for one in published:
        for item in one["items"]:
            of_items.setdefault(item["key"], []).append(item)
    newest = next((one for one in published if one["scores"]), None)
    same = [one for one in published if newest and one["form"] == newest["form"]]
    return QuizReading(
        n=sum(one["n"] for one in published),
        items=tuple(read_published_item(batches) for batches in of_items.values()),
        scores=_read_scores(same) if same else None,
    )


def read_published_item(batches: Sequence[Published]) -> ItemReading:
    """One item, the newest batch first."""
    newest, count = batches[0], sum(one["n"] for one in batches)
    compared = [one for one in batches if one.get("discrimination") is not None]
    people = sum(one["n"] for one in compared)
    is_enough = people >= ENOUGH
    discrimination = _mean_correlation(compared, "discrimination") if is_enough else None
    deviation = _pooled_deviation(batches)
    return ItemReading(
        key=newest["key"],
        question=newest["question"],
        version=newest["version"],
        n=count,
        facility=_facility(batches, deviation),
        deviation=deviation,
        guess=newest["guess"],
        intended=newest.get("intended"),
        effective=_weighted(compared, lambda one: one.get("effective")) if is_enough else None,
        compared=people,
        discrimination=discrimination,
        discrimination_interval=None
        if discrimination is None
        else fisher_z(discrimination, people),
        efficiency=_weighted(compared, lambda one: one.get("efficiency")) if is_enough else None,
        picks=_picks(batches),
    )


def _facility(batches: Sequence[Published], deviation: float | None) -> PublishedShare:
    count = sum(one["n"] for one in batches)
    low, high = (sum(one["facility"][end] for one in batches) for end in (0, 1))
    interval: Interval | None = None
    if all(one["binary"] for one in batches):
        interval = wilson(low, high, count)
    elif deviation is not None and math.isclose(low, high):
        interval = mean_interval(low / count, deviation, count)
    return PublishedShare(low / count, high / count, count, interval)


def _pooled_deviation(batches: Sequence[Published]) -> float | None:
    """Derive it from the share of right and wrong answers; else from each batch’s. None in an end block."""
    if any(one["facility"][0] != one["facility"][1] for one in batches):
        return None
    count = sum(one["n"] for one in batches)
    if all(one["binary"] for one in batches):
        share = sum(one["facility"][0] for one in batches) / count
        return math.sqrt(share * (1 - share) * count / (count - 1))
    squares = [(one["n"], _batch_variance(one)) for one in batches]
    return math.sqrt(sum(number * square for number, square in squares) / count)


def _batch_variance(one: Published) -> float:
    if "deviation" in one:
        return float(one["deviation"]) ** 2
    share = float(one["facility"][0]) / one["n"]
    return share * (1 - share)


def _picks(batches: Sequence[Published]) -> tuple[ChoiceShare, ...]:
    everybody, count = _added(batches, "choices"), sum(one["n"] for one in batches)
    halves = [one for one in batches if "strong" in one]
    strong, strong_count = _added(halves, "strong"), sum(one["strong_n"] for one in halves)
    return tuple(
        ChoiceShare(
            choice,
            _counted(low, high, count),
            _counted(*strong[choice], strong_count) if choice in strong else None,
        )
        for choice, (low, high) in everybody.items()
    )


def _counted(low: int, high: int, count: int) -> PublishedShare:
    return PublishedShare(low / count, high / count, count, wilson(low, high, count))


def _added(batches: Iterable[Published], name: str) -> dict[str, tuple[int, int]]:
    added: dict[str, tuple[int, int]] = {}
    for one in batches:
        for choice, low, high in one[name]:
            least, most = added.get(choice, (0, 0))
            added[choice] = least + low, most + high
    return added


def _read_scores(batches: Sequence[Published]) -> ScoresReading:
    count, items = sum(one["n"] for one in batches), batches[0]["scores"]["items"]
    low, high = (
        sum(one["n"] * one["scores"]["mean"][end] for one in batches) / count for end in (0, 1)
    )
    deviation = _score(batches, "deviation", least=0)
    alpha = _score(batches, "alpha", least=ENOUGH)
    interval = None
    if deviation is not None and math.isclose(low, high):
        interval = mean_interval(low, deviation, count)
    return ScoresReading(
        n=count,
        items=items,
        mean=PublishedShare(low, high, count, interval),
        median=_score(batches, "median", least=0),
        deviation=deviation,
        skewness=_score(batches, "skewness", least=ENOUGH),
        kurtosis=_score(batches, "kurtosis", least=ENOUGH),
        alpha=alpha,
        alpha_interval=None if alpha is None else feldt(alpha, count, items),
    )


def _score(batches: Sequence[Published], name: str, *, least: int) -> float | None:
    known = [one for one in batches if one["scores"].get(name) is not None]
    if sum(one["n"] for one in known) < least:
        return None
    return _weighted(known, lambda one: one["scores"][name])


def _weighted(
    batches: Iterable[Published], value: Callable[[Published], float | None]
) -> float | None:
    """The mean, each batch by its number of people."""
    known = [(one["n"], figure) for one in batches if (figure := value(one)) is not None]
    people = sum(number for number, _ in known)
    return sum(number * figure for number, figure in known) / people if people else None


def _mean_correlation(batches: Sequence[Published], name: str) -> float | None:
    """Weighted by n - 3, as the variance of Fisher’s z asks. A rounded 1 counts as nearly so."""
    parts = [
        (one["n"] - 3, math.atanh(max(-0.975, min(0.975, float(one[name]))))) for one in batches
    ]
    weight = sum(part for part, _ in parts)
    return math.tanh(sum(part * z for part, z in parts) / weight) if weight else None
