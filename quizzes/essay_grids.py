"""The marking grid of an open question, and what a marker said by it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from quizzes.html import to_safe_html
from quizzes.specs import FULL, NOTHING, Criterion, Essay


WHOLE = Criterion(title="", share=FULL)  # where the author gave no grid
ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class GridLine:
    """`title` is "" where there is no grid; `share` in percent of the question's points."""

    title: str
    share: Decimal
    help: str = ""  # safe HTML
    percent: int | None = None  # what the marker gave of the share


def grid_of(spec: Essay) -> tuple[Criterion, ...]:
    """Its criteria that are worth something; one for all the points where there are none."""
    return tuple(one for one in spec.criteria if one.share > 0) or (WHOLE,)


def grid_lines(spec: Essay, percents: Sequence[int] = ()) -> tuple[GridLine, ...]:
    grid = grid_of(spec)
    total = sum((one.share for one in grid), NOTHING)
    given = list(percents) if len(percents) == len(grid) else [None] * len(grid)
    return tuple(
        GridLine(
            title=one.title,
            share=(one.share * FULL / total).quantize(ONE_PLACE, ROUND_HALF_UP),
            help=to_safe_html(one.help) if one.help else "",
            percent=percent,
        )
        for one, percent in zip(grid, given, strict=True)
    )


def grid_fraction(spec: Essay, percents: Sequence[int]) -> Decimal:
    """From 0 to 1: what was given of each share, over all the shares. They need not add up to 100."""
    grid = grid_of(spec)
    total = sum((one.share for one in grid), NOTHING)
    earned = sum(
        (
            one.share * min(max(percent, 0), 100)
            for one, percent in zip(grid, percents, strict=True)
        ),
        NOTHING,
    )
    return earned / total / FULL
