"""Charts of the report: monthly rates as bands, and the organisation's accent in place of our first colour."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from adoption.foundation.rates import Rate
from adoption.publishing.charts.frame import (
    BAND,
    DASHES,
    PALETTES,
    as_svg,
    label_months,
    legend_above,
    new_figure,
    style_axes,
)
from adoption.report.blocks import Chart
from core.colours import readable_accent
from core.typography import format_percent


RATE_SIZES = ((1000, 340), (400, 380))


@dataclass(frozen=True, slots=True)
class Line:
    """A rate month by month; None is a gap."""

    name: str
    rates: tuple[Rate | None, ...]


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


def in_accent(chart: Chart, accent: str) -> Chart:
    """Return the chart in the organisation's colour; as it is without one."""
    if not accent:
        return chart

    def draw(variant: str) -> bytes:
        theme = variant.partition("-")[0]
        ours = PALETTES[theme].series[0]
        return chart.draw(variant).replace(ours.encode(), readable_accent(accent, theme).encode())

    return replace(chart, drawn=(*chart.drawn, accent), draw=draw)
