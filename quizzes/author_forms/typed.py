"""Questions that are answered in one’s own words or figures."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.author_forms.base import QuestionForm
from quizzes.author_rows import (
    Accepted,
    CriterionRow,
    NumberRow,
    TextRow,
    area,
)
from quizzes.author_units import UnitsField
from quizzes.specs import (
    FULL,
    MAX_TYPOS,
    NOTHING,
    Criterion,
    Kind,
    NumberAnswer,
    TextAnswer,
)


MOST_WORDS = 5000


class TypedTextForm(QuestionForm):
    """What does not count in a text that is typed."""

    match_case = forms.BooleanField(label=_("Capital letters matter"), required=False)
    ignore_accents = forms.BooleanField(label=_("Accents do not matter"), required=False)
    typos = forms.TypedChoiceField(
        label=_("Slips of a letter that are forgiven"),
        required=False,
        coerce=int,
        choices=[(number, str(number)) for number in range(MAX_TYPOS + 1)],
        help_text=_(
            "A letter too many, missing, changed or swapped with its neighbour; never a figure. At "
            "most one for each three letters, and none in an answer with *."
        ),
    )

    def initial_of(self, spec: Any) -> dict[str, Any]:
        kept = {name: getattr(spec, name) for name in ("match_case", "ignore_accents", "typos")}
        return super().initial_of(spec) | kept

    def parts(self) -> dict[str, Any]:
        return {
            "match_case": self.cleaned_data["match_case"],
            "ignore_accents": self.cleaned_data["ignore_accents"],
            "typos": self.cleaned_data["typos"] or 0,
        }


class ShortTextForm(TypedTextForm):
    kind = Kind.SHORT_TEXT
    row_class = TextRow

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [
            {"text": one.text, "fraction": one.fraction, "feedback": one.feedback.text}
            for one in spec.answers
        ]

    def parts(self) -> dict[str, Any]:
        answers = tuple(
            TextAnswer(
                text=row["text"],
                fraction=_worth(row),
                feedback=self.written(row["feedback"]),
            )
            for row in self.filled()
        )
        return super().parts() | {"answers": answers}


class NumericForm(QuestionForm):
    kind = Kind.NUMERIC
    row_class = NumberRow

    units = UnitsField()
    unit_required = forms.BooleanField(label=_("The unit has to be typed"), required=False)
    wrong_feedback = area(_("What to say to any other number"))

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return super().initial_of(spec) | {
            "units": spec.units,
            "unit_required": spec.unit_required,
            "wrong_feedback": spec.wrong_feedback.text,
        }

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [
            {
                "text": Accepted(one.value, one.tolerance, one.is_range),
                "tolerance": None if one.is_range else one.tolerance,
                "fraction": one.fraction,
                "feedback": one.feedback.text,
            }
            for one in spec.answers
        ]

    def parts(self) -> dict[str, Any]:
        answers = tuple(
            NumberAnswer(
                value=row["text"].value,
                tolerance=row["tolerance"] or row["text"].tolerance,
                is_range=row["text"].is_range,
                fraction=_worth(row),
                feedback=self.written(row["feedback"]),
            )
            for row in self.filled()
            if row["text"] is not None
        )
        return {
            "answers": answers,
            "wrong_feedback": self.rich("wrong_feedback"),
            "units": self.cleaned_data["units"],
            "unit_required": self.cleaned_data["unit_required"],
        }


def _worth(row: dict[str, Any]) -> Decimal:
    return FULL if row["fraction"] is None else row["fraction"]


def _words(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_WORDS,
        help_text=_("Empty: as many as one likes."),
    )


class EssayForm(QuestionForm):
    kind = Kind.ESSAY
    row_class = CriterionRow
    row_name = _("Criterion")

    is_marked = forms.BooleanField(
        label=_("Somebody marks the answers"),
        required=False,
        help_text=_("Otherwise the question counts no points, and learners are told."),
    )
    min_words = _words(_("At least this many words"))
    max_words = _words(_("At most this many words"))

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return super().initial_of(spec) | {
            "is_marked": spec.is_marked,
            "min_words": spec.min_words or None,
            "max_words": spec.max_words or None,
        }

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [
            {"title": one.title, "share": one.share, "help": one.help.text} for one in spec.criteria
        ]

    def parts(self) -> dict[str, Any]:
        return {
            "is_marked": self.cleaned_data["is_marked"],
            "min_words": self.cleaned_data["min_words"] or 0,
            "max_words": self.cleaned_data["max_words"] or 0,
            "criteria": tuple(
                Criterion(
                    title=row["title"],
                    share=row["share"] or NOTHING,
                    help=self.written(row["help"]),
                )
                for row in self.filled()
            ),
        }
