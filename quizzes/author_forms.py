"""What an author fills in for each kind of question, to and from its spec.

Rows (choices, accepted answers, pairs) work without script: there are always some blank ones, and
saving gives more.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.author_meta import MetaForm
from quizzes.author_rows import ChoiceRow, NumberRow, PairRow, TextRow, area
from quizzes.enums import QuestionStatus
from quizzes.html import to_safe_html
from quizzes.models import Category
from quizzes.problems import MESSAGES
from quizzes.specs import (
    EMPTY,
    FULL,
    KINDS,
    NOTHING,
    Choice,
    Kind,
    NumberAnswer,
    Pair,
    Rich,
    Spec,
    TextAnswer,
    TextFormat,
    numbered_pairs,
    texts_of,
    with_ids,
    with_texts,
)


BLANK_ROWS = 2
FEWEST_ROWS = 6
MOST_ROWS = 40
FORMATS = [
    (TextFormat.MARKDOWN, _("Markdown")),
    (TextFormat.PLAIN, _("plain text")),
    (TextFormat.HTML, _("HTML")),
]
KIND_NAMES = {
    Kind.SINGLE_CHOICE: _("single choice"),
    Kind.MULTIPLE_CHOICE: _("multiple choice"),
    Kind.TRUE_FALSE: _("true or false"),
    Kind.SHORT_TEXT: _("short text"),
    Kind.NUMERIC: _("number"),
    Kind.MATCHING: _("pairs to match"),
    Kind.ESSAY: _("essay"),
    Kind.INFORMATION: _("text to read"),
}


class QuestionForm(MetaForm):
    """What every kind has. `rows` is the formset of the kind's parts, None where it has none."""

    row_class: type[forms.Form] | None = None
    kind: Kind

    title = forms.CharField(
        label=_("Title"), max_length=250, help_text=_("For authors; learners do not see it.")
    )
    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"))
    status = forms.ChoiceField(label=_("Status"), choices=QuestionStatus.choices)
    format = forms.ChoiceField(
        label=_("How the texts are written"),
        choices=FORMATS,
        help_text=_("Markdown: **bold**, lists, links"),
    )
    text = area(_("The question"), required=True, rows=4)
    general_feedback = area(
        _("Explanation"), rows=3, help_text=_("Shown to everybody after the answer.")
    )

    def __init__(self, data: Any = None, *, spec: Spec | None = None, **kwargs: Any) -> None:
        initial = {"format": TextFormat.MARKDOWN, **kwargs.pop("initial", {})}
        if spec is not None:
            spec = in_one_format(spec)
            initial |= self.initial_of(spec)
        super().__init__(data, initial=initial, **kwargs)
        self.rows = self._rows(data, spec)
        self.order_fields([name for name in self.fields if name != "general_feedback"])

    def _rows(self, data: Any, spec: Spec | None) -> Any:
        if self.row_class is None:
            return None
        filled = self.rows_of(spec) if spec is not None else []
        blank = max(FEWEST_ROWS - len(filled), BLANK_ROWS)
        formset = forms.formset_factory(
            self.row_class, extra=blank, max_num=MOST_ROWS, absolute_max=MOST_ROWS
        )
        return formset(data, initial=filled, prefix="rows")

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return {
            "format": next((rich.format for rich in texts_of(spec) if rich), TextFormat.MARKDOWN),
            "text": spec.text.text,
            "general_feedback": spec.general_feedback.text,
        }

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return []

    def clean(self) -> dict[str, Any]:
        """Sound as a whole: what `Spec.validate` finds is said at the head of the form."""
        cleaned = super().clean() or self.cleaned_data
        if self.rows is not None and not self.rows.is_valid():
            raise ValidationError(_("Some answers below are to be corrected."), code="rows")
        if not self.errors:
            problems = self.spec().validate()
            if problems:
                raise ValidationError(
                    [gettext(MESSAGES[one.code]) % one.params for one in problems], code="unsound"
                )
        return cleaned

    def spec(self) -> Spec:
        """The spec of valid data."""
        return KINDS[self.kind](
            text=self.rich("text"), general_feedback=self.rich("general_feedback"), **self.parts()
        )

    def parts(self) -> dict[str, Any]:
        """What this kind adds to the spec."""
        return {}

    def rich(self, name: str) -> Rich:
        return self.written(self.cleaned_data[name])

    def written(self, text: str) -> Rich:
        return Rich(text, TextFormat(self.cleaned_data["format"])) if text.strip() else EMPTY

    def filled(self) -> list[dict[str, Any]]:
        """The rows in which the author wrote something, in their order."""
        rows = [row.cleaned_data for row in self.rows]
        return [row for row in rows if any(row.get(name) not in {None, ""} for name in row)]


