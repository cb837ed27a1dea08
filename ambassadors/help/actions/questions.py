"""Anonymous questions. No function here receives who asks."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ambassadors.help.models import BoxedQuestion
from ambassadors.practices.identifying_details import Trace, find_traces
from core.dates import today


def submit_question(*, text: str) -> None:
    """Store a question. Raises ValidationError for what looks like a name, personal number or mail address."""
    day = today()
    BoxedQuestion.objects.create(
        text=clean_question_text(text), week=day - timedelta(days=day.weekday())
    )


@transaction.atomic
def answer_question(*, question: BoxedQuestion, text: str, answer: str) -> None:
    """Publish an answer, and the question in words that may be changed to identify nobody. Raises
    ValidationError."""
    locked = BoxedQuestion.objects.select_for_update().get(pk=question.pk)
    locked.text, locked.answer = clean_question_text(text), clean_question_text(answer)
    locked.save(update_fields=["text", "answer"])


def delete_question(*, question: BoxedQuestion) -> None:
    """Delete a question that cannot be answered."""
    BoxedQuestion.objects.filter(pk=question.pk).delete()


def clean_question_text(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError(_("Write a question."), code="empty")
    traces = find_traces(text, any_number=True)
    if Trace.EMAIL in traces:
        message = _("This looks like a mail address. Take it out: here nobody is named.")
        raise ValidationError(message, code="mail")
    if traces - {Trace.NAME}:
        message = _("This looks like a personal number. Take it out: here nobody is named.")
        raise ValidationError(message, code="number")
    if traces:
        message = _("Leave out names, e-mail addresses, telephone and social security numbers.")
        raise ValidationError(message, code="name")
    return text
