"""What a result shows beside the answers: what a marker said, what a corrected key has changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from quizzes.display import review_answer
from quizzes.kinds.base import kinds_where
from quizzes.models import Attempt, AttemptItem, EssayMark, RemarkedItem
from quizzes.pages import ShownQuestion, build_question, item_question, localised_view, shuffle_seed
from quizzes.queries.question_resources import QuestionResources, question_resources
from quizzes.queries.translations import ShownSpec, shown_answers, shown_by_later_keys
from quizzes.rekeying import read_by_key
from quizzes.specs.codec import from_dict
from quizzes.values.grids import GridLine, grid_lines
from quizzes.values.marks import NOTHING, Mark, State


class ScoreChange(StrEnum):
    RAISED = "raised"
    LOWERED = "lowered"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class MarkerFeedback:
    """What a marker said of an open answer; it waits for one while `percent` is None."""

    percent: int | None = None
    lines: tuple[GridLine, ...] = ()
    comment: str = ""
    reason: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MarkRevision:
    made_at: datetime
    change: ScoreChange


def result_questions(attempt: Attempt, items: Sequence[Any]) -> list[ShownQuestion]:
    """Build each question of a submitted attempt, from `items_to_explain`, in a fixed number of queries."""
    is_explained = attempt.quiz.shows_answers
    around = question_resources(
        items,
        lessons_for=[i.version.question_id for i in items if is_explained and i.lesson_id],
    )
    marks, corrected = _marks_of(items), _corrections_of(items)
    here = shown_answers(items)
    now = shown_by_later_keys(
        (item, corrected[item.pk].run.version) for item in items if item.pk in corrected
    )
    return [
        _corrected(item, attempt, corrected[item.pk], around, here[item.pk], now[item.pk])
        if item.pk in corrected
        else _question(item, attempt, marks.get(item.pk), around, here[item.pk])
        for item in items
    ]


def _marks_of(items: Sequence[AttemptItem]) -> dict[int, EssayMark]:
    """The last mark of each open answer that has one."""
    open_kinds = kinds_where(is_open=True)
    answers = [item for item in items if item.version.spec["kind"] in open_kinds]
    if not answers:
        return {}
    marks = EssayMark.objects.filter(item__in=answers).order_by("number")
    return {one.item_id: one for one in marks}


def _corrections_of(items: Sequence[Any]) -> dict[int, RemarkedItem]:
    corrected = [item for item in items if item.is_corrected]
    if not corrected:
        return {}
    remarks = RemarkedItem.objects.filter(item__in=corrected).select_related("run__version")
    return {one.item_id: one for one in remarks.order_by("run_id")}


def _question(
    item: AttemptItem,
    attempt: Attempt,
    mark: EssayMark | None,
    around: QuestionResources,
    here: ShownSpec,
) -> ShownQuestion:
    shown, spec = item_question(item, attempt, around=around, here=here), here.spec
    if not (spec.is_open and spec.counts_points) or shown.review is None:
        return shown
    if item.fraction is None and spec.needs_marker(item.response):
        return replace(shown, marking=MarkerFeedback())
    given = Mark(item.fraction or NOTHING, _state(item))
    return replace(
        shown,
        is_marked=True,
        marking=MarkerFeedback(
            percent=int(mark.fraction * 100),
            lines=grid_lines(spec.grid, mark.grid),
            comment=mark.comment,
            reason=mark.reason,
            made_at=mark.made_at,
        )
        if mark
        else None,
        review=replace(shown.review, mark=given),
    )


def _state(item: AttemptItem) -> State:
    if not item.response:
        return State.UNANSWERED
    if item.fraction == 1:
        return State.RIGHT
    return State.PARTLY if item.fraction else State.WRONG


def _corrected(
    item: AttemptItem,
    attempt: Attempt,
    remark: RemarkedItem,
    around: QuestionResources,
    here: ShownSpec,
    now: ShownSpec,
) -> ShownQuestion:
    """Explained by the key that counts now: the earlier one was wrong."""
    read = read_by_key(from_dict(item.version.spec), from_dict(remark.run.version.spec))
    if read is None:
        return item_question(item, attempt, around=around, here=here)
    answer, view = (
        read.response(item.response),
        localised_view(now.spec, seed=shuffle_seed(item, attempt)),
    )
    return build_question(
        now.spec,
        view,
        answer,
        language=now.language,
        slot=item.slot,
        lesson=around.lessons.get(item.version.question_id),
        review=review_answer(now.spec, answer, view),
        correction=_change(remark),
    )


def _change(remark: RemarkedItem) -> MarkRevision | None:
    """Return None for who submitted later: they were never told the result by the earlier key."""
    if remark.before is None:
        return None
    change = ScoreChange.RAISED if remark.after > remark.before else ScoreChange.LOWERED
    return MarkRevision(
        remark.made_at, ScoreChange.KEPT if remark.after == remark.before else change
    )
