"""Registers what waits and must leave no trace: the month's question, surveys, questions to review.

Worked out for its reader at each look, as the first screen does; never stored, counted, mailed or pushed by name.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from adoption.foundation.words.months import month_text
from adoption.surveys.queries import questions_to_review, surveys_waiting
from adoption.usage.policies import may_declare
from adoption.usage.queries.own_use import open_questions, own_use
from core.dates import today
from people.models import Person
from people.notifications.registry import Description, WaitingSource, register_waiting_source


def register() -> None:
    answer = pgettext_lazy("notification", "Answer")
    for key, icon, action, describe in (
        ("questions_to_review", "eye", gettext_lazy("Review them"), _reviews),
        ("month_question", "calendar-days", answer, _month_questions),
        ("surveys", "vote", answer, _surveys),
    ):
        register_waiting_source(WaitingSource(key=key, icon=icon, action=action, describe=describe))


def _month_questions(person: Person) -> Iterable[Description]:
    """Yield what is open and unanswered; nothing for a person who objects to being counted."""
    if not may_declare(person):
        return
    own = own_use(person, today())
    for question in () if own.is_objecting else open_questions(own, today()):
        if question.answer is None:
            yield Description(
                _("The question of %(month)s") % {"month": month_text(question.month)},
                reverse("adoption:declare", args=[question.portal.slug, question.month]),
                question.portal.name_here,
            )


def _surveys(person: Person) -> Iterable[Description]:
    if may_declare(person):
        for survey_round in surveys_waiting(person, today()):
            yield Description(
                survey_round.edition.text.title, reverse(f"adoption:{survey_round.survey}")
            )


def _reviews(person: Person) -> Iterable[Description]:
    count = questions_to_review(person, today())
    if count:
        yield Description(
            _("Questions of the organisation to review"), reverse("adoption:own_questions")
        )
