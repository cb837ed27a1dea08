"""The staff in each month that shows them all, each segment a layer: what is sure in its colour, the margin hatched.

The layers stand in the order of the labels beside them, so that nobody needs the colours.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from adoption.dashboards.segments import Segment, SegmentCounts
from adoption.dashboards.words.segments import segment_name, share_text
from adoption.foundation.periods import Month
from adoption.foundation.words.months import short_month_text
from adoption.publishing.charts.calls import matplotlib_of
from adoption.publishing.charts.frame import (
    PALETTES,
    Palette,
    as_svg,
    label_months,
    legend_above,
    new_figure,
    style_axes,
)
from core.typography import format_percent


LOOK = "2"  # grows when the drawing changes, so that no old file is served
WIDE, NARROW = (1000, 440), (400, 520)
COLOURS = {
    "light": ("#0b4a63", "#2b7b99", "#c9d6d6", "#d2c2a3", "#f1ede4"),
    "dark": ("#9adcf2", "#55a9c6", "#23505f", "#5b5548", "#353c42"),
}
HATCH = "////"
WIDTH = 0.7  # of a bar; its months stand one apart
APART = 3.4  # points between two labels, in per cent of the height, at least


def chart_size(*, is_narrow: bool) -> tuple[int, int]:
    return NARROW if is_narrow else WIDE


def drawing_key(months: Sequence[tuple[Month, SegmentCounts]]) -> tuple[Any, ...]:
    return ("segments", LOOK, months)


def draw(months: Sequence[tuple[Month, SegmentCounts]], variant: str) -> bytes:
    theme, _dash, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    figure = new_figure(*chart_size(is_narrow=is_narrow), palette)
    axes = figure.subplots()
    _draw_layers(axes, [split for _month, split in months], theme)
    axes.set_ylim(0, 100)
    ticks = (0, 50, 100) if is_narrow else (0, 25, 50, 75, 100)
    axes.set_yticks(ticks, [format_percent(tick) for tick in ticks])
    label_months(
        axes,
        [short_month_text(month) for month, _split in months],
        middle=not is_narrow,
    )
    axes.set_xlim(-0.5, len(months) - 0.5)
    style_axes(axes, palette)
    _draw_names(axes, months, theme, palette, is_narrow=is_narrow)
    return as_svg(figure)


def _draw_layers(axes: Any, months: Sequence[SegmentCounts], theme: str) -> None:
    """Draw layers from the base up; hatched between the bounds of an edge, where the value is uncertain."""
    paper, colours = PALETTES[theme].paper, COLOURS[theme]
    for month, each in enumerate(months):
        foot = 0.0
        for place, colour in enumerate(colours):
            low, high = _ends(each, place) if place < len(each.edges) else (100.0, 100.0)
            axes.bar(month, max(low - foot, 0), WIDTH, bottom=foot, color=colour)
            foot = max(low, foot)
            axes.bar(
                month, max(high - foot, 0), WIDTH, bottom=foot, color=paper, edgecolor=colour, hatch=HATCH, linewidth=0
            )  # fmt: skip
            foot = max(high, foot)


def _ends(split: SegmentCounts, place: int) -> tuple[float, float]:
    edge = split.edges[place]
    return 100 * (edge.low or 0) / split.population, 100 * (edge.high or 0) / split.population


def _draw_names(
    axes: Any,
    months: Sequence[tuple[Month, SegmentCounts]],
    theme: str,
    palette: Palette,
    *,
    is_narrow: bool,
) -> None:
    """Label each layer at its end, or above the drawing in the same order where there is no room."""
    if not months:
        return
    last = months[-1][1]
    texts = [f"{segment_name(segment)} {share_text(last.segments[segment])}" for segment in Segment]
    if is_narrow:
        patches = [
            matplotlib_of(axes).Patch(facecolor=colour, edgecolor=palette.axis, linewidth=0.8)
            for colour in reversed(COLOURS[theme])
        ]
        legend_above(axes, palette, handles=patches, labels=list(reversed(texts)), fontsize=12)
        return
    ends = [0.0, *(sum(_ends(last, place)) / 2 for place in range(len(last.edges))), 100.0]
    wanted = [(low + high) / 2 for low, high in pairwise(ends)]
    for text, height in zip(texts, _spaced(wanted), strict=True):
        axes.annotate(
            text, (1.01, height / 100), xycoords="axes fraction", va="center", ha="left",
            color=palette.ink, fontsize=13,
        )  # fmt: skip


def _spaced(wanted: list[float]) -> list[float]:
    """Spread positions so that labels do not overlap, as near as possible to the wanted ones."""
    gap = APART * 1.6
    heights: list[float] = []
    for position in wanted:
        heights.append(max(position, heights[-1] + gap) if heights else max(position, gap / 2))
    over = heights[-1] - (100 - gap / 2)
    for place in range(len(heights) - 1, -1, -1):
        if over <= 0:
            break
        heights[place] -= over
        over = heights[place - 1] + gap - heights[place] if place else 0
    return heights
