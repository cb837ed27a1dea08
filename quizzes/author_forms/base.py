"""What an author fills in for every kind of question, to and from its spec.

Rows (choices, accepted answers, pairs) work without script: there are always some blank ones, and
saving gives more.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.guidance import guidance_error, has_guidance
from quizzes.author_media import media_formset, media_from_row, media_row_values, offer_files
from quizzes.author_meta import MetaForm
from quizzes.author_rows import textarea_field
from quizzes.enums import QuestionStatus
from quizzes.form_messages import translate_message
from quizzes.html import to_safe_html
from quizzes.kinds.base import KINDS, Spec
from quizzes.models import Category
from quizzes.problems import MESSAGES
from quizzes.queries.question_resources import pages_to_read
from quizzes.specs.codec import to_dict
from quizzes.values.fields import AuthorField, AuthorInput, Input
from quizzes.values.media import Media, media_inside
from quizzes.values.texts import EMPTY, Rich, TextFormat, texts_inside, with_texts


LAST_FIELDS = ("lesson", "general_feedback")
BLANK_ROWS = 2
FEWEST_ROWS = 6
MOST_ROWS = 40
BESIDE = {
    "title",
    "category",
    "status",
    "tags",
    "points",
}  # what the question asks does not hang on these
FORMATS = [
    (TextFormat.MARKDOWN, _("Markdown")),
    (TextFormat.PLAIN, _("plain text")),
    (TextFormat.HTML, _("HTML")),
]


def kind_names() -> dict[str, str]:
    """Return what authors call each kind, in the order in which they are offered."""
    return {kind.kind: gettext(kind.name) for kind in KINDS.values()}


class QuestionForm(MetaForm):
    """The fields that every kind has; see `author_form`. `rows`: the formset of the kind's parts, or None."""

    row_class: type[forms.Form] | None = None
    fewest_rows = FEWEST_ROWS
    kind: type[Spec]

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
    text = textarea_field(_("The question"), required=True, rows=4)
    lesson = forms.TypedChoiceField(
        label=_("Lesson to read again"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Offered to whoever did not answer right, as long as the page is published."),
    )
    general_feedback = textarea_field(
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
            spec = convert_to_one_format(spec)
            initial |= self.initial_of(spec)
        super().__init__(data, initial=initial, **kwargs)
        self.rows = self._rows(data, spec)
        self.kept = spec.media if spec is not None else ()
        self.offer(data, spec, author)
        self.order_fields([name for name in self.fields if name not in LAST_FIELDS])

    def offer(self, data: Any, spec: Spec | None, author: Any) -> None:
        """Ask for what fields choose from."""
        self.beside = media_formset(data, self.kept, prefix=self.add_prefix("media"))
        offer_files([*(self.rows or ()), *self.beside], author, media_inside(spec))
        lesson = self.fields["lesson"]
        assert isinstance(lesson, forms.ChoiceField)
        lesson.choices = [("", "—"), *pages_to_read(kept=self.initial.get("lesson"))]

    def _rows(self, data: Any, spec: Spec | None) -> Any:
        if self.row_class is None:
            return None
        filled = [_shown_row(row) for row in spec.author_row_values()] if spec is not None else []
        blank = max(self.fewest_rows - len(filled), BLANK_ROWS)
        formset = forms.formset_factory(
            self.row_class, extra=blank, max_num=MOST_ROWS, absolute_max=MOST_ROWS
        )
        return formset(data, initial=filled, prefix=self.add_prefix("rows"))

    @property
    def row_name(self) -> str:
        """A number follows; "" for an answer."""
        return gettext(self.kind.author_rows.name) if self.kind.author_rows else ""

    def initial_of(self, spec: Spec) -> dict[str, Any]:
        return {
            "format": next(
                (rich.format for rich in texts_inside(spec) if rich), TextFormat.MARKDOWN
            ),
            "text": spec.text.text,
            "general_feedback": spec.general_feedback.text,
            **_shown(spec.author_values()),
        }

    def clean(self) -> dict[str, Any]:
        """Check the question as a whole: what `Spec.validate` finds is said at the head of the form."""
        cleaned = super().clean() or self.cleaned_data
        if self.rows is not None and not self.rows.is_valid():
            raise ValidationError(_("Some answers below are to be corrected."), code="rows")
        if self.beside.is_bound and not self.beside.is_valid():
            raise ValidationError(
                _("Some pictures or recordings below are to be corrected."), code="media"
            )
        if self.errors.keys() <= BESIDE:
            for name, message in self.kind.author_problems(self.said()).items():
                self.add_error(
                    name or None, ValidationError(translate_message(message), message.code)
                )
        if self.errors.keys() <= BESIDE:
            problems = self.spec().validate()
            if problems:
                raise ValidationError(
                    [gettext(MESSAGES[one.code]) % one.params for one in problems], code="unsound"
                )
            if cleaned.get("status") == QuestionStatus.READY and has_guidance(to_dict(self.spec())):
                raise guidance_error()
        return cleaned

    def spec(self) -> Spec:
        """The spec of valid data."""
        texts = {name: self.cleaned_data[name] for name in ("text", "general_feedback")}
        common = {name: self.written(text) for name, text in texts.items()}
        own = self.kind.authored(self.said())
        return self.kind(**common | {"media": self.media_beside()} | own).numbered()

    def said(self) -> AuthorInput:
        """Return what valid data say in the fields of the kind."""
        rows = [row.cleaned_data for row in self.rows or ()]
        return AuthorInput(
            values=self._values(self.kind.author_fields, self.cleaned_data),
            rows=[self._row(row) for row in rows if any(map(_is_written, row.values()))],
            all_rows=[self._row(row) for row in rows],
            rich=self.written,
        )

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        described = self.kind.author_rows
        assert described is not None
        values = self._values(described.fields, row)
        return values | ({"media": self.media_of_row(row)} if described.has_picture else {})

    def _values(self, described: Iterable[AuthorField], data: dict[str, Any]) -> dict[str, Any]:
        return {
            field.name: self.written(data.get(field.name) or "")
            if field.input is Input.RICH
            else _value(field, data.get(field.name))
            for field in described
        }

    def media_beside(self) -> tuple[Media, ...]:
        if not self.beside.is_bound:
            return self.kept
        return tuple(one for row in self.beside for one in self.media_of_row(row.cleaned_data))

    def media_of_row(self, row: dict[str, Any]) -> tuple[Media, ...]:
        return media_from_row(row, TextFormat(self.cleaned_data["format"]))

    def written(self, text: str) -> Rich:
        return Rich(text, TextFormat(self.cleaned_data["format"])) if text.strip() else EMPTY


def _value(field: AuthorField, value: Any) -> Any:
    return field.empty if value is None or value == "" else value


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one.text if isinstance(one, Rich) else one for name, one in values.items()}


def _shown_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row shows of a part of the question, with its picture."""
    pictures = values.get("media", ())
    return _shown(values) | next((media_row_values(picture) for picture in pictures), {})


def _is_written(value: Any) -> bool:
    return value is not None and value is not False and value != ""


def convert_to_one_format(spec: Spec) -> Spec:
    """The same question with all its texts in one format: a form asks for it once."""
    formats = {rich.format for rich in texts_inside(spec) if rich}
    if len(formats) <= 1 and formats <= {value for value, _label in FORMATS}:
        return spec
    return with_texts(
        spec, lambda rich: Rich(to_safe_html(rich), TextFormat.HTML) if rich else EMPTY
    )
