"""What authors say about a question, whatever its kind: tags, competences, how hard, on which law it stands."""

from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quizzes.models import Competence, Question, Tag
from quizzes.models.bank import EASIEST, HARDEST


COLUMNS = ("difficulty", "legal_reference", "review_on")
META_FIELDS = ("tags", *COLUMNS, "competences")
LONGEST_TAG = Tag._meta.get_field("name").max_length or 0
LEVELS = [(level, str(level)) for level in range(EASIEST, HARDEST + 1)]
NO_LEVEL = ("", "–")


class TagsField(forms.CharField):
    """Names between commas. Which of them exist already is for the action to know."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=1000, **more)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return [name for part in text.split(",") if (name := " ".join(part.split()))]

    def validate(self, value: list[str]) -> None:
        for name in value:
            if len(name) > LONGEST_TAG:
                raise ValidationError(
                    _("The tag “%(name)s” has more than %(limit)d characters."),
                    code="long",
                    params={"name": name, "limit": LONGEST_TAG},
                )

    def run_validators(self, value: list[str]) -> None:
        for name in value:
            super().run_validators(name)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def level_field(*, blank: tuple[str, Any] = NO_LEVEL, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Difficulty"),
        choices=[blank, *LEVELS],
        coerce=int,
        empty_value=None,
        required=False,
        **more,
    )


def competences_field(*, label: Any) -> forms.ModelMultipleChoiceField:
    """Return the competences of every framework, in boxes to tick; see `boxes_by_area`."""
    return forms.ModelMultipleChoiceField(
        Competence.objects.exclude(parent=None)
        .select_related("framework", "parent")
        .order_by("framework__name", "framework__edition", "code"),
        label=label,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class MetaForm(forms.Form):
    tags = TagsField(
        label=_("Tags"), help_text=_("Between commas. A tag that does not exist yet is created.")
    )
    difficulty = level_field(help_text=_("From 1, easiest, to 8."))
    legal_reference = forms.CharField(
        label=_("Legal reference"),
        required=False,
        max_length=200,
        help_text=_("Article and date."),
    )
    review_on = DayField(
        label=_("To be read again on"),
        required=False,
        help_text=_("The question is then listed among those to review."),
    )
    competences = competences_field(label=_("Competences"))

    @property
    def content_fields(self) -> list[forms.BoundField]:
        """Return what the question is and asks, apart from its explanation and lesson, which come last."""
        apart = {*META_FIELDS, "general_feedback", "lesson"}
        return [field for field in self.visible_fields() if field.name not in apart]

    @property
    def meta_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in META_FIELDS if name != "competences"]

    @property
    def competence_boxes(self) -> list[dict[str, Any]]:
        return boxes_by_area(self["competences"])

    def columns(self) -> dict[str, Any]:
        """Return what valid data say of the question's own columns."""
        return {name: self.cleaned_data[name] for name in COLUMNS}


def initial_meta(question: Question) -> dict[str, Any]:
    """The initial values of the form for this question."""
    return {name: getattr(question, name) for name in COLUMNS} | {
        "tags": ", ".join(tag.name for tag in question.tags.all()),
        "competences": [competence.pk for competence in question.competences.all()],
    }


def boxes_by_area(field: forms.BoundField) -> list[dict[str, Any]]:
    """The boxes of a competences field by framework, then by area; `is_open` where one is ticked."""
    frameworks = []
    for framework, boxes in groupby(
        field.subwidgets, key=lambda box: box.data["value"].instance.framework
    ):
        listed = list(boxes)
        frameworks.append(
            {
                "framework": framework,
                "is_open": any(box.data["selected"] for box in listed),
                "areas": [
                    (area, list(inside))
                    for area, inside in groupby(
                        listed, key=lambda box: box.data["value"].instance.parent
                    )
                ],
            }
        )
    return frameworks
