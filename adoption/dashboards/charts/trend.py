"""The chart of a population's use over the months, as an SVG file for each theme and width.

Figures only, from what is published: exact months are points on a line, blocks are a band between
its two bounds, and a hidden month is a gap. Each population has its own frame, from nobody up to a
little above its highest month: one axis for a team and an organisation would flatten the team.
"""

from collections.abc import Sequence
from typing import Any

from adoption.foundation.rates import Measure
from adoption.foundation.words.months import short_month_text
from adoption.publishing.charts.frame import (
    BAND,
    DASHES,
    PALETTES,
    Palette,
    as_svg,
    label_months,
    new_figure,
    style_axes,
)
from adoption.publishing.queries.published import Reading, Series
from adoption.publishing.words.findings import cell_text


LOOK = "2"  # grows when the drawing changes, so that no old file is served
WIDE, NARROW = (1000, 420), (400, 380)
NARROW_FRAME = 210  # more height for each further frame


def chart_size(reading: Reading, *, is_narrow: bool) -> tuple[int, int]:
    if not is_narrow:
        return WIDE
    return NARROW[0], NARROW[1] + NARROW_FRAME * (len(drawn_series(reading)) - 1)


def drawing_key(reading: Reading) -> tuple[Any, ...]:
    return ("team", LOOK, reading.months, reading.series)


def drawn_series(reading: Reading) -> list[Series]:
    return [series for series in reading.series if not series.is_hidden]


def draw(reading: Reading, variant: str) -> bytes:
    theme, _, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    width_px, height_px = chart_size(reading, is_narrow=is_narrow)
    figure = new_figure(width_px, height_px, palette)
    shown = drawn_series(reading)
    labels = [short_month_text(month) for month in reading.months]
    for axes, series in zip(_frames(figure, len(shown), is_narrow), shown, strict=True):
        _draw_series(axes, series, palette)
        _draw_scale(axes, series, labels, palette)
    return as_svg(figure)


def _frames(figure: Any, count: int, is_narrow: bool) -> list[Any]:
    """Lay out the page's own population large, the wider ones beside it, or below it on a phone."""
    if count == 1:
        return [figure.subplots()]
    if is_narrow:
        figure.get_layout_engine().set(hspace=0.12)
        frames = figure.subplots(count, 1, sharex=False)
        return [frames[place] for place in range(count)]
    grid = figure.add_gridspec(count - 1, 2, width_ratios=(1.75, 1), wspace=0.06, hspace=0.08)
    beside = [figure.add_subplot(grid[row, 1]) for row in range(count - 1)]
    return [figure.add_subplot(grid[:, 0]), *beside]


def _draw_series(axes: Any, series: Series, palette: Palette) -> None:
    colour = palette.series[min(series.rank, 3) - 1]
    for start, run in shown_runs(series.measures):
        months = range(start, start + len(run))
        lows, highs = [measure.low for measure in run], [measure.high for measure in run]
        axes.fill_between(months, lows, highs, color=colour, alpha=BAND, linewidth=0)
        width, dashes = (2.6 if series.rank == 1 else 2), DASHES[min(series.rank, 3)]
        for bound in (lows, highs):
            axes.plot(months, bound, color=colour, linewidth=width, linestyle=dashes)
        if len(run) == 1:
            axes.plot([start, start], [lows[0], highs[0]], color=colour, linewidth=6)
    last = series.last
    if last.low is not None and last.high is not None and series.rank == 1:
        here = len(series.measures) - 1
        axes.plot([here, here], [last.low, last.high], color=palette.sun, linewidth=5, zorder=5)
        ends = {last.low, last.high}
        axes.scatter([here] * len(ends), sorted(ends), s=70, color=palette.sun, zorder=6)


def shown_runs(items: Sequence[Measure]) -> list[tuple[int, list[Measure]]]:
    """Return the stretches of consecutive shown months, each with its first index."""
    runs: list[tuple[int, list[Measure]]] = []
    for place, item in enumerate(items):
        if item.is_hidden:
            continue
        if runs and runs[-1][0] + len(runs[-1][1]) == place:
            runs[-1][1].append(item)
        else:
            runs.append((place, [item]))
    return runs


def scale_maximum(measures: Sequence[Measure]) -> int:
    """Return an even number a little above the highest month, or the whole population where that is near."""
    everybody = max(measure.population for measure in measures)
    highest = max((measure.high for measure in measures if measure.high is not None), default=0)
    steps = (2, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
    step = next((step for step in steps if step * 8 > highest), 10_000)
    return min(everybody, (highest // step + 1) * step)


def _draw_scale(axes: Any, series: Series, labels: Sequence[str], palette: Palette) -> None:
    """Draw the scale from zero to the next round number, with a title naming the population and its size."""
    colour, is_own = palette.series[min(series.rank, 3) - 1], series.rank == 1
    top = scale_maximum(series.measures)
    axes.set_ylim(0, top * 1.02)
    axes.set_yticks([0, top // 2, top])
    label_months(axes, labels, middle=is_own)
    style_axes(axes, palette, size=13 if is_own else 12)
    axes.set_title(
        f"{series.name}\n{cell_text(series.last)}",
        loc="left",
        color=colour,
        fontsize=15 if is_own else 13,
        fontweight="bold",
        pad=10,
    )
