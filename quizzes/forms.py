"""Answers of learners, and nothing else. Questions of authors: author_forms."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from people.models import Person
from quizzes.enums import Audience, Certainty
from quizzes.marking import MAX_ESSAY, MAX_SHORT_TEXT, parse_number
from quizzes.models import SharedResult
from quizzes.specs import Kind


CERTAINTY = "certainty"
PAIR = "pair-"  # the field for the prompt "p1" is named "pair-p1"
MAX_SEQUENCE = 2**31 - 1  # the largest that the column holds


class SlotForm(forms.Form):
    """To which question an answer belongs."""

    slot = forms.IntegerField(min_value=1, max_value=MAX_SEQUENCE)


class SaveForm(SlotForm):
    """`sequence` grows with each answer that a page sends, so that the last one wins."""

    sequence = forms.IntegerField(min_value=1, max_value=MAX_SEQUENCE)
    certainty = forms.TypedChoiceField(
        choices=Certainty, coerce=int, empty_value=None, required=False
    )


class GoForm(forms.Form):
    """To which question to go on; none for what follows."""

    go = forms.IntegerField(min_value=1, max_value=MAX_SEQUENCE, required=False)


def raw_response(kind: Kind, data: QueryDict) -> dict[str, Any]:
    """The answer that a form of this kind of question holds, complete or not, to be cleaned."""
    if kind is Kind.MULTIPLE_CHOICE:
        return {"choices": data.getlist("choice")}
    if kind in {Kind.SINGLE_CHOICE, Kind.TRUE_FALSE}:
        return {"choice": data.get("choice")}
    if kind is Kind.MATCHING:
        pairs = {name.removeprefix(PAIR): data[name] for name in data if name.startswith(PAIR)}
        return {"pairs": pairs}
    if kind is Kind.INFORMATION:
        return {}
    return {"text": data.get("text")}


class AnswerForm(forms.Form):
    """Whether an answer is complete enough to be checked. `view` is the question's public view.

    `is_partial`: it may be left empty or unfinished, since it can be changed until the end.
    """

    def __init__(
        self,
        *args: Any,
        view: dict[str, Any],
        is_partial: bool = False,
        asks_certainty: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_FIELDS[Kind(view["kind"])](view))
        if is_partial:
            for field in self.fields.values():
                field.required = False
        if asks_certainty:
            self.fields[CERTAINTY] = forms.TypedChoiceField(
                choices=Certainty, coerce=int, empty_value=None, required=False
            )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        is_answered = any(value for name, value in said.items() if name != CERTAINTY)
        if CERTAINTY in self.fields and is_answered and not said.get(CERTAINTY):
            self.add_error(CERTAINTY, _("Say how sure you are of this answer."))
        return said

    def first_error(self) -> str:
        """One sentence; "" when there is nothing to say."""
        return next((str(messages[0]) for messages in self.errors.values()), "")


class ShareForm(forms.Form):
    """To whom a result is sent: one of the learner’s managers, or the training department."""

    TRAINING = "training"

    def __init__(
        self, *args: Any, managers: list[Person], sent: list[SharedResult], **kwargs: Any
    ) -> None:
        """`sent` to them already: they are no choice."""
        super().__init__(*args, **kwargs)
        known = {str(one.recipient_id or self.TRAINING) for one in sent}
        self.managers = {str(person.pk): person for person in managers}
        everybody = [
            *((key, person.get_full_name()) for key, person in self.managers.items()),
            (self.TRAINING, Audience.TRAINING.label),
        ]
        self.choices = [(key, label) for key, label in everybody if key not in known]
        self.fields["to"] = forms.ChoiceField(
            choices=self.choices,
            error_messages={"required": _("Choose to whom you send your result.")},
        )

    @property
    def manager(self) -> Person | None:
        """None for the training department."""
        return self.managers.get(self.cleaned_data["to"])

    def first_error(self) -> str:
        return next((str(messages[0]) for messages in self.errors.values()), "")


def _one_choice(view: dict[str, Any]) -> dict[str, forms.Field]:
    return {
        "choice": forms.ChoiceField(
            choices=[(choice["id"], "") for choice in view["choices"]],
            error_messages={"required": _("Choose an answer, or “I don't know”.")},
        )
    }


def _several_choices(view: dict[str, Any]) -> dict[str, forms.Field]:
    return {
        "choice": forms.MultipleChoiceField(
            choices=[(choice["id"], "") for choice in view["choices"]],
            error_messages={"required": _("Tick at least one answer, or choose “I don't know”.")},
        )
    }


def _matching(view: dict[str, Any]) -> dict[str, forms.Field]:
    options = [(option["id"], "") for option in view["options"]]
    missing = _("Choose a partner for each line, or “I don't know”.")
    return {
        PAIR + prompt["id"]: forms.ChoiceField(
            choices=options, error_messages={"required": missing}
        )
        for prompt in view["prompts"]
    }


def _text(limit: int) -> forms.CharField:
    return forms.CharField(
        max_length=limit,
        error_messages={
            "required": _("Write an answer, or choose “I don't know”."),
            "max_length": _("Your answer is too long: at most %(limit_value)d characters."),
        },
    )


def _number() -> forms.CharField:
    text = _text(MAX_SHORT_TEXT)
    text.validators.append(_refuse_words)
    return text


def _refuse_words(said: str) -> None:
    if parse_number(said) is None:
        raise ValidationError(_("Write a number alone, such as 12 or 3.5."), code="number")


_FIELDS: dict[Kind, Callable[[dict[str, Any]], dict[str, forms.Field]]] = {
    Kind.SINGLE_CHOICE: _one_choice,
    Kind.TRUE_FALSE: _one_choice,
    Kind.MULTIPLE_CHOICE: _several_choices,
    Kind.MATCHING: _matching,
    Kind.SHORT_TEXT: lambda view: {"text": _text(MAX_SHORT_TEXT)},
    Kind.NUMERIC: lambda view: {"text": _number()},
    Kind.ESSAY: lambda view: {"text": _text(MAX_ESSAY)},
    Kind.INFORMATION: lambda view: {},
}
