"""Last settled month of a portal: its figures are published or withheld, and no row changes them.

Told by the subject that publishes, which stands above those that ask.
"""

from collections.abc import Callable
from datetime import date

from cms.models import Portal


_readers: list[Callable[[Portal], date | None]] = []


def register_settled_months(last_day: Callable[[Portal], date | None]) -> None:
    """Register `last_day(portal)`: of the last settled month; None before the first."""
    _readers.append(last_day)


def last_settled_day(portal: Portal) -> date | None:
    days = [last_day(portal) for last_day in _readers]
    return max((day for day in days if day is not None), default=None)
