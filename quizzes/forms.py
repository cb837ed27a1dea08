"""Answers of learners, and nothing else. Questions of authors: author_forms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import Person
from quizzes.enums import Certainty, ResultRecipient
from quizzes.form_messages import translate_message
from quizzes.kinds.base import KINDS
from quizzes.models import SharedResult
from quizzes.models.attempts import PAGE_KEY_LENGTH
from quizzes.values.fields import AnswerField


CERTAINTY = "certainty"
TOO_LONG = _("Your answer is too long: at most %(limit_value)d characters.")
# The largest that the columns hold.
MAX_SEQUENCE = 2**31 - 1
MAX_SLOT = 2**15 - 1


def _certainty_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(choices=Certainty, coerce=int, empty_value=None, required=False)


class SlotForm(forms.Form):
    """The question to which an answer belongs."""

    slot = forms.IntegerField(min_value=1, max_value=MAX_SLOT)


class RevisionForm(SlotForm):
    """The fields of actions.attempts.Revision."""

    sequence = forms.IntegerField(min_value=1, max_value=MAX_SEQUENCE)
    page = forms.CharField(max_length=PAGE_KEY_LENGTH, required=False)
    based_on = forms.IntegerField(min_value=0, max_value=MAX_SEQUENCE, required=False)


class SaveForm(RevisionForm):
    certainty = _certainty_field()


class GoForm(forms.Form):
    """The question to go on to; none for what follows."""

    go = forms.IntegerField(min_value=1, max_value=MAX_SLOT, required=False)


class StepForm(SlotForm):
    """What was chosen in a scenario, and after how many choices: an older page changes nothing."""

    step = forms.IntegerField(min_value=0, max_value=MAX_SEQUENCE)
    choice = forms.CharField(required=False)


def _field(described: AnswerField) -> forms.Field:
    errors = {"required": gettext(described.missing), "max_length": TOO_LONG}
    if described.options is not None:
        field = forms.MultipleChoiceField if described.is_several else forms.ChoiceField
        choices = [(option, "") for option in described.options]
        return field(choices=choices, error_messages={"required": errors["required"]})
    text = forms.CharField(max_length=described.limit, error_messages=errors)

    def check(said: str) -> None:
        message = described.check(said) if described.check else None
        if message is not None:
            raise ValidationError(translate_message(message), code=message.code)

    text.validators.append(check)
    return text


class FormWithFirstError(forms.Form):
    def first_error(self) -> str:
        """One sentence; "" when there is nothing to say."""
        return next((str(messages[0]) for messages in self.errors.values()), "")


class AnswerForm(FormWithFirstError):
    """The fields of an answer to a public view, complete enough to be checked; `is_partial` may be left unfinished."""

    def __init__(
        self,
        *args: Any,
        view: dict[str, Any],
        is_partial: bool = False,
        asks_certainty: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = KINDS[view["kind"]]
        described = self.kind.answer_fields(view)
        self.fields.update({name: _field(field) for name, field in described.items()})
        if is_partial:
            for field in self.fields.values():
                field.required = False
        if asks_certainty:
            self.fields[CERTAINTY] = _certainty_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_answered = any(value for name, value in cleaned.items() if name != CERTAINTY)
        if CERTAINTY in self.fields and is_answered and not cleaned.get(CERTAINTY):
            self.add_error(CERTAINTY, _("Say how sure you are of this answer."))
        for name, message in self.kind.answer_problems(cleaned).items():
            self.add_error(name, translate_message(message))
        return cleaned

    def is_of_another_length(self) -> bool:
        """A text that only has too few or too many words."""
        return self.has_error("text", "short") or self.has_error("text", "long")


class ShareForm(FormWithFirstError):
    """The receiver of a result: one of the learner’s managers, or the training department."""

    TRAINING = "training"

    def __init__(
        self, *args: Any, managers: list[Person], sent: list[SharedResult], **kwargs: Any
    ) -> None:
        """Leave out those to whom it was `sent` already."""
        super().__init__(*args, **kwargs)
        known = {str(one.recipient_id or self.TRAINING) for one in sent}
        self.managers = {str(person.pk): person for person in managers}
        everybody = [
            *((key, person.get_full_name()) for key, person in self.managers.items()),
            (self.TRAINING, ResultRecipient.TRAINING.label),
        ]
        self.choices = [(key, label) for key, label in everybody if key not in known]
        self.fields["to"] = forms.ChoiceField(
            choices=self.choices,
            error_messages={"required": _("Choose to whom you send your result.")},
        )

    @property
    def manager(self) -> Person | None:
        """Return the manager, None for the training department."""
        return self.managers.get(self.cleaned_data["to"])
