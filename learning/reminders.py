"""Computes when somebody is reminded of a day to meet. Days in, days out; no Django."""

from collections.abc import Iterable
from datetime import date


def owed_reminder_offset(
    due_on: date,
    *,
    on: date,
    since: date,
    before: Iterable[int],
    after: Iterable[int],
    last: int | None,
) -> int | None:
    """Return how many days from the day to meet the reminder owed is for: -3, three days before it; 7, after.

    The latest whose day has come, once; none for a day that had gone when the day to meet was set
    (`since`), nor for one that comes no later than the `last` one sent. A night that was missed is made up
    for the next day; of several missed, one reminder goes.
    """
    offsets = sorted({-days for days in before} | set(after))
    first, latest = (since - due_on).days, (on - due_on).days
    reached = [offset for offset in offsets if first < offset <= latest]
    owed = max(reached, default=None)
    if owed is None or (last is not None and owed <= last):
        return None
    return owed if owed >= 0 or on <= due_on else None


def parse_days(text: str) -> list[int]:
    """Return “14, 3” as whole numbers, the largest first. Raises ValueError."""
    parts = [part.strip() for part in text.replace(";", ",").split(",")]
    return sorted({int(part) for part in parts if part}, reverse=True)
