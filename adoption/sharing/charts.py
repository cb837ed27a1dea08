"""Chart of a rate beside that of other organisations: one frame, this organisation in front."""

from collections.abc import Sequence
from itertools import chain, repeat
from textwrap import shorten
from typing import Any

from django.utils.translation import gettext as _

from adoption.foundation.words.months import short_month_text
from adoption.publishing.charts.frame import (
    BAND,
    PALETTES,
    as_svg,
    label_months,
    new_figure,
    style_axes,
)
from adoption.sharing.queries import Comparison
from adoption.sharing.signed_figures import Bounds
from adoption.sharing.words import display_names
from core.typography import format_percent


WIDE, NARROW = (1000, 460), (400, 460)
NOTHING = float("nan")
# Of the others, all of one colour: told apart by these, so that paper and grey do as well.
STYLES = (
    ((0, (1.5, 2.5)), "o"),
    ((0, (6, 3)), "s"),
    ((0, (8, 3, 2, 3)), "^"),
    ((0, (3, 1.5)), "D"),
)
REST = ((0, (1.5, 2.5)), "")
LONGEST_NAME = {False: 60, True: 40}


def drawing_key(read: Comparison, rate: str) -> tuple[Any, ...]:
    """Return everything that the drawing depends on."""
    return (
        rate,
        read.months,
        [
            [None if bounds is None else (bounds.low, bounds.high) for bounds in series]
            for series in _series(read, rate)
        ],
        display_names(read.others),
    )


def draw(read: Comparison, rate: str, variant: str) -> bytes:
    theme, _dash, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    figure = new_figure(*(NARROW if is_narrow else WIDE), palette)
    axes = figure.subplots()
    own, *others = _series(read, rate)
    _draw_line(axes, own, palette.series[0], ("solid", ""), 2.6, _("Your organisation"))
    names = _labels(display_names(read.others), LONGEST_NAME[is_narrow])
    styles = chain(STYLES, repeat(REST))
    for series, name, style in zip(others, names, styles, strict=False):
        _draw_line(axes, series, palette.series[2], style, 1.4, name)
    axes.set_ylim(0, 104)
    axes.set_yticks([0, 50, 100], [format_percent(percent) for percent in (0, 50, 100)])
    label_months(axes, [short_month_text(month) for month in read.months], middle=True)
    style_axes(axes, palette)
    figure.legend(
        loc="outside lower left",
        ncols=1 if is_narrow else 2,
        frameon=False,
        fontsize=12,
        labelcolor=palette.ink,
        handlelength=3.5,
    )
    return as_svg(figure)


def _series(read: Comparison, rate: str) -> list[list[Bounds | None]]:
    others = [
        [other.months.get(month, {}).get(rate) for month in read.months] for other in read.others
    ]
    return [[read.of(month, rate) for month in read.months], *others]


def _labels(names: Sequence[str], longest: int) -> list[str]:
    """Legend labels: one for each organisation with a style of its own, one for all others together."""
    named = [shorten(name, longest, placeholder="…") for name in names[: len(STYLES)]]
    rest = len(names) - len(named)
    return [*named, *([_("The others")] if rest else []), *[""] * (rest - 1)]


def _draw_line(
    axes: Any, bounds: Sequence[Bounds | None], colour: str, style: Any, width: float, label: str
) -> None:
    dash, marker = style
    lows = [NOTHING if rate is None else rate.low for rate in bounds]
    highs = [NOTHING if rate is None else rate.high for rate in bounds]
    places = range(len(bounds))
    look = {"color": colour, "linewidth": width, "linestyle": dash}
    in_front = 3 if style[0] == "solid" else 2
    axes.fill_between(places, lows, highs, color=colour, alpha=BAND, linewidth=0)
    axes.plot(places, lows, zorder=in_front, **look)
    axes.plot(places, highs, zorder=in_front, marker=marker, label=label or "_", **look)
    for place in (place for place, rate in enumerate(bounds) if rate is not None):
        alone = all(
            bounds[near] is None for near in (place - 1, place + 1) if 0 <= near < len(bounds)
        )
        if alone:
            axes.plot(
                [place, place], [lows[place], highs[place]], color=colour, linewidth=2 * width
            )
            axes.scatter([place], [lows[place]], s=24, color=colour)
