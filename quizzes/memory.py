"""When somebody should meet a question again: FSRS, which estimates what they still remember. Pure."""

from datetime import datetime
from typing import Any, cast

from fsrs import Card, Rating, Scheduler


# No chance in it: the same answers on the same days lead to the same day. No steps of minutes either:
# nobody at a desk comes back in ten, so that a miss comes back the next day.
SCHEDULER = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())


def start_memory(now: datetime) -> tuple[dict[str, Any], datetime]:
    """Of a question just missed: what is kept of it, as JSON, and when it is due."""
    return update_memory(_as_json(Card(card_id=0, due=now)), right=False, now=now)


def update_memory(
    memory: dict[str, Any], *, right: bool, now: datetime
) -> tuple[dict[str, Any], datetime]:
    """The same after one more answer."""
    rating = Rating.Good if right else Rating.Again
    card, _log = SCHEDULER.review_card(Card.from_dict(cast(Any, memory)), rating, now)
    return _as_json(card), card.due


def _as_json(card: Card) -> dict[str, Any]:
    return dict(card.to_dict())
