"""The chart of contacts and usage rate: two frames, one above the other, over the same months.

Two frames and not two axes in one: where the curves of two scales cross says nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import fill
from typing import Any

from django.utils.translation import gettext as _

from adoption.contacts.queries.substitution import Substitution
from adoption.foundation.periods import Month
from adoption.foundation.rates import Rate
from adoption.foundation.words.months import month_text, short_month_text
from adoption.publishing.charts.calls import matplotlib_of
from adoption.publishing.charts.frame import (
    BAND,
    DASHES,
    PALETTES,
    Palette,
    as_svg,
    label_months,
    legend_above,
    legend_text,
    new_figure,
    style_axes,
)
from core.typography import format_number, format_percent


WIDE, NARROW = (1000, 560), (400, 620)
STEP = 25  # of the scale
STYLES = tuple(DASHES.values())
# Letters that one line of a narrow title holds, and names in a legend: columns by the longest of them.
NARROW_TITLE = 32
WIDE_COLUMNS, NARROW_COLUMNS = {20: 4, 45: 2, 90: 1}, {13: 2, 36: 1}


def chart_size(*, is_narrow: bool) -> tuple[int, int]:
    return NARROW if is_narrow else WIDE


def drawing_key(read: Substitution) -> tuple[Any, ...]:
    names = [channel.name for channel in read.channels]
    return (
        "indexed 3",
        read.months,
        names,
        sorted(read.volumes.items()),
        sorted(read.rates.items()),
    )


def draw(read: Substitution, variant: str) -> bytes:
    return draw_above_usage_rate(partial(_draw_contacts, read), read.months, read.rates, variant)


def draw_above_usage_rate(
    draw_above: Callable[[Any, Palette, bool], None],
    months: Sequence[Month],
    rates: Mapping[Month, Rate],
    variant: str,
) -> bytes:
    theme, _dash, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    figure = new_figure(*chart_size(is_narrow=is_narrow), palette)
    figure.get_layout_engine().set(hspace=0.08, h_pad=0.14)
    frames = figure.subplots(2, 1, height_ratios=(3, 2))
    above, below = frames[0], frames[1]
    draw_above(above, palette, is_narrow)
    draw_usage_rates(below, [rates.get(month) for month in months], palette)
    for axes in (above, below):
        label_months(axes, [short_month_text(month) for month in months], middle=True)
        style_axes(axes, palette)
    return as_svg(figure)


def _draw_contacts(read: Substitution, axes: Any, palette: Palette, is_narrow: bool) -> None:
    lines = [(channel.name, _indexed(read, channel.key)) for channel in read.channels]
    columns = NARROW_COLUMNS if is_narrow else WIDE_COLUMNS
    colours = palette.lines
    letters = max(columns)
    for place, (name, counts) in enumerate(lines):
        _draw_line(
            axes,
            counts,
            label=legend_text(name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"),
            color=colours[place % len(colours)],
            style=STYLES[(place + place // len(colours)) % len(STYLES)],
        )
    shown = [index for _name, indices in lines for index in indices if index is not None] or [100]
    low, high = (STEP * int(min(shown) // STEP), STEP * -int(-max(shown) // STEP))
    ticks = sorted({low, 100, max(high, 100 + STEP)})
    axes.set_ylim(ticks[0] - 2, ticks[-1] + 2)
    axes.set_yticks(ticks, [format_number(tick) for tick in ticks])
    title = _("Contacts of each channel: 100 in %(month)s") % {"month": month_text(_start(read))}
    longest = max((len(name) for name, _counts in lines), default=0)
    # As many columns as still hold the longest name.
    abreast = next((number for width, number in columns.items() if longest <= width), 1)
    abreast = legend_above(
        axes,
        palette,
        ncols=abreast,
        fontsize=12,
        columnspacing=1.4,
        handlelength=3.2 if is_narrow else 4.4,
    )
    matplotlib_of(axes).title_above_legend(
        axes,
        fill(title, NARROW_TITLE) if is_narrow else title,
        names=len(lines),
        columns=abreast,
        **_title_look(palette),
    )


def _start(read: Substitution) -> Month:
    """Return the base month: that of the comparison, else the first with a number."""
    if read.comparison is not None:
        return read.comparison.first
    return min(month for month, _channel in read.volumes)


def _indexed(read: Substitution, channel: str) -> list[float | None]:
    """Scale counts to 100 in the base month, so that a small channel moves as visibly as a large one.

    Without contacts there, from its own first month with some.
    """
    counts = [read.volumes.get((month, channel)) for month in read.months]
    own = read.volumes.get((_start(read), channel)) or next((count for count in counts if count), 0)
    return [None if count is None or not own else 100 * count / own for count in counts]


def _draw_line(
    axes: Any, counts: Sequence[float | None], *, label: str, color: str, style: Any
) -> None:
    """Draw counts as a line: a gap for a month without a number, a point for one alone between two gaps."""
    values = [float("nan") if count is None else count for count in counts]
    axes.plot(range(len(values)), values, color=color, linewidth=2.4, linestyle=style, label=label)
    alone = [
        place
        for place, count in enumerate(counts)
        if count is not None
        and all(counts[near] is None for near in (place - 1, place + 1) if 0 <= near < len(counts))
    ]
    axes.scatter(alone, [values[place] for place in alone], s=30, color=color)


def draw_usage_rates(axes: Any, rates: Sequence[Rate | None], palette: Palette) -> None:
    colour = palette.series[0]
    nothing = float("nan")
    lows = [nothing if rate is None else rate.low for rate in rates]
    highs = [nothing if rate is None else rate.high for rate in rates]
    places = range(len(rates))
    axes.fill_between(places, lows, highs, color=colour, alpha=BAND, linewidth=0)
    for bound in (lows, highs):
        axes.plot(places, bound, color=colour, linewidth=2.4)
    shown = [place for place, rate in enumerate(rates) if rate is not None]
    if shown:
        last = shown[-1]
        ends = sorted({lows[last], highs[last]})
        axes.plot([last, last], [ends[0], ends[-1]], color=palette.sun, linewidth=5, zorder=5)
        axes.scatter([last] * len(ends), ends, s=60, color=palette.sun, zorder=6)
    axes.set_ylim(0, 104)
    axes.set_yticks([0, 50, 100], [format_percent(percent) for percent in (0, 50, 100)])
    set_frame_title(axes, _("Usage rate of staff"), palette, pad=10)


def round_up_scale(highest: int) -> int:
    """Return the next of 1, 2, 4, 6, 8, 10 times a power of ten; 10 at least."""
    power = 1
    while power * 10 <= highest:
        power *= 10
    return max(next(power * step for step in (2, 4, 6, 8, 10) if power * step >= highest), 10)


def set_frame_title(axes: Any, text: str, palette: Palette, *, pad: int) -> None:
    axes.set_title(text, pad=pad, **_title_look(palette))


def _title_look(palette: Palette) -> dict[str, Any]:
    return {"loc": "left", "color": palette.ink, "fontsize": 14, "fontweight": "bold"}
