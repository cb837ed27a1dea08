"""What came out of attempts: which of several counts, what a result page says. Never writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from cms.languages import reading_language
from people.models import Person
from quizzes.enums import Grading
from quizzes.models import Attempt, Quiz, QuizBand, SharedResult
from quizzes.policies import attempts_visible_to, results_shared_with


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
    """Return the row that counts; of two equal bests the earlier."""
    if grading == Grading.FIRST:
        return rows[0]
    if grading == Grading.LAST:
        return rows[-1]
    return max(rows, key=lambda row: row["percent"])


def band_of(quiz: Quiz, percent: Decimal) -> QuizBand | None:
    """Return what the author says to a score: the text of the highest share reached."""
    reached = QuizBand.objects.filter(quiz=quiz, from_percent__lte=percent)
    return reached.select_related("lesson").order_by("-from_percent").first()


def attempts_of(person: Person, quiz: Quiz | None = None) -> list[Attempt]:
    """Return the submitted attempts, of this quiz or of all, in the order in which they began."""
    own = attempts_visible_to(person).submitted().select_related("quiz")
    return list((own if quiz is None else own.filter(quiz=quiz)).order_by("started_at", "pk"))


def outcome_for(quiz: Quiz, attempts: Iterable[Attempt]) -> Outcome | None:
    """Return what counts of these attempts of a quiz, in the order in which they began."""
    columns = ("uuid", "percent", "pass_percent", "submitted_at")
    rows = [{name: getattr(one, name) for name in columns} for one in attempts if one.is_marked]
    return outcome_of(quiz.grading, rows)


@dataclass(frozen=True, slots=True)
class QuizResults:
    """The attempts of one quiz, the last first, and what counts of them."""

    quiz: Quiz
    attempts: list[Attempt]
    outcome: Outcome | None


def results_of(person: Person) -> list[QuizResults]:
    """All results of a person by quiz, the quiz taken last first. One query."""
    attempts_by_quiz: dict[int, list[Attempt]] = {}
    for attempt in attempts_of(person):
        attempts_by_quiz.setdefault(attempt.quiz_id, []).append(attempt)
    results = [
        QuizResults(own[0].quiz, own[::-1], outcome_for(own[0].quiz, own))
        for own in attempts_by_quiz.values()
    ]
    return sorted(
        results,
        key=lambda one: one.attempts[0].submitted_at or one.attempts[0].started_at,
        reverse=True,
    )


def standing_shares(attempt: Attempt) -> list[SharedResult]:
    """Return to whom this result was sent, and is still."""
    standing = SharedResult.objects.standing().filter(attempt=attempt)
    return list(standing.select_related("recipient").order_by("shared_at", "pk"))


def received_by(person: Person, *, on: date) -> QuerySet[SharedResult]:
    """Return what a page of results received shows, the last first."""
    return (
        results_shared_with(person, on=on)
        .select_related("attempt__quiz", "attempt__learner")
        .order_by("-shared_at", "-pk")
    )


def quiz_title_expression() -> Any:
    """What the quiz of a row is called for the reader, where a query gives titles and no quizzes."""
    if reading_language() != "en":
        return F("quiz__title")
    return Coalesce(NullIf(F("quiz__title_en"), Value("")), F("quiz__title"))
