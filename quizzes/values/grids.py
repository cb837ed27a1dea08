"""The grid by which somebody marks an open answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from quizzes.html import to_safe_html
from quizzes.values.marks import FULL, NOTHING
from quizzes.values.texts import EMPTY, Rich
from quizzes.values.words import LINE


ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A line of a marking grid. `share` of the question's points, in percent."""

    title: str = field(metadata=LINE)
    share: Decimal
    help: Rich = EMPTY


WHOLE_GRID = (Criterion(title="", share=FULL),)  # where the author gave no grid


@dataclass(frozen=True, slots=True)
class GridLine:
    """`title` is "" where there is no grid; `share` in percent of the question's points."""

    title: str
    share: Decimal
    help: str = ""  # safe HTML
    percent: int | None = None  # what the marker gave of the share


def grid_lines(grid: Sequence[Criterion], percents: Sequence[int] = ()) -> tuple[GridLine, ...]:
    total = sum((criterion.share for criterion in grid), NOTHING)
    given = list(percents) if len(percents) == len(grid) else [None] * len(grid)
    return tuple(
        GridLine(
            title=criterion.title,
            share=(criterion.share * FULL / total).quantize(ONE_PLACE, ROUND_HALF_UP),
            help=to_safe_html(criterion.help) if criterion.help else "",
            percent=percent,
        )
        for criterion, percent in zip(grid, given, strict=True)
    )


def grid_fraction(grid: Sequence[Criterion], percents: Sequence[int]) -> Decimal:
    """Return from 0 to 1 what was given of each share, over all the shares. They need not add up to 100."""
    total = sum((criterion.share for criterion in grid), NOTHING)
    earned = sum(
        (
            criterion.share * min(max(percent, 0), 100)
            for criterion, percent in zip(grid, percents, strict=True)
        ),
        NOTHING,
    )
    return earned / total / FULL
