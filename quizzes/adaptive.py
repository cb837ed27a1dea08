"""Where somebody stands, from a few questions of known difficulty. Pure.

Levels and difficulties share one scale, on which a step is a level of DigComp or of the CRCN. The model
is Rasch's: P(right) = 1 / (1 + exp(difficulty - level)). The estimate is the mean of the posterior over
GRID, its error the standard deviation (expected a posteriori, Bock and Mislevy 1982).
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


GRID = [step / 4 for step in range(36)]  # 0 to 8.75
START, SPREAD = 3.0, 2.0  # before any answer: mean and standard deviation
AREA_SPREAD = 1.0  # of an area around the level as a whole
GOOD_ENOUGH = 0.65  # error, in levels
FEWEST, MOST = 5, 20  # questions
# p (1 - p) of a question four levels away is 0.018: it would tell next to nothing.
TELLS_SOMETHING = 0.02
SAME = 0.02  # information by which two questions are as good as one another


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer worth `share` of the points, from 0 to 1. `area`: what it is about; "" for nothing said."""

    difficulty: float
    share: float
    area: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked. `key` is the caller's."""

    key: int
    difficulty: float
    area: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    level: float
    error: float
    answers: int


def probability_right(level: float, difficulty: float) -> float:
    """Return the probability that somebody of this level answers right."""
    return 1 / (1 + math.exp(difficulty - level))


def estimate_level(
    answers: Iterable[Answer], *, start: float = START, spread: float = SPREAD
) -> Estimate:
    """Estimate a level, which is always finite: without answers it is the prior."""
    given = list(answers)
    logs = [_log_weight(level, given, start, spread) for level in GRID]
    top = max(logs)
    weights = [math.exp(log - top) for log in logs]
    total = sum(weights)
    mean = sum(w * level for w, level in zip(weights, GRID, strict=True)) / total
    square = sum(w * (level - mean) ** 2 for w, level in zip(weights, GRID, strict=True)) / total
    return Estimate(mean, math.sqrt(square), len(given))


def _log_weight(level: float, answers: list[Answer], start: float, spread: float) -> float:
    log = -(((level - start) / spread) ** 2) / 2
    for answer in answers:
        right = probability_right(level, answer.difficulty)
        log += answer.share * math.log(right) + (1 - answer.share) * math.log(1 - right)
    return log


def estimates_by_area(answers: Iterable[Answer]) -> dict[str, Estimate]:
    """Estimate each area that was asked about from the level as a whole: few answers move it little."""
    given = list(answers)
    whole = estimate_level(given).level
    areas = sorted({answer.area for answer in given if answer.area})
    return {
        area: estimate_level(
            (answer for answer in given if answer.area == area), start=whole, spread=AREA_SPREAD
        )
        for area in areas
    }


def next_question(
    candidates: Sequence[Candidate], answers: Sequence[Answer], *, seed: str, most: int = MOST
) -> Candidate | None:
    """Return the question that tells most about the level, of the area asked about least where several do, drawn
    from the seed; None once enough is known."""
    now = estimate_level(answers)
    if len(answers) >= most or (len(answers) >= FEWEST and now.error <= GOOD_ENOUGH):
        return None
    information = {one: _information(now.level, one.difficulty) for one in candidates}
    best = max(information.values(), default=0)
    if best < TELLS_SOMETHING:
        return None
    asked_by_area = Counter(answer.area for answer in answers)
    near = [one for one in candidates if information[one] >= best - SAME]
    fewest = min(asked_by_area[one.area] for one in near)
    good = sorted(
        (one for one in near if asked_by_area[one.area] == fewest), key=lambda one: one.key
    )
    return random.Random(f"{seed}:{len(answers)}").choice(good)  # noqa: S311, not a secret


def _information(level: float, difficulty: float) -> float:
    right = probability_right(level, difficulty)
    return right * (1 - right)
