"""What an author fills in to take questions in or out as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from quizzes.formats import FORMATS
from quizzes.models import Category


MAX_FILE_BYTES = 1024 * 1024


def _formats() -> list[tuple[str, Any]]:
    return [(file_format.name, file_format.label) for file_format in FORMATS.values()]


class QuestionsFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of questions"),
        help_text=_("GIFT, Moodle XML, Aiken, CSV, Excel or OpenDocument (.ods), of at most 1 MB."),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=lambda: [("", _("Recognise it by what the file holds")), *_formats()],
    )
    category = forms.CharField(
        label=_("Category"),
        required=False,
        max_length=250,
        help_text=_("Empty: the categories that the file itself gives."),
    )
    replace = forms.BooleanField(
        label=_("Give questions that are known already the content of the file"),
        required=False,
        help_text=_("Each becomes a new version. Otherwise other content is refused."),
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > MAX_FILE_BYTES:
            raise ValidationError(_("The file is larger than 1 MB."), code="large")
        return sent


class ConfirmImportForm(forms.Form):
    """What a checked file comes back with, to be applied. `payload`: in letters that no form escapes."""

    payload = forms.CharField(widget=forms.HiddenInput, strip=False)
    format = forms.ChoiceField(
        required=False, choices=lambda: [("", ""), *_formats()], widget=forms.HiddenInput
    )
    category = forms.CharField(required=False, max_length=250, widget=forms.HiddenInput)
    replace = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ExportForm(forms.Form):
    format = forms.ChoiceField(label=_("Format"), choices=_formats)
    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=_("Category"),
        required=False,
        empty_label=_("All categories"),
        help_text=_("With those below it."),
    )
