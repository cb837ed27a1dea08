from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from quizzes.kinds.base import Spec
from quizzes.problems import gettext_noop
from quizzes.values.marks import NOTHING, Mark, Response, State
from quizzes.values.texts import Rich


@dataclass(frozen=True, slots=True, kw_only=True)
class Information(Spec):
    """A text between questions: nothing to answer, no points."""

    kind = "information"
    name = gettext_noop("text to read")
    icon = "info-circle"
    is_answerable = False
    stands_alone = False
    template = "quizzes/kinds/information.html"
    gift_form = "text"
    moodle_type = "description"
    table_words = ("information", "information")

    def earned(self, response: Response) -> Mark:
        return Mark(NOTHING, State.NOT_ASKED)

    def to_gift(self) -> str:
        return ""

    def to_moodle(self) -> list[str]:
        return ["<defaultgrade>0</defaultgrade>"]

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Self:
        return cls(text=Rich(_("A text to read between two questions.")))
