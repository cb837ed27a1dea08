"""Questions in the box and on lessons. But for `ask_with_name`, no function here receives who asks."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ambassadors.help.enums import QuestionAbout
from ambassadors.help.mails import LESSON_QUESTION_ANSWERED
from ambassadors.help.models import BoxedQuestion, NamedAsker
from ambassadors.help.question_notifications import ask_for_answers, settle_question
from ambassadors.practices.identifying_details import Trace, find_traces
from core.dates import first_day_of_week, today
from learning.models import Lesson
from people.actions.mails import Letter, send_without_queue
from people.actions.privacy import lock_person
from people.models import Person


A_WEEK = timedelta(weeks=1)
MOST_AT_ONCE = 5  # waiting questions of one person who gives their name


def submit_question(
    *,
    text: str,
    lesson: Lesson | None = None,
    language: str = "",
    about: str = QuestionAbout.HELP,
) -> None:
    """Store a question without a name; one on a lesson is shown from the following week on. Raises
    ValidationError for what looks like a name, personal number or mail address."""
    week = _monday()
    BoxedQuestion.objects.create(
        text=clean_question_text(text),
        week=week,
        lesson=lesson,
        language=language,
        about=about,
        shown_from=week + A_WEEK if lesson else None,
    )


@transaction.atomic
def ask_with_name(*, person: Person, text: str, lesson: Lesson, language: str) -> BoxedQuestion:
    """Store a question on a lesson with its asker. Raises ValidationError as above, and while too many wait."""
    cleaned = clean_question_text(text)
    lock_person(person=person)
    if NamedAsker.objects.filter(person=person).count() >= MOST_AT_ONCE:
        message = _("Several of your questions still wait for an answer: give them a little time.")
        raise ValidationError(message, code="too_many")
    question = BoxedQuestion.objects.create(
        text=cleaned, week=_monday(), lesson=lesson, language=language
    )
    NamedAsker.objects.create(question=question, person=person)
    ask_for_answers([question])
    return question


@transaction.atomic
def reword_question(*, question: BoxedQuestion, text: str, seen: str) -> None:
    """Replace the words of a question on a lesson, for those who may then answer it. Raises ValidationError."""
    locked = _locked(question, seen)
    _set_words(locked, text)
    locked.save(update_fields=["text", "is_reworded"])


@transaction.atomic
def answer_question(*, question: BoxedQuestion, text: str, answer: str, seen: str = "") -> None:
    """Publish an answer, and the question in words that identify nobody; mail and forget who gave a name.

    One that is gathered comes out on the next Monday with the others, and is corrected at once after that.
    `seen`: the state that the form showed, "" for any. Raises ValidationError.
    """
    locked = _locked(question, seen)
    _set_words(locked, text)
    locked.answer = clean_question_text(answer)
    if locked.is_gathered and locked.shown_from is None:
        locked.shown_from = next_day_of_answers()
    locked.save(update_fields=["text", "is_reworded", "answer", "shown_from"])
    for asker in NamedAsker.objects.filter(question=locked).select_related("person"):
        path = reverse("ambassadors:lesson_questions", args=[locked.lesson_id])
        letter = Letter(person=asker.person, key=str(locked.pk), path=path)
        send_without_queue(kind=LESSON_QUESTION_ANSWERED, letter=letter)
        asker.delete()
    settle_question(locked)


@transaction.atomic
def delete_question(*, question: BoxedQuestion) -> None:
    """Delete a question that cannot be answered, or is to be shown no longer."""
    settle_question(question)
    BoxedQuestion.objects.filter(pk=question.pk).delete()


@transaction.atomic
def tell_of_waiting_questions() -> int:
    """Tell those who may answer and are not told yet; return for how many a question is new. Idempotent.

    One without a name is told from the Monday after its week on.
    """
    told = Q(asker__isnull=False) | Q(week__lt=_monday())
    return ask_for_answers(BoxedQuestion.objects.waiting().filter(told))


def count_helped(*, question: BoxedQuestion) -> None:
    """Count one more whom the answer helped; whether they may, ambassadors.help.question_limit says."""
    BoxedQuestion.objects.filter(pk=question.pk).update(helped=F("helped") + 1)


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


def _locked(question: BoxedQuestion, seen: str) -> BoxedQuestion:
    """Lock and return the question. Raises ValidationError where it is gone or not as it was shown."""
    locked = BoxedQuestion.objects.select_for_update().filter(pk=question.pk).first()
    if locked is None:
        raise ValidationError(_("This question was taken down meanwhile."), code="gone")
    if seen and seen != locked.state:
        message = _(
            "Somebody has changed or answered it meanwhile: it stands above as it is now. What you wrote is kept below."
        )
        raise ValidationError(message, code="stale")
    return locked


def _set_words(locked: BoxedQuestion, text: str) -> None:
    text = clean_question_text(text)
    if locked.awaits_rewording and _bare_words(text) == _bare_words(locked.text):
        message = _("Put it in other words: a way of writing may tell who asks.")
        raise ValidationError({"text": message}, code="same_words")
    locked.text, locked.is_reworded = text, locked.is_gathered or locked.lesson_id is not None


def _bare_words(text: str) -> str:
    """Return the letters and digits alone: another comma is no other wording."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def next_day_of_answers() -> date:
    """Return the Monday on which answers of this week come out together."""
    return _monday() + A_WEEK


def _monday() -> date:
    return first_day_of_week(today())
