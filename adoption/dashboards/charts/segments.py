"""The staff month by month, each segment a layer: what is sure in its colour, the margin between two hatched.

A month of which the chain is not shown whole is a gap. The layers stand in the order of the labels beside
them and are parted by a line of paper, so that nobody needs the colours.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from adoption.dashboards.charts.trend import shown_runs
from adoption.dashboards.segments import Segment, SegmentCounts
from adoption.dashboards.words.segments import segment_name, share_text
from adoption.foundation.periods import Month
from adoption.foundation.words.months import short_month_text
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


WIDE, NARROW = (1000, 440), (400, 520)
COLOURS = {
    "light": ("#0b4a63", "#2b7b99", "#c9d6d6", "#d2c2a3", "#f1ede4"),
    "dark": ("#9adcf2", "#55a9c6", "#23505f", "#5b5548", "#353c42"),
}
HATCH = "////"
APART = 3.4  # points between two labels, in per cent of the height, at least


def chart_size(*, is_narrow: bool) -> tuple[int, int]:
    return NARROW if is_narrow else WIDE


def draw(months: Sequence[tuple[Month, SegmentCounts]], variant: str) -> bytes:
    theme, _dash, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    figure = new_figure(*chart_size(is_narrow=is_narrow), palette)
    axes = figure.subplots()
    for start, run in shown_runs([split for _month, split in months]):
        _draw_layers(axes, start, run, theme)
    axes.set_ylim(0, 100)
    ticks = (0, 50, 100) if is_narrow else (0, 25, 50, 75, 100)
    axes.set_yticks(ticks, [format_percent(tick) for tick in ticks])
    label_months(
        axes,
        [short_month_text(month) for month, _split in months],
        middle=not is_narrow,
    )
    style_axes(axes, palette)
    _draw_names(axes, months, theme, palette, is_narrow=is_narrow)
    return as_svg(figure)


def _draw_layers(axes: Any, start: int, run: list[SegmentCounts], theme: str) -> None:
    """Draw layers from the base up; hatched between the bounds of an edge, where the value is uncertain."""
    places: list[float] = [start + step for step in range(len(run))]
    if len(run) == 1:  # a month alone between two gaps: as broad as a mark
        places, run = [start - 0.12, start + 0.12], run * 2
    edges = [
        [(100 * (e.low or 0) / each.population, 100 * (e.high or 0) / each.population) for e in row]
        for each, row in ((each, each.edges) for each in run)
    ]
    nothing, everything = [0.0] * len(run), [100.0] * len(run)
    paper = PALETTES[theme].paper
    for place, colour in enumerate(COLOURS[theme]):
        foot = [row[place - 1][1] for row in edges] if place else nothing
        top = [row[place][0] for row in edges] if place < len(edges[0]) else everything
        top = [max(bounds) for bounds in zip(top, foot, strict=True)]
        axes.fill_between(places, foot, top, color=colour, linewidth=0)
        if place < len(edges[0]):
            lows, highs = [row[place][0] for row in edges], [row[place][1] for row in edges]
            axes.fill_between(
                places, lows, highs, facecolor=paper, edgecolor=colour, hatch=HATCH, linewidth=0
            )
            for bound in (lows, highs):
                axes.plot(places, bound, color=paper, linewidth=1.6)


def _draw_names(
    axes: Any,
    months: Sequence[tuple[Month, SegmentCounts]],
    theme: str,
    palette: Palette,
    *,
    is_narrow: bool,
) -> None:
    """Label each layer at its end, or above the drawing in the same order where there is no room."""
    shown = [split for _month, split in months if not split.is_hidden]
    if not shown:
        return
    texts = [
        f"{segment_name(segment)} {share_text(shown[-1].segments[segment])}" for segment in Segment
    ]
    if is_narrow:
        # Imported here: slow to load, and only a chart needs it.
        from matplotlib.patches import Patch  # noqa: PLC0415

        patches = [
            Patch(facecolor=colour, edgecolor=palette.axis, linewidth=0.8)
            for colour in reversed(COLOURS[theme])
        ]
        legend_above(axes, palette, handles=patches, labels=list(reversed(texts)), fontsize=12)
        return
    ends = [0.0, *(_middle(shown[-1], place) for place in range(4)), 100.0]
    wanted = [(low + high) / 2 for low, high in pairwise(ends)]
    for text, height in zip(texts, _spaced(wanted), strict=True):
        axes.annotate(
            text, (1.01, height / 100), xycoords="axes fraction", va="center", ha="left",
            color=palette.ink, fontsize=13,
        )  # fmt: skip


def _middle(last: SegmentCounts, place: int) -> float:
    edge = last.edges[place]
    return 50 * ((edge.low or 0) + (edge.high or 0)) / last.population


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
