"""What an author fills in for every kind of question, to and from its spec.

Rows (choices, accepted answers, pairs) work without script: there are always some blank ones, and
saving gives more.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.author_media import Choosable, media_in, media_rows
from quizzes.author_meta import MetaForm
from quizzes.author_rows import area
from quizzes.enums import QuestionStatus
from quizzes.html import to_safe_html
from quizzes.models import Category
from quizzes.problems import MESSAGES
from quizzes.queries.beside import pages_to_read
from quizzes.specs import (
    EMPTY,
    KINDS,
    Kind,
    Media,
    Rich,
    Spec,
    TextFormat,
    media_of,
    texts_of,
    with_texts,
)


LAST_FIELDS = ("lesson", "general_feedback")
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
    Kind.ORDERING: _("items to put in order"),
    Kind.BLANKS: _("text with gaps"),
    Kind.SCENARIO: _("case with branches"),
}


class QuestionForm(MetaForm):
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


def in_one_format(spec: Spec) -> Spec:
    """The same question with all its texts in one format: a form asks for it once."""
    formats = {rich.format for rich in texts_of(spec) if rich}
    if len(formats) <= 1 and formats <= {value for value, _label in FORMATS}:
        return spec
    return with_texts(
        spec, lambda rich: Rich(to_safe_html(rich), TextFormat.HTML) if rich else EMPTY
    )
