from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from adoption.usage.actions.monthly_question import YES
from adoption.usage.enums import DeclaredUse
from adoption.usage.queries.own_use import PortalLogbook


ANSWERS = [
    (YES, _("Yes")),
    (DeclaredUse.NOT_YET.value, _("Not yet")),
    (DeclaredUse.NO_ACCOUNT.value, _("I have no account")),
    (DeclaredUse.RATHER_NOT_SAY.value, _("I would rather not answer")),
]
HOW_OFTEN = [
    (DeclaredUse.YES_WEEKLY.value, _("Almost every week")),
    (DeclaredUse.YES_NOW_AND_THEN.value, _("Now and then")),
]


def logbook_months(book: PortalLogbook) -> list[dict[str, Any]]:
    """The twelve months of a linked portal; none without a link."""
    if book.days is None:
        return []
    names = [date_format(month.first_day, "F") for month in book.months]
    declared = book.months_declared
    return [
        {
            "letter": name[0].upper(),
            "name": name,
            "count": count,
            "is_current": month == book.months[-1],
            "is_declared": not count and month in declared,
        }
        for name, month, count in zip(names, book.months, book.days, strict=True)
    ]
