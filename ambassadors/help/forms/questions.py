from django import forms
from django.utils.translation import gettext_lazy as _

from ambassadors.help.actions.questions import clean_question_text
from ambassadors.help.models import BoxedQuestion
from ambassadors.help.models.questions import LONGEST


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question, or what holds you back"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_(
            "Write nothing about health, beliefs or the private life of anybody, nor a number or an address. "
            "Your way of writing may tell who you are: keep it short."
        ),
    )

    def clean_text(self):
        return clean_question_text(self.cleaned_data["text"])


class AnswerForm(forms.ModelForm):
    """Answer a question, and edit its text as everybody will read it."""

    class Meta:
        model = BoxedQuestion
        fields = ("text", "answer")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "answer": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "text": _("Put it in other words where these would tell who asks."),
            "answer": _("Everybody who works here may read both."),
        }

    def clean_text(self):
        return clean_question_text(self.cleaned_data["text"])

    def clean_answer(self):
        return clean_question_text(self.cleaned_data["answer"])
