"""Cells of a table of groups, on a page and in a file: the programme's, and the reports that readers put together."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED, Definition
from adoption.foundation.rates import Measure, share_of_population
from adoption.foundation.words.file_columns import bound_headings, share_cells, share_headings
from adoption.publishing.words.findings import cell_text


NOTHING = ""


def column_title(step: Definition) -> str:
    titles = {
        KNOWN: _("Something is known"),
        ACCOUNT: _("Have an account"),
        USED: _("Used it"),
        HABIT: _("Have the habit"),
    }
    return titles[step]


class FigureCell(NamedTuple):
    low: float | None
    high: float | None
    whole: int
    unit: str


def figure_cell(step: Definition, count: Measure, *, has_share: bool = True) -> FigureCell | None:
    """Format the rate among the whole population, of fewer than 50 people the count; use alone is masked.

    Without `has_share` the count whatever the size.
    """
    if count.is_hidden and step != USED:
        return None
    rate = share_of_population(count) if has_share else None
    if rate is None:
        return FigureCell(count.low, count.high, count.population, "count")
    shown = rate.rounded()
    return FigureCell(shown.low, shown.high, 100, "percent")


def file_headings(step: Definition) -> list[str]:
    """A count in words, its two ends, then its rate among the whole population."""
    title = column_title(step)
    return [title, *bound_headings(title), *share_headings(title)]


def file_cells(step: Definition, count: Measure, *, has_share: bool = True) -> list[object]:
    if count.low is None or count.high is None:
        return [cell_text(count) if step == USED else NOTHING, *[NOTHING] * 4]
    rate = share_of_population(count) if has_share else None
    shares = [NOTHING] * 2 if rate is None else share_cells(rate)
    return [cell_text(count), count.low, count.high, *shares]
