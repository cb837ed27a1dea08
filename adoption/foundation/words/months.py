"""Month names, cached for each language: a report names some three hundred."""

from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language

from adoption.foundation.periods import Month


def month_text(month: Month) -> str:
    """Return "octobre 2026", "October 2026"."""
    return _format(month, "F Y", get_language())


def short_month_text(month: Month) -> str:
    """Return "oct. 2026", "Oct. 2026", for the axis of a chart."""
    return _format(month, "N Y", get_language())


@lru_cache(maxsize=1024)
def _format(month: Month, shape: str, _language: str | None) -> str:
    return date_format(month.first_day, shape)
