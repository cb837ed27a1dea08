"""What questions that are answered in one’s own words or figures have in common."""

from typing import Any

from quizzes.html import escaped_html
from quizzes.kinds.base import Spec
from quizzes.problems import Problem, gettext_noop
from quizzes.typed_answers import Tolerance
from quizzes.values.fields import AnswerField, AuthorField, Input
from quizzes.values.marks import Line, Mark, Response


MAX_TYPOS = 3
TYPOS_MESSAGES = {
    "typos_out_of_range": gettext_noop(
        "%(count)d spelling slips are too many. Expected a number from 0 to %(limit)d."
    )
}
# What does not count in a text that is typed.
TOLERANCE_FIELDS = (
    AuthorField(name="match_case", label=gettext_noop("Capital letters matter"), input=Input.FLAG),
    AuthorField(
        name="ignore_accents", label=gettext_noop("Accents do not matter"), input=Input.FLAG
    ),
    AuthorField(
        name="typos",
        label=gettext_noop("Slips of a letter that are forgiven"),
        input=Input.SELECT,
        options=tuple((str(number), str(number)) for number in range(MAX_TYPOS + 1)),
        read=int,
        empty=0,
        help=gettext_noop(
            "A letter too many, missing, changed or swapped with its neighbour; never a figure. At "
            "most one for each three letters, and none in an answer with *."
        ),
    ),
)


def typos_problems(typos: int) -> list[Problem]:
    """Return what is wrong with the number of slips that a typed text forgives."""
    if 0 <= typos <= MAX_TYPOS:
        return []
    return [Problem("typos_out_of_range", {"count": typos, "limit": MAX_TYPOS})]


def tolerance_of(spec: Any) -> Tolerance:
    return Tolerance(
        match_case=spec.match_case, ignore_accents=spec.ignore_accents, typos=spec.typos
    )


def text_field(**more: Any) -> AnswerField:
    return AnswerField(missing=gettext_noop("Write an answer, or choose “I don't know”."), **more)


class Typed(Spec):
    """A question whose whole answer is a text."""

    __slots__ = ()
    is_typed = True

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        if not response:
            return ()
        html = escaped_html(response["text"])
        return (Line(html, is_chosen=True, is_right=given.fraction == 1),)

    def in_words(self, response: Response) -> str:
        return str(response.get("text", ""))

    @classmethod
    def raw_response(cls, data: Any) -> dict[str, Any]:
        return {"text": data.get("text")}
