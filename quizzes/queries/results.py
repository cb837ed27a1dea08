"""What came out of attempts: which of several counts, what a result page says. Never writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from quizzes.enums import Grading
from quizzes.models import Quiz, QuizBand


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What counts of several marked attempts. `attempt`: the one that decides, None for the mean of all."""

    percent: Decimal
    is_passed: bool
    at: datetime
    attempt: Any = None
    passed_at: datetime | None = None


def outcome_of(grading: str, rows: Sequence[dict[str, Any]]) -> Outcome | None:
    """`rows` of submitted and marked attempts, in the order in which they began, with `uuid`,
    `percent`, `pass_percent` and `submitted_at`. A mean is held against the last pass mark."""
    if not rows:
        return None
    if grading == Grading.MEAN:
        percent = sum((row["percent"] for row in rows), Decimal(0)) / len(rows)
        last = rows[-1]
        is_passed = percent >= last["pass_percent"]
        at = last["submitted_at"]
        return Outcome(
            percent=percent, is_passed=is_passed, at=at, passed_at=at if is_passed else None
        )
    row = _deciding(grading, rows)
    is_passed = row["percent"] >= row["pass_percent"]
    passed_at = row["submitted_at"] if is_passed else None
    if grading == Grading.BEST:
        passes = [one["submitted_at"] for one in rows if one["percent"] >= one["pass_percent"]]
        is_passed, passed_at = bool(passes), min(passes, default=None)
    return Outcome(
        percent=row["percent"],
        is_passed=is_passed,
        at=row["submitted_at"],
        attempt=row["uuid"],
        passed_at=passed_at,
    )


def _deciding(grading: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of two equal bests the earlier."""
    if grading == Grading.FIRST:
        return rows[0]
    if grading == Grading.LAST:
        return rows[-1]
    return max(rows, key=lambda row: row["percent"])


def band_of(quiz: Quiz, percent: Decimal) -> QuizBand | None:
    """What the author says to a score: the text of the highest share reached."""
    reached = QuizBand.objects.filter(quiz=quiz, from_percent__lte=percent)
    return reached.select_related("lesson").order_by("-from_percent").first()
