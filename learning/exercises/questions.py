"""Answers a question of the bank, or one built like it, inside a lesson: no attempt, nothing stored."""

from dataclasses import replace
from html import escape
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from learning.exercises.base import SHOW, ExerciseAnswer, ExerciseFeedback
from quizzes.display import AnswerReview, review_answer
from quizzes.forms import AnswerForm
from quizzes.kinds.base import Spec
from quizzes.marking import clean_response
from quizzes.pages import build_question, localised_view
from quizzes.values.marks import State


def answer_question(
    spec: Spec, data: QueryDict | None, *, prefix: str, language: str = "", notes: Any = ()
) -> ExerciseAnswer:
    """Return what a page shows of a question. `notes`: safe HTML for each line of its explanation."""
    view = localised_view(spec, seed=prefix)
    raw = type(spec).raw_response(data) if data is not None else {}
    response = clean_response(spec, raw)
    wrong_fields: list[str] = []
    feedback, review = None, None
    if data is not None and SHOW not in data:
        form = AnswerForm(data, view=view)
        if not form.is_valid():
            feedback = ExerciseFeedback(State.UNANSWERED, form.first_error())
            wrong_fields = [name for name in form.errors if name != "__all__"]
    if data is not None and feedback is None:
        review = _with_notes(review_answer(spec, response, view), notes)
        feedback = _feedback(review)
    question = build_question(spec, view, response, language=language, review=review)
    return ExerciseAnswer(
        {"question": question, "wrong_fields": wrong_fields},
        feedback,
        can_show=review is None,
        is_over=review is not None,
    )


def _with_notes(review: AnswerReview, notes: Any) -> AnswerReview:
    if not notes:
        return review
    lines = zip(review.lines, notes, strict=True)
    return replace(review, lines=tuple(replace(line, note=note) for line, note in lines))


def _feedback(review: AnswerReview) -> ExerciseFeedback:
    state = review.mark.state
    messages = {
        State.RIGHT: gettext("That is right."),
        State.PARTLY: gettext("Partly right."),
        State.WRONG: gettext("To review."),
    }
    expected = review.expected if state is not State.RIGHT else ()
    said = [
        f"<p>{gettext('Expected answer:')} <strong>{escape(text)}</strong></p>" for text in expected
    ]
    message = messages.get(state, gettext("Here is the explanation."))
    return ExerciseFeedback(state, message, (*said, *review.notes))
