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

from quizzes.author_media import Choosable, WithPicture, media_in, media_rows, row_of
from quizzes.author_rows import (
    Accepted,
    ChoiceRow,
    CriterionRow,
    NumberRow,
    PairRow,
    TextRow,
    area,
)
from quizzes.author_units import UnitsField
from quizzes.display import short_number
from quizzes.enums import QuestionStatus
from quizzes.html import to_safe_html
from quizzes.models import Category
from quizzes.problems import MESSAGES
from quizzes.queries.beside import pages_to_read
from quizzes.specs import (
    EMPTY,
    FULL,
    KINDS,
    MAX_TYPOS,
    NOTHING,
    Choice,
    Criterion,
    Kind,
    Media,
    NumberAnswer,
    Pair,
    Rich,
    Spec,
    TextAnswer,
    TextFormat,
    media_of,
    numbered_pairs,
    texts_of,
    with_ids,
    with_texts,
)


LAST_FIELDS = ("lesson", "general_feedback")
BLANK_ROWS = 2
FEWEST_ROWS = 6
MOST_ROWS = 40
MOST_WORDS = 5000
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


class QuestionForm(forms.Form):
    """What every kind has. `rows` is the formset of the kind's parts, None where it has none."""

    row_class: type[forms.Form] | None = None
    row_name: Any = ""  # a number follows; "" for an answer
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
    lesson = forms.TypedChoiceField(
        label=_("Lesson to read again"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Offered to whoever did not answer right, as long as the page is published."),
    )
    general_feedback = area(
        _("Explanation"), rows=3, help_text=_("Shown to everybody after the answer.")
    )

    def __init__(
        self,
        data: Any = None,
        *,
        spec: Spec | None = None,
        author: Any = None,
        **kwargs: Any,
    ) -> None:
        initial = {"format": TextFormat.MARKDOWN, **kwargs.pop("initial", {})}
        if spec is not None:
            spec = in_one_format(spec)
            initial |= self.initial_of(spec)
        super().__init__(data, initial=initial, **kwargs)
        self.rows = self._rows(data, spec)
        self.kept = spec.media if spec is not None else ()
        self.beside = media_rows(data, self.kept)
        choosable = Choosable(author, media_of(spec))
        choosable.offer([*(self.rows or ()), *self.beside])
        lesson = self.fields["lesson"]
        assert isinstance(lesson, forms.ChoiceField)
        lesson.choices = [("", "—"), *pages_to_read(kept=initial.get("lesson"))]
        self.order_fields([name for name in self.fields if name not in LAST_FIELDS])

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
        if self.beside.is_bound and not self.beside.is_valid():
            raise ValidationError(
                _("Some pictures or recordings below are to be corrected."), code="media"
            )
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
            text=self.rich("text"),
            general_feedback=self.rich("general_feedback"),
            media=self.media_beside(),
            **self.parts(),
        )

    def media_beside(self) -> tuple[Media, ...]:
        if not self.beside.is_bound:
            return self.kept
        return tuple(one for row in self.beside for one in self.media_of_row(row.cleaned_data))

    def media_of_row(self, row: dict[str, Any]) -> tuple[Media, ...]:
        return media_in(row, TextFormat(self.cleaned_data["format"]))

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
        return [row for row in rows if any(_is_written(value) for value in row.values())]


def _is_written(value: Any) -> bool:
    return value is not None and value is not False and value != ""


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


class ShortTextForm(QuestionForm):
    kind = Kind.SHORT_TEXT
    row_class = TextRow

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
        return {
            "answers": answers,
            "match_case": self.cleaned_data["match_case"],
            "ignore_accents": self.cleaned_data["ignore_accents"],
            "typos": self.cleaned_data["typos"] or 0,
        }


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
