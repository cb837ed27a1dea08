"""Questions with choices, and pairs to match."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.author_forms.base import QuestionForm
from quizzes.author_media import WithPicture, row_of
from quizzes.author_rows import (
    ChoiceRow,
    PairRow,
    area,
)
from quizzes.display import short_number
from quizzes.specs import (
    FULL,
    NOTHING,
    Choice,
    Kind,
    Pair,
    numbered_pairs,
    with_ids,
)


class PicturedChoiceRow(ChoiceRow, WithPicture):
    field_order = ("text", "fraction", "feedback", "picture", "alternative", "is_decorative")


class SingleChoiceForm(QuestionForm):
    kind = Kind.SINGLE_CHOICE
    row_class = PicturedChoiceRow

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [
            {"text": one.text.text, "fraction": one.fraction, "feedback": one.feedback.text}
            | next((row_of(picture) for picture in one.media), {})
            for one in spec.choices
        ]

    def parts(self) -> dict[str, Any]:
        rows = self.filled()
        fractions = self.fractions([row["fraction"] or NOTHING for row in rows])
        return {
            "choices": with_ids(
                Choice(
                    text=self.written(row["text"]),
                    fraction=fraction,
                    feedback=self.written(row["feedback"]),
                    media=self.media_of_row(row),
                )
                for row, fraction in zip(rows, fractions, strict=True)
            )
        }

    def fractions(self, given: list[Decimal]) -> list[Decimal]:
        return given


class MultipleChoiceForm(SingleChoiceForm):
    kind = Kind.MULTIPLE_CHOICE

    all_or_nothing = forms.BooleanField(
        label=_("Right as a whole, or wrong"),
        required=False,
        help_text=_("Won only when exactly the right choices are ticked; learners are told."),
    )

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return super().initial_of(spec) | {"all_or_nothing": spec.all_or_nothing}

    def parts(self) -> dict[str, Any]:
        return super().parts() | {"all_or_nothing": self.cleaned_data["all_or_nothing"]}

    def fractions(self, given: list[Decimal]) -> list[Decimal]:
        """Where each right choice is said to be worth 100, they share the points."""
        right = [fraction for fraction in given if fraction > 0]
        if not right or set(right) != {FULL}:
            return given
        # As short as it is written, so that a form that is sent back unchanged changes nothing.
        share = Decimal(short_number((FULL / len(right)).quantize(Decimal("0.00001"))))
        return [share if fraction > 0 else fraction for fraction in given]


class TrueFalseForm(QuestionForm):
    kind = Kind.TRUE_FALSE

    answer = forms.ChoiceField(
        label=_("The statement is"),
        choices=[("true", _("true")), ("false", _("false"))],
        widget=forms.RadioSelect,
    )
    feedback_true = area(_("What to say to whoever answers “true”"))
    feedback_false = area(_("What to say to whoever answers “false”"))

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return super().initial_of(spec) | {
            "answer": "true" if spec.answer else "false",
            "feedback_true": spec.feedback_true.text,
            "feedback_false": spec.feedback_false.text,
        }

    def parts(self) -> dict[str, Any]:
        return {
            "answer": self.cleaned_data["answer"] == "true",
            "feedback_true": self.rich("feedback_true"),
            "feedback_false": self.rich("feedback_false"),
        }


class MatchingForm(QuestionForm):
    kind = Kind.MATCHING
    row_class = PairRow

    distractors = area(
        _("Partners of no line"), help_text=_("One a line: they make guessing harder.")
    )

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return super().initial_of(spec) | {"distractors": "\n".join(spec.distractors)}

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [{"text": pair.prompt.text, "answer": pair.answer} for pair in spec.pairs]

    def parts(self) -> dict[str, Any]:
        pairs = (
            Pair(prompt=self.written(row["text"]), answer=row["answer"]) for row in self.filled()
        )
        lines = self.cleaned_data["distractors"].splitlines()
        return {
            "pairs": numbered_pairs(pairs),
            "distractors": tuple(line.strip() for line in lines if line.strip()),
        }
