"""Charts of the report: a month's funnel as bars, monthly rates as bands. Solid is sure, hatched is margin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adoption.foundation.rates import Rate
from adoption.publishing.charts.frame import (
    BAND,
    DASHES,
    PALETTES,
    Palette,
    as_svg,
    label_months,
    legend_above,
    new_figure,
    style_axes,
)
from core.typography import format_percent


FUNNEL_SIZES = ((1000, 300), (400, 300))
RATE_SIZES = ((1000, 420), (400, 420))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the funnel. `low` and `high`: of `whole`; None where hidden. `said`: the figure in words."""

    name: str
    said: str
    low: float | None
    high: float | None
    whole: float


@dataclass(frozen=True, slots=True)
class Line:
    """A rate month by month; None is a gap."""

    name: str
    rates: tuple[Rate | None, ...]


def draw_funnel(bars: Sequence[Bar], variant: str) -> bytes:
    """Draw the funnel as SVG, byte for byte the same for the same bars, language and variant."""
    theme, _dash, width = variant.partition("-")
    palette = PALETTES[theme]
    figure = new_figure(*FUNNEL_SIZES[bool(width)], palette)
    axes = figure.subplots()
    for place, bar in enumerate(bars):
        _draw_bar(axes, place, bar, palette)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(bars) - 0.55, -0.75)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_facecolor(palette.paper)
    for side in axes.spines.values():
        side.set_visible(False)
    return as_svg(figure)


def _draw_bar(axes: Any, place: int, bar: Bar, palette: Palette) -> None:
    colour, top = palette.series[0], place - 0.16
    axes.barh(place, 1, height=0.32, color=palette.grid, linewidth=0)
    if bar.low is not None and bar.high is not None and bar.whole:
        low, high = bar.low / bar.whole, bar.high / bar.whole
        axes.barh(place, low, height=0.32, color=colour, linewidth=0)
        if high > low:
            axes.barh(
                place,
                high - low,
                left=low,
                height=0.32,
                color=palette.paper,
                edgecolor=colour,
                hatch="////",
                linewidth=1.2,
            )
    words = {"fontsize": 14, "color": palette.ink, "va": "bottom"}
    axes.text(0, top - 0.06, bar.name, ha="left", **words)
    axes.text(1, top - 0.06, bar.said, ha="right", fontweight="bold", **words)


def draw_rates(lines: Sequence[Line], months: Sequence[str], variant: str) -> bytes:
    """Draw up to four rates between 0 and 100 per cent, each named where its line ends."""
    theme, _dash, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    figure = new_figure(*RATE_SIZES[is_narrow], palette)
    axes = figure.subplots()
    for place, line in enumerate(lines):
        _draw_rate(axes, line, palette.lines[place], DASHES[place + 1], place)
    axes.set_ylim(0, 104)
    axes.set_yticks([0, 50, 100], [format_percent(percent) for percent in (0, 50, 100)])
    label_months(axes, months, middle=not is_narrow)
    style_axes(axes, palette, size=13)
    legend_above(axes, palette, ncols=1 if is_narrow else 2, handlelength=2.6)
    return as_svg(figure)


def _draw_rate(axes: Any, line: Line, colour: str, dashes: Any, place: int) -> None:
    nothing = float("nan")
    lows = [nothing if rate is None else rate.low for rate in line.rates]
    highs = [nothing if rate is None else rate.high for rate in line.rates]
    months = range(len(line.rates))
    width = 2.6 if place == 0 else 2
    axes.fill_between(months, lows, highs, color=colour, alpha=BAND, linewidth=0)
    axes.plot(months, lows, color=colour, linewidth=width, linestyle=dashes, label=line.name)
    axes.plot(months, highs, color=colour, linewidth=width, linestyle=dashes)
    for month in months:
        if _stands_alone(line.rates, month):
            axes.plot([month, month], [lows[month], highs[month]], color=colour, linewidth=6)
            axes.scatter([month], [highs[month]], s=30, color=colour)


def _stands_alone(rates: Sequence[Rate | None], place: int) -> bool:
    around = [rates[near] for near in (place - 1, place + 1) if 0 <= near < len(rates)]
    return rates[place] is not None and all(rate is None for rate in around)
