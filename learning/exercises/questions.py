"""Answers a question of the bank, or one built like it, inside a lesson: no attempt, nothing stored."""

from dataclasses import replace
from html import escape
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from wagtail.rich_text import expand_db_html

from learning.exercises.base import SHOW, ExerciseAnswer, ExerciseFeedback
from quizzes.display import AnswerReview, review_answer
from quizzes.forms import AnswerForm
from quizzes.kinds.base import Spec
from quizzes.marking import clean_response
from quizzes.pages import build_question, localised_view
from quizzes.problems import MESSAGES
from quizzes.values.marks import State
from quizzes.values.texts import EMPTY, Rich, TextFormat


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


def rich_of(text: Any) -> Rich:
    """Return an editor’s rich text as the bank keeps it."""
    return Rich(expand_db_html(text.source), TextFormat.HTML) if text else EMPTY


def problems_in_words(spec: Spec, field: str) -> dict[str, str | Promise]:
    """Return what the bank finds wrong with a question, said at one field of its block."""
    messages = [gettext(MESSAGES[one.code]) % one.params for one in spec.validate()]
    return {field: " ".join(messages)} if messages else {}


def _with_notes(review: AnswerReview, notes: Any) -> AnswerReview:
    if not notes:
        return review
    lines = zip(review.lines, notes, strict=True)
    return replace(review, lines=tuple(replace(line, note=note) for line, note in lines))


def _feedback(review: AnswerReview) -> ExerciseFeedback:
    state = review.mark.state
    messages = {
        State.RIGHT: gettext("That is right."),
        State.PARTLY: gettext("Partly right: %(right)s of %(all)s.") % _right_lines(review),
        State.WRONG: gettext("To review."),
    }
    expected = review.expected if state is not State.RIGHT else ()
    said = [
        f"<p>{gettext('Expected answer:')} <strong>{escape(text)}</strong></p>" for text in expected
    ]
    message = messages.get(state, gettext("Here is the explanation."))
    return ExerciseFeedback(state, message, (*said, *review.notes))


def _right_lines(review: AnswerReview) -> dict[str, int]:
    """Return how many lines are right, and of how many: of those to choose among, the ones to be chosen."""
    wanted = [line for line in review.lines if line.expected or line.is_right]
    right = sum(line.is_right and line.is_chosen for line in wanted)
    return {"right": right, "all": len(wanted)}
