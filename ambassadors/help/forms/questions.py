from django import forms
from django.utils.translation import gettext_lazy as _

from ambassadors.help.actions.questions import clean_question_text
from ambassadors.help.models.questions import LONGEST, LONGEST_ANSWER


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


class LessonQuestionForm(QuestionForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your question")


class AnswerForm(forms.Form):
    """Answer a question, and edit its text as everybody will read it.

    `may_only_reword`: the answer may be left to others.
    """

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)
    text = forms.CharField(
        label=_("The question, as everybody will read it"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Put it in other words where these would tell who asks."),
    )
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Everybody who works here may read both."),
    )

    def __init__(self, data, *, question, may_only_reword):
        text = "" if question.awaits_rewording else question.text
        initial = {"text": text, "answer": question.answer, "seen": question.state}
        super().__init__(data, initial=initial)
        if may_only_reword:
            self.fields["answer"].required = False
            self.fields["answer"].help_text = _(
                "Left empty, it waits for an ambassador of the topic."
            )

    def clean_text(self):
        return clean_question_text(self.cleaned_data["text"])

    def clean_answer(self):
        answer = self.cleaned_data["answer"]
        return clean_question_text(answer) if answer.strip() else ""
