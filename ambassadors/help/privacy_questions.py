"""Declare what a question on a lesson that was asked with a name holds about a person."""

from django.utils.translation import gettext_lazy as _

from ambassadors.help.models import BoxedQuestion, NamedAsker
from ambassadors.help.policies import questions_asked_by
from ambassadors.help.retention import QUESTIONS
from people.enums import DataChapter
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.retention_registry import retention_text


def _asked_rows(person: Person) -> Rows:
    asked = questions_asked_by(person).order_by("asked_at", "pk")
    return plain_rows(asked.values("asked_at", "question__lesson__title", "question__text"))


def _erase_asked(person: Person) -> int:
    """Delete the questions that wait for an answer; an answered one has had no name since."""
    return delete_rows(BoxedQuestion.objects.filter(asker__person=person))


def questions_asked_holding() -> Holding:
    return Holding(
        model=NamedAsker._meta.label,
        title=_("Questions that you asked on a lesson with your name"),
        purpose=_("To answer you, and to tell you of the answer."),
        recipients=_(
            "Ambassadors of the topic and editors, who answer. Everybody reads the answer, without your name."
        ),
        retention=retention_text(
            QUESTIONS, _("Your name is deleted as soon as the question is answered.")
        ),
        source=_("You, when you ask with your name."),
        chapter=DataChapter.HELP,
        export=_asked_rows,
        private=True,
        erase=_erase_asked,
    )
