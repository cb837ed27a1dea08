"""Forms by which an author takes questions out as a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.formats import FORMATS
from quizzes.models import Category


def _formats() -> list[tuple[str, Any]]:
    return [(file_format.name, file_format.label) for file_format in FORMATS.values()]


class ExportForm(forms.Form):
    format = forms.ChoiceField(label=_("Format"), choices=_formats)
    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=_("Category"),
        required=False,
        empty_label=_("All categories"),
        help_text=_("With those below it."),
    )
