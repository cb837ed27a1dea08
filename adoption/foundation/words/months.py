"""Month names, cached for each language: a report names some three hundred."""

from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from adoption.foundation.periods import Month, Quarter


def month_text(month: Month) -> str:
    """Return "octobre 2026", "October 2026"."""
    return _format(month, "F Y", get_language())


def short_month_text(month: Month) -> str:
    """Return "oct. 2026", "Oct. 2026", for the axis of a chart."""
    return _format(month, "N Y", get_language())


@lru_cache(maxsize=1024)
def _format(month: Month, shape: str, _language: str | None) -> str:
    return date_format(month.first_day, shape)


def quarter_in_words(quarter: Quarter) -> str:
    names = (
        _("first quarter of %(year)d"),
        _("second quarter of %(year)d"),
        _("third quarter of %(year)d"),
        _("fourth quarter of %(year)d"),
    )
    return names[quarter.number - 1] % {"year": quarter.year}
