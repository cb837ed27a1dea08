"""Chart of retained beginners by quarter: a mark from the least to the greatest share, a gap where hidden."""

from collections.abc import Sequence
from typing import Any

from adoption.dashboards.words.quarters import QuarterIndicators, rate_text, retention_row
from adoption.publishing.charts.frame import PALETTES, as_svg, new_figure, style_axes
from core.typography import format_percent


LOOK = "2"  # grows when the drawing changes, so that no old file is served
WIDE, NARROW = (1000, 360), (400, 340)


def chart_size(*, is_narrow: bool) -> tuple[int, int]:
    return NARROW if is_narrow else WIDE


def drawing_key(quarters: Sequence[QuarterIndicators]) -> tuple[Any, ...]:
    return (
        "quarters",
        LOOK,
        [(quarter.name, retention_row(quarter).share) for quarter in quarters],
    )


def draw(quarters: Sequence[QuarterIndicators], variant: str) -> bytes:
    theme, _dash, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    figure = new_figure(*chart_size(is_narrow=is_narrow), palette)
    axes: Any = figure.subplots()
    rates = [retention_row(quarter).share for quarter in quarters]
    last = max((place for place, rate in enumerate(rates) if rate is not None), default=-1)
    for place, rate in enumerate(rates):
        if rate is None:
            continue
        colour = palette.sun if place == last else palette.series[0]
        axes.plot([place, place], [rate.low, rate.high], color=colour, linewidth=7, zorder=3)
        ends = sorted({rate.low, rate.high})
        axes.scatter([place] * len(ends), ends, s=80, color=colour, zorder=4)
        axes.annotate(
            rate_text(rate), (place, rate.high), xytext=(0, 10), textcoords="offset points",
            ha="center", color=palette.ink, fontsize=13,
        )  # fmt: skip
    axes.set_ylim(0, 112)
    axes.set_yticks((0, 50, 100), [format_percent(percent) for percent in (0, 50, 100)])
    axes.set_xlim(-0.6, max(len(quarters) - 1, 1) + 0.6)
    step = 2 if is_narrow and len(quarters) > 4 else 1
    places = list(range((len(quarters) - 1) % step, len(quarters), step))
    axes.set_xticks(places, [quarters[place].name for place in places])
    style_axes(axes, palette)
    return as_svg(figure)
