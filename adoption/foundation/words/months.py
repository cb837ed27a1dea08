"""Months as readers expect to see them. Each is worked out once for a language: a report names some three hundred."""

from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

from adoption.foundation.periods import Month


def month_text(month: Month) -> str:
    """ "octobre 2026", "October 2026"."""
    return _format(month, "F Y", get_language())


def short_month_text(month: Month) -> str:
    """For the axis of a drawing: "oct. 2026", "Oct. 2026"."""
    return _format(month, "N Y", get_language())


@lru_cache(maxsize=1024)
def _format(month: Month, shape: str, _language: str | None) -> str:
    return date_format(month.first_day, shape)
