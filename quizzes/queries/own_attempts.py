"""Attempts as the pages of their learner read them, by queries that are compiled once (docs/decisions/0072). Never writes."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from core.compiled_queries import CompiledQuery
from people.models import Person
from people.policies import active_seal
from people.queries.compiled import ANYBODY
from quizzes.models import Attempt, AttemptItem
from quizzes.models.attempts import AttemptQuerySet
from quizzes.policies import attempts_visible_to


ANY_ATTEMPT = UUID("00000000-0000-4000-8000-0000a77e3b70")
ANY_SLOT = 32_749  # no quiz has so many places
FIELDS: Any = {"uuid": Attempt._meta.get_field("uuid"), "slot": AttemptItem._meta.get_field("slot")}


class _OfLearner:
    """Calls a function that builds a query from the attempts that a learner may see, the number of one and perhaps a
    place in it. Who is under a seal has a query of their own."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **asked: Any) -> None:
        self.build = build
        self._stand_ins = {"uuid": ANY_ATTEMPT, **asked}
        self._compiled = lru_cache(maxsize=1)(self._compile)

    def __call__(self, learner: Person, **asked: Any) -> Any:
        """Return the row, or None."""
        if active_seal(learner) is not None:
            return self.build(attempts_visible_to(learner), **asked).first()
        return _first(self._compiled().rows(learner=learner.pk, **_stored(asked)))

    def _compile(self) -> CompiledQuery:
        query = self.build(attempts_visible_to(Person(pk=ANYBODY)), **self._stand_ins)
        return CompiledQuery(query, {"learner": ANYBODY, **_stored(self._stand_ins)})


def _stored(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the database takes them."""
    return {
        name: FIELDS[name].get_db_prep_value(value, connection) for name, value in asked.items()
    }


def _first(rows: list[Any]) -> Any:
    return rows[0] if rows else None


def _attempt(attempts: AttemptQuerySet, *, uuid: UUID) -> QuerySet[Any]:
    return attempts.with_clock().select_related("quiz").order_by().filter(uuid=uuid)


def _item_to_save(attempts: AttemptQuerySet, *, uuid: UUID, slot: int) -> QuerySet[Any]:
    items = lock_to_save(AttemptItem.objects.filter(attempt__uuid=uuid, slot=slot))
    return items.filter(attempt__in=attempts.order_by())


def lock_to_save(items: QuerySet[Any]) -> QuerySet[Any]:
    """Lock the attempt and then its item, in this order, with the database’s `now` and no more than a save asks for."""
    read = items.order_by().select_related("version", "attempt").annotate(now=Now())
    return read.select_for_update(of=("attempt", "self")).only(
        *("slot", "response", "sequence", "page", "checked_at", "certainty", "translation"),
        *("version__spec", "attempt__uuid", "attempt__submitted_at", "attempt__closes_at"),
    )


# Each of a learner’s own, None for a stranger: an attempt with its quiz and the database’s `now`; the item at a place,
# locked to be saved.
own_attempt = _OfLearner(_attempt)
own_item_to_save = _OfLearner(_item_to_save, slot=ANY_SLOT)


def item_at(attempt: Attempt, slot: int) -> Any:
    """Return the item at that place, with its version; None where there is none."""
    item = _first(_items().rows(attempt=attempt.pk, **_stored({"slot": slot})))
    if item is not None:
        item.attempt = attempt
    return item


@lru_cache(maxsize=1)
def _items() -> CompiledQuery:
    items = AttemptItem.objects.filter(attempt=ANYBODY, slot=ANY_SLOT).order_by()
    markers = {"attempt": ANYBODY, **_stored({"slot": ANY_SLOT})}
    return CompiledQuery(items.select_related("version"), markers)
