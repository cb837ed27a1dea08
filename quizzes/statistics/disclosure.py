"""What of a quiz’s statistics may be published so that nobody’s answer is known. See decision 20.

The reader is an opponent: an author who works with c - 1 colleagues. These c people know their own answers,
who answered, who was asked what, everything ever published, and this program.

Why nobody is fixed. People are read in batches: each person in one batch, once. From each batch some are drawn by
lot and left out for good; nobody is told who. What is published of a batch is a function of the answers of those
kept, without names or order. Take anybody outside the coalition, and any answers that they might have given.
More people are left out than the coalition has, so one person left out is outside it as well. Either that
is the person taken: nothing depends on their answers. Or let the two change places: the person taken was left out,
and the other one kept, with the answers that the person taken was believed to have given. What is published is the
same, so these answers too fit it. That holds for means and correlations as for counts, and for many batches as for
one, since no one is in two.

A batch is made of people who were asked the same items, so that any two can change places. Where each was asked
other questions, lots are drawn item by item, and no figure crosses items.

Why blocks, if lots suffice. They exclude certainty and leave likelihood: nine in ten are kept. So the ends of every
count are blocks, of `edge` values, and means are rounded too coarsely to give their sum back.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from quizzes.statistics.measures import Answers, Floats, ItemMeasures, measure_items, measure_test


LEAST_THRESHOLD = 9
LEAST_COALITION = 3
ONE_IN = 10  # people left out of a batch, beyond the least number
CORRELATION_STEP = 0.05
MEAN_STEPS = (0.01, 0.02, 0.05, 0.1)
SHAPE_STEP = 0.1
SCORE_END = 0.1  # the most that an end block of mean scores is wide

Range = tuple[float, float]  # a count of which so much is known; equal ends: it is known
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rule:
    """k: figures need that many people. c: people who put together what they know."""

    k: int = 10
    c: int = 3

    @classmethod
    def for_production(cls, k: int, c: int) -> Self:
        """The only door for settings: refuses a threshold under 9 and a coalition under 3."""
        if k < LEAST_THRESHOLD or c < LEAST_COALITION:
            raise ValueError(f"threshold {k} and coalition {c}: at least 9 and 3")
        return cls(k, c)

    @property
    def edge(self) -> int:
        """Values in an end block, and the fewest people left out."""
        return self.c + 2

    def left_out(self, people: int) -> int:
        return max(self.edge, math.ceil(people / ONE_IN))

    def is_enough(self, people: int) -> bool:
        return people - self.left_out(people) >= self.k

    @property
    def least(self) -> int:
        """The fewest people that make a batch."""
        return next(
            count for count in range(self.k, 3 * (self.k + self.edge)) if self.is_enough(count)
        )

    def kept(self, rows: Codes, chance: random.Random) -> Codes:
        """Return those of `rows` that are not left out, drawn by `chance`, which must not be repeatable."""
        count = len(rows) - self.left_out(len(rows))
        return np.array(sorted(chance.sample(rows.tolist(), count)), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Item:
    """`choices`: ids, the right ones first, then NO_ANSWER; () for a kind without choices."""

    key: str
    question: int
    version: int
    points: float
    guess: float | None = None
    choices: tuple[str, ...] = ()
    is_exclusive: bool = True


@dataclass(frozen=True, slots=True)
class Batch:
    """The answers of people read together. `picks`, by item: which of `sets` of choices each row chose."""

    items: Sequence[Item]
    fractions: Floats
    picks: Sequence[Codes | None]
    sets: Sequence[Sequence[frozenset[str]]]

    def rows(self, kept: Codes) -> "Batch":
        """Return those rows, in an order that their answers give: nothing of who they were is left in it."""
        fractions = self.fractions[kept]
        order = np.lexsort(fractions.T[::-1]) if fractions.size else np.arange(len(kept))
        picks = [None if codes is None else codes[kept][order] for codes in self.picks]
        return Batch(self.items, fractions[order], picks, self.sets)

    def item(self, index: int) -> "Batch":
        one = slice(index, index + 1)
        return Batch(self.items[one], self.fractions[:, one], self.picks[one], self.sets[one])


def publish_same(batch: Batch, rule: Rule, chance: random.Random) -> dict[str, Any]:
    """The figures of people who were all asked the same items."""
    kept = batch.rows(rule.kept(np.arange(len(batch.fractions)), chance))
    answers = Answers(kept.fractions, np.array([item.points for item in batch.items]))
    marks = answers.marks
    totals = marks.sum(axis=1)
    items = [
        published_item(kept.item(index), rule, measured=measured, rest=totals - marks[:, index])
        for index, measured in enumerate(measure_items(answers))
    ]
    return {"n": len(kept.fractions), "scores": _published_scores(answers, rule), "items": items}


def publish_drawn(batch: Batch, rule: Rule, chance: random.Random) -> dict[str, Any]:
    """The figures of people of whom each was asked other items: lots are drawn item by item."""
    items = []
    for index in range(len(batch.items)):
        rows = np.flatnonzero(~np.isnan(batch.fractions[:, index]))
        if rule.is_enough(len(rows)):
            kept = batch.item(index).rows(rule.kept(rows, chance))
            items.append(published_item(kept, rule))
    people = len(batch.fractions)
    return {"n": people - rule.left_out(people), "scores": None, "items": items}


def published_item(
    kept: Batch, rule: Rule, *, measured: ItemMeasures | None = None, rest: Floats | None = None
) -> dict[str, Any]:
    """Return the figures of one item, answered by all rows. Without `measured` and `rest`: none that crosses items."""
    [item], count = kept.items, len(kept.fractions)
    fractions = kept.fractions[:, 0]
    is_binary = bool(np.isin(fractions, (0.0, 1.0)).all())
    facility = total_range(fractions, is_binary=is_binary, edge=rule.edge)
    published: dict[str, Any] = {
        "key": item.key,
        "question": item.question,
        "version": item.version,
        "guess": item.guess,
        "n": count,
        "binary": is_binary,
        "facility": list(facility),
        "choices": _published_choices(kept, rule, np.ones(count, dtype=bool)),
    }
    if facility[0] == facility[1] and not is_binary:
        published["deviation"] = round_to_step(float(fractions.std(ddof=1)), CORRELATION_STEP)
    if measured is None or rest is None:
        return published
    published["intended"] = round_to_step(measured.intended_weight, 0.001)
    if facility[0] == facility[1]:  # else they would say more than the block does
        published |= {
            "effective": round_to_step(measured.effective_weight, 0.01),
            "discrimination": round_to_step(measured.discrimination, CORRELATION_STEP),
            "efficiency": round_to_step(measured.efficiency, CORRELATION_STEP),
        }
    strong = rest >= np.median(rest)
    published["strong_n"] = int(strong.sum())
    published["strong"] = _published_choices(kept, rule, strong)
    return published


def _published_choices(kept: Batch, rule: Rule, among: NDArray[np.bool_]) -> list[list[Any]]:
    """Return [id, at least, at most] for each choice, among some of the rows."""
    [item], [codes], [sets] = kept.items, kept.picks, kept.sets
    if codes is None:
        return []
    of_sets = np.bincount(codes[among], minlength=len(sets)).tolist()
    counts = [
        sum(number for number, chosen in zip(of_sets, sets, strict=True) if choice in chosen)
        for choice in item.choices
    ]
    total = int(among.sum())
    if item.is_exclusive:
        ranges = count_ranges(counts, total, rule.edge)
    else:
        ranges = [count_range(count, 0, total, rule.edge) for count in counts]
    return [[choice, *one] for choice, one in zip(item.choices, ranges, strict=True)]


def _published_scores(answers: Answers, rule: Rule) -> dict[str, Any]:
    count, items = answers.fractions.shape
    measured = measure_test(answers)
    step = mean_step(count * items)
    end = min(rule.edge / count, SCORE_END)
    published: dict[str, Any] = {"items": items}
    if not end <= measured.mean <= 1 - end:
        published["mean"] = [0, end] if measured.mean < end else [1 - end, 1]
        return published
    mean = round_share_to_step(measured.mean, step)
    return published | {
        "mean": [mean, mean],
        "median": round_to_step(measured.median, step),
        "deviation": round_to_step(measured.deviation, step),
        "skewness": round_to_step(measured.skewness, SHAPE_STEP),
        "kurtosis": round_to_step(measured.kurtosis, SHAPE_STEP),
        "alpha": round_to_step(measured.alpha, CORRELATION_STEP),
    }


def count_range(count: int, low: int, high: int, edge: int) -> tuple[int, int]:
    """Return what is shown of a count of low..high: itself, or the block at the end in which it lies."""
    floor, ceiling = low + edge - 1, high - edge + 1
    if floor >= ceiling:
        return low, high
    if count <= floor:
        return low, floor
    if count >= ceiling:
        return ceiling, high
    return count, count


def count_ranges(counts: Sequence[int], total: int, edge: int) -> list[tuple[int, int]]:
    """Counts that add up to `total`: each is shown within what those before it leave, the last follows."""
    low, high = total, total
    shown = []
    for count in counts[:-1]:
        least, most = count_range(count, 0, high, edge)
        shown.append((least, most))
        low, high = max(0, low - most), high - least
    return [*shown, (low, high)]


def total_range(fractions: Floats, *, is_binary: bool, edge: int) -> Range:
    """The sum of the shares that people earned at one item."""
    count, total = len(fractions), float(fractions.sum())
    if is_binary:
        return count_range(round(total), 0, count, edge)
    if total < edge:
        return 0, edge
    if total > count - edge:
        return count - edge, count
    share = round_share_to_step(total / count, mean_step(count))
    return share * count, share * count


def mean_step(sums: int) -> float:
    """The finest step of a mean that several sums round to, where `sums` whole sums are possible."""
    return next((step for step in MEAN_STEPS if step * sums >= 5), MEAN_STEPS[-1])


def round_share_to_step(share: float, step: float) -> float:
    """Never to nought or to the whole."""
    steps = min(max(round(share / step), 1), round(1 / step) - 1)
    return round(steps * step, 6)


def round_to_step(value: float | None, step: float) -> float | None:
    """Round, without the dust of floating point; None for what could not be computed."""
    return None if value is None else round(round(value / step) * step, 6)
