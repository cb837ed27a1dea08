"""The chart of the desks: what was noted above, the usage rate of staff below, over the same months.

Two frames and not two axes in one: where the curves of two scales cross says nothing.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from adoption.contacts.charts.contacts import (
    STYLES,
    draw_above_usage_rate,
    round_up_scale,
    set_frame_title,
)
from adoption.contacts.queries.front_desk import DeskHistory
from adoption.contacts.words.front_desk import HELPED
from adoption.publishing.charts.frame import BAND, Palette, legend_above
from adoption.publishing.disclosure.tally import TapRange
from core.typography import format_number


NOTHING = float("nan")


def drawing_key(read: DeskHistory) -> tuple[Any, ...]:
    return (
        read.months,
        [[(figure.low, figure.high) for figure in read.series(tap)] for tap in HELPED],
        sorted(read.rates.items()),
    )


def draw(read: DeskHistory, variant: str) -> bytes:
    return draw_above_usage_rate(partial(_draw_desks, read), read.months, read.rates, variant)


def _draw_desks(read: DeskHistory, axes: Any, palette: Palette, is_narrow: bool) -> None:
    series = [read.series(tap) for tap in HELPED]
    highest = (figure.high or figure.low or 0 for figures in series for figure in figures)
    top = round_up_scale(max(highest, default=0))
    for place, (tap, figures) in enumerate(zip(HELPED, series, strict=True)):
        _draw_line(
            axes, figures, top, palette.series[place], STYLES[place], capfirst(str(tap.label))
        )
    axes.set_ylim(0, top * 1.04)
    axes.set_yticks([0, top // 2, top], [format_number(tick) for tick in (0, top // 2, top)])
    set_frame_title(
        axes, _("Noted at the desks in the month"), palette, pad=56 if is_narrow else 34
    )
    legend_above(
        axes,
        palette,
        ncols=1 if is_narrow else 2,
        fontsize=12,
        columnspacing=1.4,
        handlelength=2.2,
    )


def _draw_line(
    axes: Any, figures: Sequence[TapRange], top: int, colour: str, style: Any, label: str
) -> None:
    """Draw a count, or a band between its ends; a gap where the figure is hidden."""
    lows = [NOTHING if figure.low is None else figure.low for figure in figures]
    highs = [
        NOTHING if figure.low is None else (top if figure.high is None else figure.high)
        for figure in figures
    ]
    places = range(len(figures))
    axes.fill_between(places, lows, highs, color=colour, alpha=BAND, linewidth=0)
    axes.plot(places, lows, color=colour, linewidth=2.4, linestyle=style, label=label)
    if lows != highs:
        axes.plot(places, highs, color=colour, linewidth=2.4, linestyle=style)
    shown = [place for place, figure in enumerate(figures) if figure.low is not None]
    alone = [place for place in shown if {place - 1, place + 1}.isdisjoint(shown)]
    for place in alone:
        ends = sorted({lows[place], highs[place]})
        axes.plot([place, place], [ends[0], ends[-1]], color=colour, linewidth=5)
        axes.scatter([place] * len(ends), ends, s=30, color=colour)
