"""Published figures as spreadsheet columns: one number a cell, a column for each bound."""

from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.rates import Measure, Rate


FileTable = tuple[list[str], list[list[object]]]


class Part(Protocol):
    """A published count of another one, and the bounds of its share."""

    @property
    def count(self) -> Measure: ...
    @property
    def whole(self) -> Measure: ...
    @property
    def rate(self) -> Rate | None: ...


def bound_headings(name: str) -> list[str]:
    return [text % {"count": name} for text in (_("%(count)s, at least"), _("%(count)s, at most"))]


def count_cells(count: Measure) -> list[object]:
    """The two bounds; “hidden” in both columns."""
    if count.low is None or count.high is None:
        return [pgettext("figure", "too few people")] * 2
    return [count.low, count.high]


def share_headings(name: str) -> list[str]:
    return bound_headings(_("%(count)s in per cent") % {"count": name})


def share_cells(rate: Rate | None) -> list[object]:
    """The bounds rounded outwards, like the text of a page."""
    if rate is None:
        return [pgettext("figure", "too few people")] * 2
    shown = rate.rounded()
    return [whole_number(shown.low), whole_number(shown.high)]


def whole_number(value: float) -> float:
    return int(value) if value == int(value) else value


def headings_of_part() -> list[str]:
    return [
        *bound_headings(pgettext("table", "Number")),
        *bound_headings(pgettext("table", "Of how many")),
        *share_headings(pgettext("table", "Share")),
    ]


def cells_of_part(part: Part) -> list[object]:
    return [*count_cells(part.count), *count_cells(part.whole), *share_cells(part.rate)]
