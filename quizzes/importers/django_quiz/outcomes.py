"""What a sitting becomes, and whether its score can be found again from its answers. Pure.

The score that counts is the one that the person had, `current_score`: nothing that was changed since
takes a point from anybody or gives one. Each answer is right or wrong as the package counted it (answered
and not in `incorrect_questions`), essays included, which it counts as wrong until a marker says otherwise.
Beside it everything is counted anew from the answers and today's keys; where the two differ, the
reason is named: the essay that a marker counted right, the question or answer that was deleted, the
key that was changed. Where its own lists do not add up to the score, that is said, and the score stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from quizzes.importers.django_quiz.questions import (
    ConvertedQuestion,
    convert_answer,
    deleted_question,
    question_as_marked,
)
from quizzes.importers.django_quiz.records import Sitting
from quizzes.kinds.base import Spec
from quizzes.marking import mark
from quizzes.values.marks import Response


class ReasonKind(StrEnum):
    ESSAY_COUNTED_RIGHT = "essay_counted_right"
    ESSAY_COUNTED_WRONG = "essay_counted_wrong"
    QUESTION_DELETED = "question_deleted"
    ANSWER_DELETED = "answer_deleted"
    KEY_CHANGED = "key_changed"
    NOT_ASKED_ANY_MORE = "not_asked_any_more"
    LISTS_DISAGREE = "lists_disagree"
    PASSED_BY_ROUNDING = "passed_by_rounding"


@dataclass(frozen=True, slots=True)
class Reason:
    """`points`: what it adds to the count from the answers to give the stored score."""

    why: ReasonKind
    points: int = 0
    question: int | None = None


@dataclass(frozen=True, slots=True)
class SittingItem:
    """A question of the sitting as its attempt keeps it. `fraction` None: still to be marked."""

    question: int
    asked: ConvertedQuestion
    spec: Spec
    response: Response
    fraction: Decimal | None


@dataclass(frozen=True, slots=True)
class SittingOutcome:
    sitting: Sitting
    items: tuple[SittingItem, ...]
    recount: int
    reasons: tuple[Reason, ...]
    pass_percent: int

    @property
    def points(self) -> Decimal:
        """The package shows no more than all points and no less than none."""
        return Decimal(min(max(self.sitting.current_score, 0), len(self.items)))

    @property
    def is_same(self) -> bool:
        return self.recount == self.sitting.current_score

    @property
    def is_explained(self) -> bool:
        added = sum(reason.points for reason in self.reasons)
        return self.recount + added == self.sitting.current_score


def sitting_outcome(
    sitting: Sitting, known: Mapping[int, ConvertedQuestion], *, pass_mark: int
) -> SittingOutcome:
    items: list[SittingItem] = []
    reasons: list[Reason] = []
    recount = counted_right = 0
    for pk in sitting.question_order:
        question = known.get(pk) or deleted_question(pk)
        answer = sitting.user_answers.get(pk)
        if answer is None:
            items += _unanswered(sitting, pk, question, reasons)
            continue
        right = pk not in sitting.incorrect_questions
        by_key = _is_right(question, convert_answer(question, answer))
        recount += by_key
        counted_right += right
        reasons += _reason(question, answer, pk, right=right, by_key=by_key)
        items.append(_answered(sitting, pk, question, answer, right=right))
    if counted_right != sitting.current_score:
        reasons.append(Reason(ReasonKind.LISTS_DISAGREE))
    reached = _pass_percent(sitting, pass_mark)
    if reached != pass_mark:
        reasons.append(Reason(ReasonKind.PASSED_BY_ROUNDING))
    return SittingOutcome(sitting, tuple(items), recount, tuple(reasons), reached)


def _is_right(asked: ConvertedQuestion, response: Response) -> bool:
    return not asked.spec.is_open and mark(asked.spec, response).fraction == 1


def _unanswered(
    sitting: Sitting, pk: int, asked: ConvertedQuestion, reasons: list[Reason]
) -> list[SittingItem]:
    """Return no item for a question that exists no longer; the package broke there."""
    if sitting.complete:
        return [SittingItem(pk, asked, asked.spec, {}, Decimal(0))]
    if asked.is_gone:
        reasons.append(Reason(ReasonKind.NOT_ASKED_ANY_MORE, question=pk))
        return []
    return [SittingItem(pk, asked, asked.spec, {}, None)]


def _answered(
    sitting: Sitting, pk: int, asked: ConvertedQuestion, said: str, *, right: bool
) -> SittingItem:
    response = convert_answer(asked, said)
    spec, fraction = asked.spec, Decimal(int(right))
    if spec.is_open:
        waits = not sitting.complete and not right and not asked.is_gone
        return SittingItem(pk, asked, spec, response, None if waits else fraction)
    if not response or _is_right(asked, response) != right:
        spec, response = question_as_marked(asked, said, right=right)
    return SittingItem(pk, asked, spec, response, fraction)


def _reason(
    asked: ConvertedQuestion, said: str, pk: int, *, right: bool, by_key: bool
) -> list[Reason]:
    points = right - by_key
    if asked.is_gone:
        return [Reason(ReasonKind.QUESTION_DELETED, points, pk)]
    if asked.spec.is_open:
        why = ReasonKind.ESSAY_COUNTED_RIGHT if right else ReasonKind.ESSAY_COUNTED_WRONG
        return [Reason(why, points, pk)]
    if not convert_answer(asked, said):
        return [Reason(ReasonKind.ANSWER_DELETED, points, pk)]
    return [Reason(ReasonKind.KEY_CHANGED, points, pk)] if points else []


def _pass_percent(sitting: Sitting, pass_mark: int) -> int:
    """Return the pass mark of the attempt: the quiz's, or what was reached where the package, which compares whole
    percents, rounded it up: whoever passed has passed."""
    total = len(sitting.question_order)
    score = min(max(sitting.current_score, 0), total)
    exact = Decimal(score * 100) / total
    if sitting.complete and round(exact) >= pass_mark > exact:
        return int(exact.to_integral_value(ROUND_FLOOR))
    return pass_mark
