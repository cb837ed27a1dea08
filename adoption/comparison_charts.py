"""The chart of a rate beside that of other organisations: one frame, this organisation in front."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from adoption.chart_frame import BAND, PALETTES, Palette, as_svg, furnish, name_months, new_figure
from adoption.queries.sharing import Comparison
from adoption.sharing import Bounds
from core.typography import format_percent


WIDE, NARROW = (1000, 420), (400, 380)
NOTHING = float("nan")


def drawn(read: Comparison, rate: str) -> tuple[Any, ...]:
    """All that the drawing hangs on: no name."""
    return (rate, read.months, [_pairs(each) for each in _series(read, rate)])


def draw(read: Comparison, rate: str, variant: str) -> bytes:
    theme, _dash, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    figure = new_figure(*(NARROW if is_narrow else WIDE), palette)
    axes = figure.subplots()
    own, *others = _series(read, rate)
    for each in others:
        _draw_line(axes, each, palette.series[2], (0, (1.5, 2.5)), 1.4)
    _draw_line(axes, own, palette.series[0], "solid", 2.6)
    axes.set_ylim(0, 104)
    axes.set_yticks([0, 50, 100], [format_percent(each) for each in (0, 50, 100)])
    name_months(axes, [date_format(each.first_day, "N Y") for each in read.months], middle=True)
    furnish(axes, palette)
    _title(axes, palette)
    return as_svg(figure)


def _series(read: Comparison, rate: str) -> list[list[Bounds | None]]:
    others = [
        [other.months.get(month, {}).get(rate) for month in read.months] for other in read.others
    ]
    return [[read.of(month, rate) for month in read.months], *others]


def _pairs(bounds: Sequence[Bounds | None]) -> list[tuple[int, int] | None]:
    return [None if each is None else (each.low, each.high) for each in bounds]


def _draw_line(
    axes: Any, bounds: Sequence[Bounds | None], colour: str, style: Any, width: float
) -> None:
    lows = [NOTHING if each is None else each.low for each in bounds]
    highs = [NOTHING if each is None else each.high for each in bounds]
    places = range(len(bounds))
    axes.fill_between(places, lows, highs, color=colour, alpha=BAND, linewidth=0)
    for ends in (lows, highs):
        axes.plot(places, ends, color=colour, linewidth=width, linestyle=style)
    for place in (place for place, each in enumerate(bounds) if each is not None):
        alone = all(
            bounds[near] is None for near in (place - 1, place + 1) if 0 <= near < len(bounds)
        )
        if alone:
            axes.plot(
                [place, place], [lows[place], highs[place]], color=colour, linewidth=2 * width
            )
            axes.scatter([place], [lows[place]], s=24, color=colour)


def _title(axes: Any, palette: Palette) -> None:
    axes.set_title(
        _("Solid: your organisation. Dotted: the others"),
        loc="left",
        color=palette.ink,
        fontsize=13,
        fontweight="bold",
        pad=12,
    )
