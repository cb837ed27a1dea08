from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from adoption.surveys.actions.own_questions import WrittenQuestion
from adoption.surveys.enums import QuestionKind
from adoption.surveys.models import OwnQuestions


MOST_QUESTIONS, MOST_OPTIONS = 5, 6
LONGEST_TEXT, LONGEST_OPTION = 200, 80


class OwnQuestionsForm(forms.Form):
    """Up to five questions in each language; what is left empty is no question. Without script all are shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_QUESTIONS + 1):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("How it is answered"),
                choices=QuestionKind.choices,
                initial=QuestionKind.SCALE,
                widget=forms.RadioSelect,
                required=False,
            )
            for code, name in settings.LANGUAGES:
                self.fields[f"text_{code}_{number}"] = forms.CharField(
                    label=_("Question (%(language)s)") % {"language": name},
                    max_length=LONGEST_TEXT,
                    required=False,
                )
            for code, name in settings.LANGUAGES:
                self.fields[f"options_{code}_{number}"] = forms.CharField(
                    label=_("Answers (%(language)s)") % {"language": name},
                    help_text=_("One a line, two to six, where you write them yourself."),
                    widget=forms.Textarea(attrs={"rows": 4}),
                    max_length=MOST_OPTIONS * (LONGEST_OPTION + 2),
                    required=False,
                )

    def groups(self) -> Iterator[tuple[int, list[forms.BoundField], bool]]:
        """The fields of each question, with its number, and whether something is written there."""
        for number in range(1, MOST_QUESTIONS + 1):
            fields = [self[name] for name in self.fields if name.endswith(f"_{number}")]
            yield number, fields, any(bound.value() for bound in fields[1:])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        questions = [
            question for number in range(1, MOST_QUESTIONS + 1) if (question := self._read(number))
        ]
        if not questions and not self.errors:
            raise forms.ValidationError(_("Write at least one question."))
        for code, _name in settings.LANGUAGES:
            asked = [question.texts[code].casefold() for question in questions]
            if len(set(asked)) < len(asked) and not self.errors:
                raise forms.ValidationError(_("A question stands there twice."))
        return cleaned | {"questions": questions}

    def _read(self, number: int) -> WrittenQuestion | None:
        codes = [code for code, _name in settings.LANGUAGES]
        texts = {code: self.cleaned_data.get(f"text_{code}_{number}", "") for code in codes}
        options = {
            code: _lines(self.cleaned_data.get(f"options_{code}_{number}", "")) for code in codes
        }
        if not any(texts.values()) and not any(options.values()):
            return None
        for code, text in texts.items():
            if not text:
                self.add_error(f"text_{code}_{number}", _("Write it in each language."))
        kind = QuestionKind(self.cleaned_data.get(f"kind_{number}") or QuestionKind.SCALE)
        if kind == QuestionKind.CHOICE:
            self._check_options(number, options)
        elif any(options.values()):
            self.add_error(f"kind_{number}", _("The five steps have their own answers."))
        return WrittenQuestion(kind, texts, options)

    def _check_options(self, number: int, options: dict[str, list[str]]) -> None:
        counts = {len(lines) for lines in options.values()}
        for code, lines in options.items():
            name = f"options_{code}_{number}"
            if not 2 <= len(lines) <= MOST_OPTIONS:
                self.add_error(name, _("Write two to six answers, one a line."))
            elif len(counts) > 1:
                self.add_error(name, _("Write as many answers in each language."))
            elif len(set(lines)) < len(lines):
                self.add_error(name, _("An answer stands there twice."))
            elif any(len(line) > LONGEST_OPTION for line in lines):
                self.add_error(name, _("An answer has 80 characters at most."))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def initial_questions(held: OwnQuestions | None) -> dict[str, Any]:
    """The fields as they were last written."""
    initial: dict[str, Any] = {}
    for code, survey in (held.texts if held else {}).items():
        for number, question in enumerate(survey.questions, start=1):
            initial[f"text_{code}_{number}"] = question.text
            initial[f"kind_{number}"] = QuestionKind.CHOICE
            if question.is_scale:
                initial[f"kind_{number}"] = QuestionKind.SCALE
                continue
            lines = [option.text for option in question.options]
            initial[f"options_{code}_{number}"] = "\n".join(lines)
    return initial
