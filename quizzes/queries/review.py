"""Mistakes to review: which there are, which is next. Never writes."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Least

from core.dates import first_day_of_week, start_of_day
from people.models import Person
from quizzes.enums import Purpose, QuestionStatus
from quizzes.kinds.base import kinds_where
from quizzes.models import AttemptItem, Question, ReviewCard
from quizzes.policies import attempts_visible_to, review_cards_visible_to


WEEKLY = 4  # questions that the first screen offers in a week: a minute


def mistakes_without_card(person: Person) -> QuerySet[Question]:
    """Questions that the person got wrong where explanations are shown, and that can be asked today."""
    attempts = (
        attempts_visible_to(person)
        .submitted()
        .filter(purpose=Purpose.TRAINING, quiz__shows_answers=True)
    )
    wrong = AttemptItem.objects.filter(
        attempt__in=attempts, version__question=OuterRef("pk"), fraction__lt=1
    )
    cards = ReviewCard.objects.filter(learner=person, question=OuterRef("pk"))
    return (
        Question.objects.ready()
        .filter(current_version__spec__kind__in=kinds_where(stands_alone=True))
        .filter(Exists(wrong), ~Exists(cards))
    )


def askable_cards(person: Person) -> QuerySet[ReviewCard]:
    """Return the cards of questions that can be asked today, in the version in force."""
    return (
        review_cards_visible_to(person)
        .filter(question__status=QuestionStatus.READY)
        .filter(question__current_version__spec__kind__in=kinds_where(stands_alone=True))
        .select_related("question__current_version")
    )


def due_cards(person: Person, *, now: datetime) -> QuerySet[ReviewCard]:
    """Return the cards that are due, in the order in which they fell due."""
    return askable_cards(person).filter(due_at__lte=now).order_by("due_at", "pk")


def questions_of_week(person: Person, *, on: date) -> QuerySet[Any, Any]:
    """Return one row, `offered`: how many questions, missed before that day, the first screen still offers this week."""
    counted = (
        askable_cards(person)
        .select_related(None)
        .order_by()
        .values(one=Value(1))
        .annotate(
            waiting=Count("pk", filter=Q(due_at__lt=start_of_day(on))),
            answered=Count("pk", filter=Q(answered_at__gte=start_of_day(first_day_of_week(on)))),
        )
    )
    return counted.annotate(offered=Least(WEEKLY - F("answered"), F("waiting")))
