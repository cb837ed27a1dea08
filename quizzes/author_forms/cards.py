"""A question as a card of the page that writes a whole quiz: the form of its kind, under a prefix."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext_lazy as _

from quizzes.author_forms.base import QuestionForm
from quizzes.author_forms.described import author_form
from quizzes.author_media import MediaRow, offer_files
from quizzes.author_rows import NumberField
from quizzes.enums import QuestionStatus
from quizzes.html import plain_text
from quizzes.kinds.base import Spec
from quizzes.models import Quiz, QuizQuestion
from quizzes.values.media import media_inside


PICTURE_FIELDS = ("picture", "alternative", "is_decorative")
ON_OWN_PAGE = ("lesson", "difficulty", "legal_reference", "review_on", "competences")
FOLDED = {"feedback", *PICTURE_FIELDS}
LONGEST_TITLE = 80
MORE_ROWS = 4
MOST_POINTS = 100_000


class CardForm(QuestionForm):
    """A form without what is said on the question’s own page alone, whose values stay as they are."""

    fewest_rows = 4
    title = forms.CharField(
        label=_("Title"),
        max_length=250,
        required=False,
        help_text=_("For authors. Empty: the first words of the question."),
    )
    points = NumberField(label=_("Points"), initial=Decimal(1))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].help_text = _("Left empty: that of the question above.")

    def offer(self, data: Any, spec: Spec | None, author: Any) -> None:
        self.beside: Any = forms.formset_factory(MediaRow, extra=0)(prefix=self.add_prefix("media"))
        rows = list(self.rows or ())
        if media_inside(spec) and any(row.get("media") for row in spec_rows(spec)):
            offer_files(rows, author, media_inside(spec))
            return
        for row in rows:
            for name in PICTURE_FIELDS:
                row.fields.pop(name, None)

    def clean_points(self) -> Decimal:
        points = Decimal(self.cleaned_data["points"])
        if not 0 < points < MOST_POINTS or points != round(points, 2):
            raise ValidationError(
                _("Expected more than 0 points, with two decimals at most."), code="points"
            )
        return points

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("title") and "title" not in self.errors:
            said = plain_text(self.written(cleaned.get("text", "")))
            cleaned["title"] = Truncator(" ".join(said.split())).chars(LONGEST_TITLE)
        return cleaned

    def columns(self) -> dict[str, Any]:
        return {}

    @property
    def kind_fields(self) -> list[forms.BoundField]:
        own = [field.name for field in self.kind.author_fields]
        return [self[name] for name in own if name not in QuestionForm.base_fields]

    @property
    def row_parts(self) -> list[tuple[Any, list[Any], list[Any], bool]]:
        """Return each row with what is always shown of it, what is folded, and whether that is open."""
        parts = []
        for row in self.rows or ():
            folded = FOLDED | ({"fraction"} if "is_right" in row.fields else set())
            fields = row.visible_fields()
            more = [field for field in fields if field.name in folded]
            shown = [field for field in fields if field.name not in folded]
            is_open = any(field.errors or field.value() for field in more)
            parts.append((row, shown, more, is_open))
        return parts

    def hold_errors(self) -> None:
        """Show what was typed, of which nobody asked yet whether it is right."""
        for form in (self, *(self.rows or ())):
            if form.is_bound:
                form._errors = ErrorDict()
        if self.rows is not None and self.rows.is_bound:
            self.rows._errors, self.rows._non_form_errors = [], self.rows.error_class()

    def wrong_fields(self) -> list[tuple[str, str]]:
        """Return what is wrong: the id of the field, "" for the whole, and why."""
        rows = [one for row in self.rows or () for one in wrong_in(row)]
        return [*wrong_in(self), *rows]


def wrong_in(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Return what is wrong in one form: the id of the field, "" for the whole, and why, with its label."""
    return [
        (form[name].id_for_label, f"{form[name].label} – {reason}")
        if name in form.fields
        else ("", str(reason))
        for name, reasons in form.errors.items()
        for reason in reasons
    ]


def spec_rows(spec: Spec | None) -> list[dict[str, Any]]:
    return spec.author_row_values() if spec is not None else []


@cache
def card_form(kind: type[Spec]) -> type[CardForm]:
    form = author_form(kind)  # type: ignore[arg-type]  # classes of kinds are hashable
    return type(f"{kind.__name__}Card", (CardForm, form), dict.fromkeys(ON_OWN_PAGE))


def new_card_initial(category: Any) -> dict[str, Any]:
    """The values of a card that was just added."""
    return {"category": category, "status": QuestionStatus.READY}


class QuizSettings(forms.ModelForm):
    """The first settings of a quiz; times, draws and texts by score are on its own page."""

    class Meta:
        model = Quiz
        fields = [
            "title",
            "category",
            "status",
            "purpose",
            "behaviour",
            "pass_percent",
            "shuffle_questions",
            "shuffle_answers",
            "shows_answers",
            "introduction",
            "title_en",
            "introduction_en",
            "slug",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Empty: made from the title.")
        for name in ("introduction", "introduction_en"):
            self.fields[name].widget.attrs["rows"] = 3

    def clean_slug(self) -> str:
        said = self.cleaned_data.get("slug")
        return said or free_slug(self.cleaned_data.get("title", ""), self.instance.pk)

    def hold_errors(self) -> None:
        if self.is_bound:
            self._errors = ErrorDict()


def free_slug(title: str, own: int | None) -> str:
    """A short name that no other quiz has."""
    longest = Quiz._meta.get_field("slug").max_length or 0
    start = slugify(title)[: longest - 5] or "quiz"
    taken = set(
        Quiz.objects.filter(slug__startswith=start).exclude(pk=own).values_list("slug", flat=True)
    )
    numbered = (start if number == 1 else f"{start}-{number}" for number in range(1, 10_000))
    return next(slug for slug in numbered if slug not in taken)


def entry_initial(entry: QuizQuestion) -> dict[str, Any]:
    """The values of the card of a question that the quiz asks."""
    question = entry.question
    return {
        "title": question.title,
        "category": question.category_id,
        "status": question.status,
        "tags": ", ".join(tag.name for tag in question.tags.all()),
        "points": entry.points,
    }


def copied_fields(
    data: Mapping[str, Any], before: str, after: str
) -> Iterable[tuple[str, list[str]]]:
    """Return what was typed under one prefix, under another."""
    lists = data.lists()  # type: ignore[attr-defined]
    return [
        (after + name.removeprefix(before), values)
        for name, values in lists
        if name.startswith(f"{before}-")
    ]
