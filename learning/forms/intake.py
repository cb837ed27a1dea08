"""Forms by which an editor takes in a course or questions as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.importers.intake import Wish
from learning.importers.intake_kinds import LARGEST_OF_ALL, MEGABYTE, Recognised, recognise
from learning.importers.safe_files import UnfitFile
from learning.models import ModulePage
from learning.policies import may_take_in, modules_to_add_to
from people.models import Person
from quizzes.formats import FORMATS
from quizzes.models import Category, Quiz


class WishForm(forms.Form):
    """The place where a file goes, and how it is read."""

    module = forms.ModelChoiceField(
        ModulePage.objects.none(),
        label=gettext_lazy("Module"),
        required=False,
        empty_label=gettext_lazy("None: the file is no lesson alone"),
        help_text=gettext_lazy("Only for a lesson alone, which goes to its end."),
    )
    category = forms.CharField(
        label=gettext_lazy("Category of the questions"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("Empty: those that the file gives."),
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
    )
    quiz = forms.ModelChoiceField(
        Quiz.objects.order_by("title", "pk"),
        label=gettext_lazy("Quiz"),
        required=False,
        empty_label=gettext_lazy("None: the question bank alone"),
        help_text=gettext_lazy("New questions go to its end; it asks them once they are ready."),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Read the file as"),
        required=False,
        choices=lambda: [
            ("", _("What its content shows")),
            *(
                (one.name, _("Questions: %(format)s") % {"format": one.label})
                for one in FORMATS.values()
            ),
        ],
    )
    changes_known = forms.BooleanField(
        label=gettext_lazy("Also change questions and quizzes that are here already"),
        required=False,
        help_text=gettext_lazy("They have no draft: they change at once."),
    )
    force = forms.BooleanField(
        label=gettext_lazy("Also replace what was changed here since the last import"),
        required=False,
        help_text=gettext_lazy("As a draft, for pages."),
    )

    def __init__(self, *args: Any, sender: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender
        self.fields["module"].queryset = modules_to_add_to(sender)  # type: ignore[attr-defined]

    @cached_property
    def categories(self) -> list[str]:
        return list(Category.objects.order_by("name").values_list("name", flat=True))

    def wish(self) -> Wish:
        given = self.cleaned_data
        return Wish(
            module=given["module"].pk if given["module"] else None,
            quiz=given["quiz"].pk if given["quiz"] else None,
            category=given["category"],
            format=given["format"],
            changes_known=given["changes_known"],
            force=given["force"],
        )

    def recognised(self, data: bytes) -> Recognised:
        given = self.cleaned_data
        return recognise(data, read_as=given["format"], to_module=bool(given.get("module")))

    def is_allowed(self, data: bytes) -> bool:
        """Whether its sender may take in what the file holds; what is not recognised is refused elsewhere."""
        try:
            found = self.recognised(data)
        except UnfitFile:
            return True
        return may_take_in(self.sender, found.kind)


NOT_ALLOWED = gettext_lazy("You may not take in a file of this kind.")


class SentFileForm(WishForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A lesson or a course in Markdown, a .zip of modules or of SCORM, or questions: GIFT, Moodle XML, "
            "Aiken, CSV, Excel, OpenDocument."
        ),
    )
    field_order = ("file", "module")

    found: Recognised | None = None

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_OF_ALL:
            most = LARGEST_OF_ALL // MEGABYTE
            raise ValidationError(
                _("The file is larger than %(most)d MB.") % {"most": most}, code="large"
            )
        return sent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "file" in cleaned and "format" in cleaned:
            self.data_sent = cleaned["file"].read()
            try:
                self.found = self.recognised(self.data_sent)
            except UnfitFile as error:
                raise ValidationError({"file": _said(error)}) from error
            if not may_take_in(self.sender, self.found.kind):
                raise ValidationError({"file": NOT_ALLOWED})
        return cleaned


def _said(error: UnfitFile) -> str:
    expected = _("Expected: %(expected)s.") % {"expected": error.expected}
    return f"{error.reason} {expected}" if error.expected else error.reason
