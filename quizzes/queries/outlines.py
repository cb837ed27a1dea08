"""An attempt as a list of places. Never writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

from core.compiled_queries import CompiledQuery
from people.queries.compiled import ANYBODY
from quizzes.enums import Behaviour
from quizzes.kinds.base import KINDS
from quizzes.models import Attempt, AttemptItem


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
    # Of the answer, as its AttemptItem has them.
    sequence: int = 0
    page: str = ""
    saved_at: datetime | None = None


def attempt_outline(attempt: Attempt) -> list[OutlineEntry]:
    """Return the entries in the order of the attempt, in one query that reads no question whole."""
    return outline_of(attempt, _rows().rows(attempt=attempt.pk))


@lru_cache(maxsize=1)
def _rows() -> CompiledQuery:
    items = AttemptItem.objects.filter(attempt=ANYBODY).order_by("slot")
    rows = items.values_list(
        *("slot", "checked_at", "response", "max_points"),
        *("version__spec__kind", "version__spec__is_marked"),
        *("sequence", "page", "saved_at"),
    )
    return CompiledQuery(rows, {"attempt": ANYBODY})


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
    """Return the entries of rows: place, when it was checked, answer, points, kind, whether it is marked; then, or not,
    what numbers the answer: its place, the key of its page, when it was saved."""
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
            **dict(zip(("sequence", "page", "saved_at"), saved, strict=False)),
        )
        for number, (slot, checked_at, response, max_points, kind, is_marked, *saved) in enumerate(
            rows, 1
        )
    ]


def last_saved(places: Iterable[OutlineEntry]) -> str:
    """Return which answers the page sent that saved last, as `slot:sequence:page` each: what its window still holds
    under these numbers has arrived."""
    saved = [place for place in places if place.saved_at is not None]
    if not saved:
        return ""
    last = max(saved, key=attrgetter("saved_at")).page
    return " ".join(f"{one.slot}:{one.sequence}:{one.page}" for one in saved if one.page == last)