class SingleChoiceForm(QuestionForm):
    kind = Kind.SINGLE_CHOICE
    row_class = ChoiceRow

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [
            {"text": one.text.text, "fraction": one.fraction, "feedback": one.feedback.text}
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
                )
                for row, fraction in zip(rows, fractions, strict=True)
            )
        }

    def fractions(self, given: list[Decimal]) -> list[Decimal]:
        return given


class MultipleChoiceForm(SingleChoiceForm):
    kind = Kind.MULTIPLE_CHOICE

    def fractions(self, given: list[Decimal]) -> list[Decimal]:
        """Where each right choice is said to be worth 100, they share the points."""
        right = [fraction for fraction in given if fraction > 0]
        if not right or set(right) != {FULL}:
            return given
        share = (FULL / len(right)).quantize(Decimal("0.00001"))
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


class ShortTextForm(QuestionForm):
    kind = Kind.SHORT_TEXT
    row_class = TextRow

    match_case = forms.BooleanField(label=_("Capital letters matter"), required=False)

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return super().initial_of(spec) | {"match_case": spec.match_case}

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
        return {"answers": answers, "match_case": self.cleaned_data["match_case"]}


class NumericForm(QuestionForm):
    kind = Kind.NUMERIC
    row_class = NumberRow

    wrong_feedback = area(_("What to say to any other number"))

    def initial_of(self, spec: Any) -> dict[str, Any]:
        return super().initial_of(spec) | {"wrong_feedback": spec.wrong_feedback.text}

    def rows_of(self, spec: Any) -> list[dict[str, Any]]:
        return [
            {
                "text": one.value,
                "tolerance": one.tolerance,
                "fraction": one.fraction,
                "feedback": one.feedback.text,
            }
            for one in spec.answers
        ]

    def parts(self) -> dict[str, Any]:
        answers = tuple(
            NumberAnswer(
                value=row["text"],
                tolerance=row["tolerance"] or NOTHING,
                fraction=_worth(row),
                feedback=self.written(row["feedback"]),
            )
            for row in self.filled()
            if row["text"] is not None
        )
        return {"answers": answers, "wrong_feedback": self.rich("wrong_feedback")}


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


class EssayForm(QuestionForm):
    kind = Kind.ESSAY


class InformationForm(QuestionForm):
    kind = Kind.INFORMATION


FORMS: dict[Kind, type[QuestionForm]] = {
    form.kind: form
    for form in (
        SingleChoiceForm,
        MultipleChoiceForm,
        TrueFalseForm,
        ShortTextForm,
        NumericForm,
        MatchingForm,
        EssayForm,
        InformationForm,
    )
}


def in_one_format(spec: Spec) -> Spec:
    """The same question with all its texts in one format: a form asks for it once."""
    formats = {rich.format for rich in texts_of(spec) if rich}
    if len(formats) <= 1 and formats <= {value for value, _label in FORMATS}:
        return spec
    return with_texts(
        spec, lambda rich: Rich(to_safe_html(rich), TextFormat.HTML) if rich else EMPTY
    )


def _worth(row: dict[str, Any]) -> Decimal:
    return FULL if row["fraction"] is None else row["fraction"]
