"""Register what waits for those who answer questions. It says that one waits, and of one with a name on which lesson.

A row has a moment, which a question without a name has not: its rows are written in the night of the Monday after its
week, for all who may answer alike.
"""

from collections.abc import Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ambassadors.help.models import BoxedQuestion
from ambassadors.help.models.questions import BoxedQuestionQuerySet
from ambassadors.help.queries.questions import people_to_answer, with_lesson_titles
from people.models import Notification
from people.notifications.actions import Entry, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


QUESTION = "help_question"


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=QUESTION,
            title=gettext_lazy("A question to answer"),
            action=pgettext_lazy("notification", "Answer"),
            icon="circle-help",
            describe=_questions,
            rank=45,
        )
    )


def ask_for_answers(questions: Collection[BoxedQuestion]) -> int:
    """Have questions wait for whom they do not wait for yet; return for how many people a question is new."""
    waiting = {str(question.pk): question for question in questions}
    rows = Notification.objects.filter(kind=QUESTION, key__in=waiting)
    told = set(rows.values_list("person_id", "key"))
    entries = [
        Entry(person, uuid)
        for uuid, people in people_to_answer(questions).items()
        for person in sorted(people)
        if (person, str(uuid)) not in told
    ]
    notify(kind=QUESTION, entries=entries)
    return len(entries)


def settle_question(question: BoxedQuestion) -> None:
    settle(kind=QUESTION, keys=[question.pk])


def _questions(rows: Sequence[Notification]) -> Mapping[int, Description]:
    found = BoxedQuestion.objects.waiting().filter(pk__in={row.key for row in rows})
    waiting = list(found)
    answering = {str(uuid): people for uuid, people in people_to_answer(waiting).items()}
    lessons = _lessons_of_named(found)
    return {
        row.pk: Description(
            _title(lessons.get(row.key)),
            reverse("ambassadors:answer_question", args=[row.key]),
        )
        for row in rows
        if row.person_id in answering.get(row.key, ())
    }


def _lessons_of_named(questions: BoxedQuestionQuerySet) -> dict[str, str]:
    """Return the titles of their lessons by question, of those with a name: the others wait for all alike."""
    named = questions.named().exclude(lesson=None).select_related("lesson")
    return {str(question.pk): question.lesson_title for question in with_lesson_titles(named)}


def _title(lesson: str | None) -> str:
    if lesson is None:
        return _("A question waits for an answer")
    return _("A question on “%(lesson)s” waits for an answer") % {"lesson": lesson}
