"""Defines what every kind of exercise offers the lesson that shows it. An answer is marked, never stored."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from wagtail import blocks

from cms.blocks.basic import struct_block_error
from cms.blocks.groups import QUESTIONS
from quizzes.values.marks import State


# Of texts inside an exercise: short, and below its own heading.
FEEDBACK_FEATURES = ["bold", "italic", "link"]
SHOW, AGAIN = "show", "again"  # the buttons that ask for the answer, and to begin again


@dataclass(frozen=True, slots=True)
class ExerciseFeedback:
    """Feedback to an answer as a whole. `notes`: safe HTML."""

    state: State
    message: str
    notes: tuple[str, ...] = ()

    @property
    def is_answer(self) -> bool:
        return self.state is not State.UNANSWERED


@dataclass(frozen=True, slots=True)
class ExerciseAnswer:
    """An exercise as a page shows it: the values of its template, and the feedback to the answer."""

    fields: dict[str, Any]
    feedback: ExerciseFeedback | None = None
    can_show: bool = False  # whether the reader may ask for what they did not find
    is_over: bool = False  # there is nothing left to answer, but to begin again

    @property
    def is_practice(self) -> bool:
        """Whether the reader answered something, right or not."""
        return self.feedback is not None and self.feedback.is_answer


class ExerciseBlock(blocks.StructBlock):
    """A block that is answered. Its value is a page's; an answer is the QueryDict of its form."""

    kind_icon = "pencil"
    has_own_buttons = False  # each choice is a button that sends it
    names_itself = False  # its heading is in its template, under the id “question”

    class Meta:
        group = QUESTIONS
        preview_template = "learning/exercises/preview.html"

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        prefix = "example-"
        return (parent_context or {}) | {
            "fields": self.answer(value, None, prefix=prefix).fields,
            "prefix": prefix,
            "page": {"language": get_language()},
            "exercise": {"url": ""},
        }

    def answer(self, value: Any, data: QueryDict | None, *, prefix: str) -> ExerciseAnswer:
        """Return what to show before an answer (None) and after. `prefix`: of the ids of its fields."""
        raise NotImplementedError(type(self).__name__)

    def problems(self, value: Any) -> dict[str, str | Promise]:
        """Return what an author must correct, by field, in a block whose fields are each in order."""
        return {}

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        problems = {} if self.is_deferred_validation else self.problems(value)
        if problems:
            raise struct_block_error(**problems)
        return value
