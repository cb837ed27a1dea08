from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from core.collation import fold_text
from quizzes.kinds.base import Spec
from quizzes.kinds.single_choice import one_choice
from quizzes.notation import gift, moodle, tables
from quizzes.notation.gift_tokens import BLANKS
from quizzes.problems import gettext_noop
from quizzes.values.fields import AnswerField, AuthorField, Input
from quizzes.values.marks import (
    FULL,
    NOTHING,
    UNANSWERED,
    Line,
    Mark,
    Read,
    Response,
    choice_response,
    mark_with_feedback,
)
from quizzes.values.texts import EMPTY, Rich, Stem


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(Spec):
    """`feedback_true` is for a learner who answered true, whether or not that is right."""

    kind = "true_false"
    icon = "check"
    is_all_or_nothing = True
    name = gettext_noop("true or false")
    word_labels = {
        "feedback_true": gettext_noop("What is said to “true”"),
        "feedback_false": gettext_noop("What is said to “false”"),
    }
    template = "quizzes/kinds/choices.html"
    words = {"true": gettext_noop("True"), "false": gettext_noop("False")}
    is_exclusive = True
    gift_form = "truth"
    moodle_type = "truefalse"
    moodle_fields = frozenset({"answer"})
    table_words = ("vrai ou faux", "true or false")
    author_fields = (
        AuthorField(
            name="answer",
            label=gettext_noop("The statement is"),
            input=Input.RADIO,
            options=(("true", gettext_noop("true")), ("false", gettext_noop("false"))),
            is_required=True,
            read=lambda word: word == "true",
            write=lambda answer: "true" if answer else "false",
        ),
        AuthorField(
            name="feedback_true", label=gettext_noop("What to say to whoever answers “true”")
        ),
        AuthorField(
            name="feedback_false", label=gettext_noop("What to say to whoever answers “false”")
        ),
    )

    answer: bool
    feedback_true: Rich = EMPTY
    feedback_false: Rich = EMPTY

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        return choice_response({"true", "false"}, raw)

    def earned(self, response: Response) -> Mark:
        if not response:
            return UNANSWERED
        said_true = response["choice"] == "true"
        fraction = Decimal(1) if said_true == self.answer else NOTHING
        feedback = self.feedback_true if said_true else self.feedback_false
        return mark_with_feedback(fraction, feedback, about=response["choice"])

    def reader(self, now: Self) -> Read | None:
        return dict

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        return tuple(
            Line("", response.get("choice") == word, (word == "true") == self.answer, word=word)
            for word in self.words
        )

    def in_words(self, response: Response) -> str:
        return str(response.get("choice", ""))

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        return {"choice": one_choice(view)}

    @classmethod
    def raw_response(cls, data: Any) -> dict[str, Any]:
        return {"choice": data.get("choice")}

    @classmethod
    def from_gift(cls, text: str, offset: int, stem: Stem) -> Self:
        """Read {TRUE#for a wrong answer#for a right one}."""
        head, *feedbacks = text.strip(BLANKS).split("#", 2)
        answer = gift.TRUE_FALSE[head.strip(BLANKS)]
        wrong, right = [
            gift.read_rich(feedback, stem["text"].format) for feedback in [*feedbacks, "", ""][:2]
        ]
        return cls(
            **stem,
            answer=answer,
            feedback_true=right if answer else wrong,
            feedback_false=wrong if answer else right,
        )

    def to_gift(self) -> str:
        right, wrong = self.feedback_true, self.feedback_false
        if not self.answer:
            right, wrong = wrong, right
        default = self.text.format
        feedback = f"#{gift.write_rich(wrong, default)}" if wrong or right else ""
        general = gift.write_general_feedback(self.text, self.general_feedback)
        return f"{{{str(self.answer).upper()}{feedback}{gift.write_feedback(right, default)}{general}}}"

    @classmethod
    def from_moodle(cls, element: "moodle.Element", stem: Stem) -> Self:
        feedback, right = {"true": EMPTY, "false": EMPTY}, "false"
        for answer in element.all("answer"):
            word = answer.said().lower()
            if word not in feedback:
                raise moodle.MoodleError("answer_neither", answer.line, text=word[: moodle.EXCERPT])
            feedback[word] = moodle.read_feedback(answer)
            if moodle.read_fraction(answer) == FULL:
                right = word
        return cls(
            **stem,
            answer=right == "true",
            feedback_true=feedback["true"],
            feedback_false=feedback["false"],
        )

    def to_moodle(self) -> list[str]:
        lines = []
        for word, feedback in (("true", self.feedback_true), ("false", self.feedback_false)):
            fraction = FULL if self.answer == (word == "true") else NOTHING
            lines.append(
                f'<answer fraction="{fraction:f}" format="moodle_auto_format">{moodle.write_text(word)}'
                f"{moodle.write_feedback(feedback)}</answer>"
            )
        return lines

    @classmethod
    def from_cells(cls, cells: tables.Cells, stem: Stem) -> Self:
        word = fold_text(cells.text("right"))
        if word not in tables.TRUE_WORDS | tables.FALSE_WORDS:
            raise tables.RowError("table_right", text=cells.text("right")[: tables.EXCERPT])
        return cls(
            **stem,
            answer=word in tables.TRUE_WORDS,
            feedback_true=cells.rich(cells.text("feedback_1")),
            feedback_false=cells.rich(cells.text("feedback_2")),
        )

    def to_cells(self, *, french: bool) -> dict[str, str]:
        words = ("vrai", "faux") if french else ("true", "false")
        return {
            "right": words[0 if self.answer else 1],
            **tables.number_cells("feedback", [self.feedback_true.text, self.feedback_false.text]),
        }

    def random_guess(self) -> float | None:
        return 0.5

    def right_choices(self) -> frozenset[str]:
        return frozenset({"true" if self.answer else "false"})

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Self:
        return cls(text=Rich(_("Is this sentence true?")), answer=True)
