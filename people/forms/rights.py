from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import today
from people.answer_words import NAME
from people.enums import IdentityCheck, Purpose, RequestChannel, RequestKind, RequestStatus
from people.mail.registry import has_stray_braces, placeholder_names
from people.models.rights import MONTHS_MORE
from people.privacy_registry import holdings


def _access_first(kinds):
    return sorted(kinds, key=lambda each: each[0] != RequestKind.ACCESS)


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
    kind = forms.ChoiceField(label=_("What you ask"), choices=_access_first(RequestKind.choices))
    about = forms.ChoiceField(label=_("Which data"), required=False, choices=_classes)
    wrong = forms.CharField(
        label=_("What is wrong, or what you ask"),
        required=False,
        max_length=2000,
        help_text=_(
            "Needed for a correction alone. The data protection officer reads this text, nobody else. Write nothing about health, "
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
        if is_correction and "wrong" not in self.errors and not cleaned.get("wrong"):
            self.add_error("wrong", _("Say what is wrong, so that it can be corrected."))
        if is_correction and "right" not in self.errors and not cleaned.get("right"):
            self.add_error("right", _("Say what would be right, so that it can be corrected."))
        return cleaned


class EnteredRequestForm(DataRequestForm):
    """A request that did not come on screen, as the officer takes it down."""

    field_order = ["kind", "channel", "received_on", "identity_check", "about", "wrong", "right"]

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[choice for choice in RequestChannel.choices if choice[0] != RequestChannel.SCREEN],
    )
    received_on = forms.DateField(
        label=_("Came on"),
        help_text=_("The month for the answer runs from this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=today,
    )
    kind = forms.ChoiceField(
        label=_("What the person asks"),
        choices=_access_first(RequestKind.nouns()),
    )
    wrong = forms.CharField(
        label=_("What they ask, or what they say is wrong"),
        required=False,
        max_length=2000,
        help_text=_(
            "Needed for a correction alone. The person reads it on their page “My data”. Nothing about health, "
            "beliefs or anybody’s private life."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    right = forms.CharField(
        label=_("What would be right, as they say"),
        required=False,
        max_length=2000,
        help_text=_("For a correction."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    identity_check = forms.ChoiceField(
        label=_("How you made sure who asks"),
        required=False,
        choices=[
            ("", _("not yet")),
            *(choice for choice in IdentityCheck.choices if choice[0] != IdentityCheck.SIGNED_IN),
        ],
        help_text=_("Keep no copy of an identity document."),
    )

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > today():
            raise forms.ValidationError(_("This day is to come: a request has come already."))
        if (today() - day).days > 366:
            raise forms.ValidationError(_("More than a year ago: check the year."))
        return day


class IdentityForm(forms.Form):
    check = forms.ChoiceField(
        label=_("How you made sure who asks"),
        choices=[
            choice for choice in IdentityCheck.choices if choice[0] != IdentityCheck.SIGNED_IN
        ],
        widget=forms.RadioSelect,
    )


class ExtensionForm(forms.Form):
    months = forms.TypedChoiceField(
        label=_("How much longer"),
        choices=[(MONTHS_MORE[0], _("one month")), (MONTHS_MORE[1], _("two months"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why it takes longer"),
        max_length=1000,
        help_text=_("The person reads it on their page “My data”."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerTemplateForm(forms.Form):
    """The words with which answers of a kind begin. {name} stands for the person; nothing else is filled in."""

    text_fr = forms.CharField(
        label=_("Text in French"), widget=forms.Textarea({"rows": 8}), max_length=3000
    )
    text_en = forms.CharField(
        label=_("Text in English"), widget=forms.Textarea({"rows": 8}), max_length=3000
    )

    def clean_text_fr(self):
        return _checked_words(self.cleaned_data["text_fr"])

    def clean_text_en(self):
        return _checked_words(self.cleaned_data["text_en"])


def _checked_words(text):
    if has_stray_braces(text):
        raise forms.ValidationError(
            _("A brace stands alone. Write {name} where the name goes, and no other brace.")
        )
    for unknown in sorted(placeholder_names(text) - {NAME}):
        raise forms.ValidationError(
            _("There is no placeholder {%(name)s} here: only {name}."), params={"name": unknown}
        )
    return text


class ErasureForm(forms.Form):
    """The second confirmation: the staff number, as the page shows it."""

    staff_number = forms.CharField(label=_("Staff number of who is erased"), max_length=50)

    def __init__(self, person, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_staff_number(self):
        typed = self.cleaned_data["staff_number"].strip()
        if typed.casefold() != self.person.staff_number.casefold():
            raise forms.ValidationError(
                _("This is not the staff number of %(person)s. Nothing was erased."),
                params={"person": self.person},
            )
        return self.person.staff_number


class AnswerForm(forms.Form):
    """The answer to a request. `status` is what the pressed button says."""

    status = forms.ChoiceField(
        choices=[choice for choice in RequestStatus.choices if choice[0] != RequestStatus.OPEN]
    )
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        required=False,
        help_text=_("The person reads it on their page “My data”."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    refusal = forms.CharField(
        label=_("Why it is refused"),
        max_length=4000,
        required=False,
        help_text=_("The person reads it. Leave them told that they may complain."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    without_act = forms.CharField(
        label=_("Why it is answered without being done"),
        required=False,
        max_length=1000,
        help_text=_("Only where what is asked is not done. The person reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, is_by_letter=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_by_letter:
            self.fields["answer"].help_text = _(
                "The person cannot open “My data”: you print the answer and send it."
            )
            self.fields["refusal"].help_text = _(
                "You print it and send it. Leave them told that they may complain."
            )
            self.fields["without_act"].help_text = _(
                "Only where what is asked is not done. It is printed under the answer."
            )

    def clean(self):
        """Return the words of the pressed button as `answer`. A refusal says more than what it was begun with."""
        cleaned = super().clean()
        is_refused = cleaned.get("status") == RequestStatus.REFUSED
        field = "refusal" if is_refused else "answer"
        words, begun = cleaned.get(field, ""), self.get_initial_for_field(self.fields[field], field)
        if field not in self.errors and not words:
            self.add_error(field, self.fields[field].default_error_messages["required"])
        elif is_refused and words.split() == (begun or "").split():
            self.add_error(field, _("Write the reason: the person has a right to it."))
        return cleaned | {"answer": words}


class NoticeForm(forms.Form):
    text_fr = forms.CharField(
        label=_("Text in French"), widget=forms.Textarea({"rows": 5}), max_length=2000
    )
    text_en = forms.CharField(
        label=_("Text in English"), widget=forms.Textarea({"rows": 5}), max_length=2000
    )
