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
APPROVE = "approve"


class OwnQuestionsForm(forms.Form):
    """Up to five questions in each language; what is left empty is no question. Without script all are shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_QUESTIONS + 1):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Question %(number)s: how it is answered") % {"number": number},
                choices=QuestionKind.choices,
                initial=QuestionKind.SCALE,
                widget=forms.RadioSelect,
                required=False,
            )
            for code, language in settings.LANGUAGES:
                self.fields[f"text_{code}_{number}"] = forms.CharField(
                    label=_("Question %(number)s (%(language)s)")
                    % {"number": number, "language": language},
                    max_length=LONGEST_TEXT,
                    required=False,
                )
            for code, language in settings.LANGUAGES:
                self.fields[f"options_{code}_{number}"] = forms.CharField(
                    label=_("Answers to question %(number)s (%(language)s)")
                    % {"number": number, "language": language},
                    help_text=_("One a line, two to six."),
                    widget=forms.Textarea(attrs={"rows": 4}),
                    required=False,
                )

    def groups(self) -> Iterator[tuple[int, list[forms.BoundField], list[forms.BoundField], bool]]:
        """The number of each question, its fields, those of its answers, and whether something is written."""
        languages = len(settings.LANGUAGES)
        for number in range(1, MOST_QUESTIONS + 1):
            fields = [self[name] for name in self.fields if name.endswith(f"_{number}")]
            is_written = any(bound.value() for bound in fields[1:])
            yield number, fields[:-languages], fields[-languages:], is_written

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        read = {number: self._read(number) for number in range(1, MOST_QUESTIONS + 1)}
        questions = {number: question for number, question in read.items() if question}
        source = settings.LANGUAGES[0][0]
        if not questions and not self.errors:
            self.add_error(f"text_{source}_1", _("Write at least one question."))
        for code, _language in settings.LANGUAGES:
            asked: dict[str, int] = {}
            for number, question in questions.items():
                first = asked.setdefault(question.texts[code].casefold(), number)
                if question.texts[code] and first != number:
                    same = _("This is question %(number)s again.") % {"number": first}
                    self.add_error(f"text_{code}_{number}", same)
        return cleaned | {"questions": list(questions.values())}

    def _read(self, number: int) -> WrittenQuestion | None:
        codes = [code for code, _name in settings.LANGUAGES]
        texts = {code: self.cleaned_data.get(f"text_{code}_{number}", "") for code in codes}
        kind = QuestionKind(self.cleaned_data.get(f"kind_{number}") or QuestionKind.SCALE)
        options: dict[str, list[str]] = {}
        if (
            kind == QuestionKind.CHOICE
        ):  # a scale has its own answers: those written there are hidden
            names = {code: f"options_{code}_{number}" for code in codes}
            options = {code: _lines(self.cleaned_data.get(names[code], "")) for code in codes}
        if not any(texts.values()) and not any(options.values()):
            return None
        for code, text in texts.items():
            if not text and f"text_{code}_{number}" not in self.errors:
                self.add_error(f"text_{code}_{number}", _("Write it in each language."))
        if kind == QuestionKind.CHOICE:
            self._check_options(number, options)
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


class ReviewForm(forms.Form):
    """The officer's answer to the version that was read; the button pressed is the decision."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("I have read each question and its answers, in every language"),
        help_text=_(
            "None is about the use of a portal, health or union membership, none tells who somebody is, and none asks "
            "again what another or the barometer asks."
        ),
        required=False,
    )
    remark = forms.CharField(
        label=_("Your word, where you return them"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_approved = cleaned.get("decision") == APPROVE
        if is_approved and not cleaned.get("confirmed"):
            self.add_error("confirmed", _("Tick this before you approve."))
        if not is_approved and not cleaned.get("remark"):
            self.add_error("remark", _("Say in a word what should change."))
        return cleaned | {"is_approved": is_approved}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


SHADOW_USE = "assistant-ia"
PRESETS = {
    SHADOW_USE: {
        "fr": (
            "Utilisez-vous, pour le travail, un assistant d’IA que l’organisation n’a pas choisi ?",
            ("Oui, souvent", "Oui, de temps en temps", "Non"),
        ),
        "en": (
            "Do you use, for work, an AI assistant that the organisation has not chosen?",
            ("Yes, often", "Yes, now and then", "No"),
        ),
    }
}  # asked in both languages at once, so written here and not translated


def with_preset(initial: dict[str, Any], preset: str | None) -> dict[str, Any]:
    """Add a question ready to be asked in the first place that is free; what is not known, or stands there, adds none."""
    words = PRESETS.get(preset or "")
    taken = {number for number in range(1, MOST_QUESTIONS + 1) if f"kind_{number}" in initial}
    free = [number for number in range(1, MOST_QUESTIONS + 1) if number not in taken]
    if (
        words is None
        or not free
        or any(text in initial.values() for text, _options in words.values())
    ):
        return initial
    asked = {f"kind_{free[0]}": QuestionKind.CHOICE}
    for code, (text, options) in words.items():
        asked |= {f"text_{code}_{free[0]}": text, f"options_{code}_{free[0]}": "\n".join(options)}
    return initial | asked


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
