"""Register what waits for those who answer questions. It says that one waits, and of one with a name on which lesson.

A row has a moment, which a question without a name has not: its rows are written in the night of the Monday after its
week, for all who may answer alike.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ambassadors.help.models import BoxedQuestion
from ambassadors.help.models.questions import BoxedQuestionQuerySet
from ambassadors.help.policies import questions_answerable_by
from ambassadors.help.queries.questions import people_to_answer
from learning.policies import published_lesson_pages
from people.models import Notification, Person
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
    questions = BoxedQuestion.objects.waiting().filter(pk__in={row.key for row in rows})
    reader = rows[0].person_id
    if any(row.person_id != reader for row in rows):
        titles = dict(_lesson_titles(questions))
        people = {str(uuid): who for uuid, who in people_to_answer(list(questions)).items()}
    else:  # as on the first screen, in one query
        titles = dict(_lesson_titles(questions, answerable_by=rows[0].person))
        people = {str(uuid): {reader} for uuid in titles}
    lessons = {str(uuid): title for uuid, title in titles.items()}
    return {
        row.pk: Description(
            _title(lessons.get(row.key)),
            reverse("ambassadors:answer_question", args=[row.key]),
        )
        for row in rows
        if row.person_id in people.get(row.key, ())
    }


def _lesson_titles(
    questions: BoxedQuestionQuerySet, *, answerable_by: Person | None = None
) -> QuerySet[Any, tuple[UUID, str | None]]:
    """Return by question the title of its lesson, of those with a name: the others wait for all alike."""
    if answerable_by is not None:
        answerable = questions_answerable_by(answerable_by)
        questions = questions.filter(pk__in=answerable.order_by().values("pk"))
    pages = published_lesson_pages().filter(record__uuid=OuterRef("lesson")).order_by()
    title = Coalesce(Subquery(pages.values("title")[:1]), F("lesson__title"))
    return questions.order_by().values_list("pk", Case(When(asker__isnull=False, then=title)))


def _title(lesson: str | None) -> str:
    if lesson is None:
        return _("A question waits for an answer")
    return _("A question on “%(lesson)s” waits for an answer") % {"lesson": lesson}
