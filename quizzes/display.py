"""How a question and the answer given to it are laid out on a page. Pure: strings and values."""

from dataclasses import dataclass
from typing import Any

from quizzes.html import to_safe_html
from quizzes.kinds.base import Spec
from quizzes.marking import mark
from quizzes.values.marks import Line, Mark, Response


@dataclass(frozen=True, slots=True)
class AnswerReview:
    """An answer explained. `notes` is safe HTML: what the author says to it, then to everybody."""

    mark: Mark
    lines: tuple[Line, ...] = ()
    expected: tuple[str, ...] = ()  # answers that would have been right, as plain text
    notes: tuple[str, ...] = ()


def review_answer(spec: Spec, response: Response, view: dict[str, Any]) -> AnswerReview:
    """Return what a page shows once an answer was checked, in the order of the view shown before."""
    given = mark(spec, response)
    to_all = () if spec.has_notes_on_lines else given.feedback
    texts = [*(one.text for one in to_all), spec.general_feedback]
    notes = tuple(to_safe_html(text) for text in texts if text)
    return AnswerReview(given, spec.lines(response, view, given), spec.expected_texts(), notes)
