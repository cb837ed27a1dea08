"""An attempt as a list of places, and one question of it. Never writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from quizzes.enums import Behaviour
from quizzes.kinds.base import KINDS
from quizzes.models import Attempt, AttemptItem
from quizzes.models.attempts import AttemptQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """A question of an attempt, without what it asks. `is_done`: nothing is left to do there."""

    slot: int
    number: int
    is_text: bool
    is_done: bool
    is_stepwise: bool
    is_read: bool  # by somebody who marks it
    max_points: Decimal
    is_whole: bool  # right or wrong, never in part


def attempt_outline(attempt: Attempt) -> list[OutlineEntry]:
    """Return the entries in the order of the attempt, in one query that reads no question whole."""
    rows = (
        AttemptItem.objects.filter(attempt=attempt)
        .order_by("slot")
        .values_list(
            *("slot", "checked_at", "response", "max_points"),
            *("version__spec__kind", "version__spec__is_marked"),
        )
    )
    return outline_of(attempt, rows)


def outline_of_items(attempt: Attempt, items: Iterable[AttemptItem]) -> list[OutlineEntry]:
    """Return the entries of items that are read whole already, with their versions."""
    rows = (
        (
            item.slot,
            item.checked_at,
            item.response,
            item.max_points,
            spec["kind"],
            spec.get("is_marked"),
        )
        for item in items
        if (spec := item.version.spec)
    )
    return outline_of(attempt, rows)


def outline_of(attempt: Attempt, rows: Iterable[tuple[Any, ...]]) -> list[OutlineEntry]:
    """Return the entries of rows: place, when it was checked, answer, points, kind, whether it is marked."""
    at_end = attempt.behaviour in {Behaviour.AT_END, Behaviour.CERTAINTY}
    return [
        OutlineEntry(
            slot=slot,
            number=number,
            is_text=not KINDS[kind].is_answerable,
            is_done=(checked_at is not None or bool(response) or not KINDS[kind].is_answerable)
            if at_end
            else checked_at is not None,
            is_stepwise=KINDS[kind].is_stepwise,
            is_read=KINDS[kind].is_open and bool(is_marked),
            max_points=max_points,
            is_whole=KINDS[kind].is_all_or_nothing or not max_points,
        )
        for number, (slot, checked_at, response, max_points, kind, is_marked) in enumerate(rows, 1)
    ]


def item_at(attempts: AttemptQuerySet, uuid: UUID, slot: int) -> Any:
    """Return the item at that place, with its version, its attempt and the database’s `now`; None where there is none."""
    items: QuerySet[Any] = AttemptItem.objects.filter(
        attempt__in=attempts.order_by(), attempt__uuid=uuid, slot=slot
    )
    return items.select_related("version", "attempt").annotate(now=Now()).first()
