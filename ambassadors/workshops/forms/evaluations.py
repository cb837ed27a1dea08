"""Form of four questions about a session, each with four answers."""

from django import forms

from ambassadors.workshops.enums import Wave
from ambassadors.workshops.evaluation import ANSWER_LABELS, QUESTIONS


class EvaluationForm(forms.Form):
    def __init__(self, wave: Wave, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, question in QUESTIONS[wave].items():
            self.fields[code] = forms.TypedChoiceField(
                label=question,
                choices=list(ANSWER_LABELS.items()),
                coerce=int,
                widget=forms.RadioSelect,
            )
