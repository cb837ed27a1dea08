from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.enums import MailGroup, MailRhythm
from people.mail.queries import mail_language_of, mail_rhythms_of
from people.mail.registry import has_stray_braces, placeholder_names, unknown_placeholders
from people.models import MailWording


class MailChoiceForm(forms.Form):
    """One line for each kind of mail that the person may refuse, and the language of all.

    `everything`: the same for all of them at once, whatever the lines say.
    """

    everything = forms.ChoiceField(
        label=gettext_lazy("All of them at once"),
        choices=[("", gettext_lazy("each as below")), *MailRhythm.choices],
        required=False,
    )

    def __init__(self, person, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = []
        for kind, rhythm in mail_rhythms_of(person):
            self.kinds.append(kind)
            self.fields[kind.key] = forms.ChoiceField(
                label=kind.title,
                help_text=kind.purpose,
                choices=MailRhythm.choices,
                initial=rhythm,
                widget=forms.Select(attrs={"class": "input"}),
            )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of my mails"),
            choices=settings.LANGUAGES,
            initial=mail_language_of(person),
            widget=forms.RadioSelect,
        )

    @property
    def groups(self):
        """Return each heading with its lines, in the order of the headings; none that is empty."""
        lines = {
            group: [self[kind.key] for kind in self.kinds if kind.group == group]
            for group in MailGroup
        }
        return [(group, fields) for group, fields in lines.items() if fields]

    def chosen(self):
        all_of_them = self.cleaned_data["everything"]
        return {
            kind.key: MailRhythm(all_of_them or self.cleaned_data[kind.key]) for kind in self.kinds
        }


class WordingForm(forms.ModelForm):
    """The organisation's words. Placeholders are names between braces and nothing else: no template is evaluated."""

    class Meta:
        model = MailWording
        fields = ["subject_fr", "text_fr", "subject_en", "text_en"]
        widgets = {
            "text_fr": forms.Textarea(attrs={"rows": 10}),
            "text_en": forms.Textarea(attrs={"rows": 10}),
        }

    def __init__(self, kind, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self):
        super().clean()
        for name in ("subject_fr", "subject_en", "text_fr", "text_en"):
            if name in self.cleaned_data:
                self._check(name, self.cleaned_data[name])
        return self.cleaned_data

    def _check(self, name, text):
        if has_stray_braces(text):
            self.add_error(
                name, _("A brace stands alone. Write a placeholder as {name}, and no other brace.")
            )
        for unknown in sorted(unknown_placeholders([text], self.kind)):
            self.add_error(name, _("There is no placeholder {%(name)s} here.") % {"name": unknown})
        if name.startswith("subject") and any(ord(character) < 32 for character in text):
            self.add_error(name, _("A subject is one line."))
        if name.startswith("text"):
            for missing in sorted(self.kind.needed - placeholder_names(text)):
                self.add_error(name, _("The text needs {%(name)s}.") % {"name": missing})
