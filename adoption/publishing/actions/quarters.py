"""Publish quarterly figures in order."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.db import IntegrityError
from django.db.models import Max, Model

from adoption.foundation.periods import Quarter
from core.site_settings import value_of


M = TypeVar("M", bound=Model)


def publish_quarters(
    model: type[M],
    *,
    first: Callable[[], Quarter | None],
    publish: Callable[[Quarter], M],
    on: date,
) -> list[M]:
    """Publish every closed quarter of which `model` has no row yet; return the new ones.

    From the first one on, which is asked only when nothing is out. Two at once publish once.
    """
    published = []
    rows = model._default_manager
    latest = rows.aggregate(latest=Max("quarter"))["latest"]
    quarter = Quarter.containing(latest).next() if latest else first()
    while quarter is not None and quarter.is_closed(on, value_of("MONTH_CLOSING_DAY")):
        try:
            published.append(publish(quarter))
        except IntegrityError:  # another process was faster
            if not rows.filter(quarter=quarter.first_day).exists():
                raise
        quarter = quarter.next()
    return published
