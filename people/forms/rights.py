from django import forms
from django.utils.translation import gettext_lazy as _

from people.enums import Purpose, RequestKind, RequestStatus
from people.privacy_registry import holdings


class LookFilterForm(forms.Form):
    """The filters of the log. What cannot be understood filters nothing."""

    name = forms.CharField(label=_("Name of the viewer"), required=False, max_length=100)
    purpose = forms.ChoiceField(
        label=_("Why"), required=False, choices=[("", _("any reason")), *Purpose.choices]
    )


def _classes():
    return [
        ("", _("all of it")),
        *((holding.key, holding.title) for holding in reversed(holdings())),
    ]


class DataRequestForm(forms.Form):
    kind = forms.ChoiceField(label=_("What you ask"), choices=RequestKind.choices)
    about = forms.ChoiceField(label=_("Which data"), required=False, choices=_classes)
    wrong = forms.CharField(
        label=_("What is wrong, or what you ask"),
        max_length=2000,
        help_text=_(
            "The data protection officer reads this text, nobody else. Write nothing about health, "
            "beliefs or the private life of anybody."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    right = forms.CharField(
        label=_("What would be right"),
        required=False,
        max_length=2000,
        help_text=_("For a correction."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        cleaned = super().clean()
        is_correction = cleaned.get("kind") == RequestKind.CORRECTION
        if is_correction and "right" not in self.errors and not cleaned.get("right"):
            self.add_error("right", _("Say what would be right, so that it can be corrected."))
        return cleaned


class AnswerForm(forms.Form):
    """The answer to a request. `status` is what the pressed button says."""

    status = forms.ChoiceField(
        choices=[choice for choice in RequestStatus.choices if choice[0] != RequestStatus.OPEN]
    )
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        help_text=_("The person reads it on their page “My data”. A refusal says why."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class NoticeForm(forms.Form):
    text_fr = forms.CharField(
        label=_("Text in French"), widget=forms.Textarea({"rows": 5}), max_length=2000
    )
    text_en = forms.CharField(
        label=_("Text in English"), widget=forms.Textarea({"rows": 5}), max_length=2000
    )
