from django import forms
from django.utils.translation import gettext_lazy as _

from learning.models import LessonNote


class NoteForm(forms.Form):
    """A reader's own note; nothing written deletes it."""

    text = forms.CharField(
        label=_("Your note"),
        required=False,
        max_length=LessonNote._meta.get_field("text").max_length,
        strip=False,
        help_text=_(
            "Only you can read it. Write nothing about health, beliefs or the private life of anybody."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    # note_version of the note that its writer saw; a form without it replaces any other.
    based_on = forms.CharField(required=False, empty_value=None, widget=forms.HiddenInput)

    def __init__(self, data=None, **kwargs):
        if data is not None:  # a browser sends two characters for the end of a line, and counts one
            text = data.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
            data = {"text": text, "based_on": data.get("based_on")}
        super().__init__(data, **kwargs)
