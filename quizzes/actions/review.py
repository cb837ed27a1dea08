"""Meeting one’s mistakes again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from fsrs import Card, Rating, Scheduler

from people.models import Person
from quizzes.marking import clean_response, mark
from quizzes.models import ReviewCard
from quizzes.queries.review import mistakes_without_card
from quizzes.queries.translations import edition_for, marking_spec_of


# No chance in it: the same answers on the same days lead to the same day. No steps of minutes either:
# nobody at a desk comes back in ten, so that a miss comes back the next day.
SCHEDULER = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())


def start_memory(now: datetime) -> tuple[dict[str, Any], datetime]:
    """Return what is kept of a question just missed, as JSON, and when it is due."""
    return next_memory(dict(Card(card_id=0, due=now).to_dict()), right=False, now=now)


def next_memory(
    memory: dict[str, Any], *, right: bool, now: datetime
) -> tuple[dict[str, Any], datetime]:
    """The same after one more answer."""
    rating = Rating.Good if right else Rating.Again
    card, _log = SCHEDULER.review_card(Card.from_dict(cast(Any, memory)), rating, now)
    return dict(card.to_dict()), card.due


@transaction.atomic(savepoint=False)
def gather_mistakes(*, learner: Person, among: Iterable[int] | None = None) -> int:
    """A card for each question that the learner got wrong and has none of; twice adds nothing.

    `among`: keys of questions; None for all.
    """
    now = timezone.now()
    memory, _tomorrow = start_memory(now)
    missed = mistakes_without_card(learner)
    if among is not None:
        missed = missed.filter(pk__in=among)
    cards = [
        # At once, for whoever asks for it: the first screen waits for the next day.
        ReviewCard(learner=learner, question=question, memory=memory, due_at=now)
        for question in missed.order_by("pk")
    ]
    return len(ReviewCard.objects.bulk_create(cards, ignore_conflicts=True))


@transaction.atomic
def answer_card(*, card: int, version: int, raw: object) -> ReviewCard:
    """Mark an answer and set the day on which the question comes again. A card that is not due, or whose question
    asks something else since, stays as it is."""
    locked = ReviewCard.objects.select_for_update(of=("self",)).get(pk=card)
    current = locked.question.current_version
    now = timezone.now()
    if current is None or current.pk != version or locked.due_at > now:
        return locked
    locked.version, locked.translation = current, edition_for(current)
    spec = marking_spec_of(locked)
    response = clean_response(spec, raw)
    right = mark(spec, response).fraction >= 1
    locked.memory, locked.due_at = next_memory(locked.memory, right=right, now=now)
    locked.response, locked.answered_at = response, now
    locked.save()
    return locked
