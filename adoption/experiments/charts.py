"""Chart of evaluations: each estimate with its interval, in points, beside a line at zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _

from adoption.publishing.charts.frame import (
    DASHES,
    PALETTES,
    Palette,
    as_svg,
    new_figure,
    style_axes,
)


WIDTHS = 1000, 400
FOOT = 60
ROW, NARROW_ROW = 56, 80
LETTERS, NARROW_LETTERS = 34, 38  # of a name, in a line of it
STEPS = 10, 20, 50


@dataclass(frozen=True, slots=True)
class EffectLine:
    """An effect to draw. `is_sure`: the interval excludes zero. `is_early`: the placebo before the start."""

    name: str
    said: str
    estimate: int
    low: int
    high: int
    is_early: bool = False

    @property
    def is_sure(self) -> bool:
        return self.low > 0 or self.high < 0


def chart_size(lines: Sequence[EffectLine], *, is_narrow: bool) -> tuple[int, int]:
    return WIDTHS[is_narrow], FOOT + (NARROW_ROW if is_narrow else ROW) * len(lines)


def draw(lines: Sequence[EffectLine], target: int | None, variant: str) -> bytes:
    theme, _dash, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    figure = new_figure(*chart_size(lines, is_narrow=is_narrow), palette)
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.12)
    axes = figure.subplots()
    axes.axvline(0, color=palette.ink, linewidth=1.4, zorder=1)
    if target is not None:
        _draw_target(axes, target, palette)
    for place, line in enumerate(lines):
        _draw_line(axes, place, line, palette)
        _name_line(axes, place, line, palette, is_narrow=is_narrow)
    _draw_scale(axes, lines, target, palette, is_narrow=is_narrow)
    return as_svg(figure)


def _draw_line(axes: Any, place: int, line: EffectLine, palette: Palette) -> None:
    """Draw one effect: a full mark where the sign is sure, hollow where not, so that colour is not needed."""
    colour = palette.series[2] if line.is_early else palette.series[0]
    dashes = DASHES[2] if line.is_early else DASHES[1]
    ends = [line.low, line.high]
    axes.plot(ends, [place, place], color=colour, linewidth=3, linestyle=dashes, zorder=3)
    for end in ends:
        axes.plot([end, end], [place - 0.12, place + 0.12], color=colour, linewidth=2, zorder=3)
    is_full = line.is_sure and not line.is_early
    axes.scatter(
        [line.estimate],
        [place],
        s=110,
        marker="D" if line.is_early else "o",
        facecolor=colour if is_full else palette.paper,
        edgecolor=colour,
        linewidth=2.4,
        zorder=4,
    )


def _name_line(
    axes: Any, place: int, line: EffectLine, palette: Palette, *, is_narrow: bool
) -> None:
    words: dict[str, Any] = {
        "color": palette.ink,
        "transform": axes.get_yaxis_transform(),
        "va": "center",
        "zorder": 5,
        "bbox": {"facecolor": palette.paper, "edgecolor": "none", "pad": 1.5},  # over the lines
    }
    if is_narrow:
        name = _in_lines(line.name, NARROW_LETTERS, 1)
        axes.text(0, place - 0.55, name, fontsize=14, ha="left", **words)
        axes.text(0, place - 0.3, line.said, fontsize=14, ha="left", fontweight="bold", **words)
        return
    name = _in_lines(line.name, LETTERS, 2)
    axes.text(-0.02, place, name, fontsize=14, ha="right", **words)
    axes.text(1.02, place, line.said, fontsize=14, ha="left", fontweight="bold", **words)


def _in_lines(text: str, letters: int, most: int) -> str:
    lines = wrap(text, letters) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: letters - 1].rstrip()}…"]
    return "\n".join(lines)


def _draw_target(axes: Any, target: int, palette: Palette) -> None:
    colour = palette.series[1]
    axes.axvline(target, color=colour, linewidth=2, linestyle=DASHES[3], zorder=2)
    axes.text(
        target, 1.0, _("Target: +%(points)s") % {"points": target}, color=colour, fontsize=13,
        ha="center", va="bottom", transform=axes.get_xaxis_transform(),
    )  # fmt: skip


def _draw_scale(
    axes: Any, lines: Sequence[EffectLine], target: int | None, palette: Palette, *, is_narrow: bool
) -> None:
    """Draw the scale over round numbers around all intervals, always including zero."""
    low = min(0, *(line.low for line in lines))
    high = max(target or 0, 0, *(line.high for line in lines))
    step = next(
        (step for step in STEPS if (high - low) / step <= (4 if is_narrow else 8)), STEPS[-1]
    )
    first, last = step * floor(min(low, -1) / step), step * ceil(max(high, 1) / step)
    ticks = list(range(first, last + 1, step))
    axes.set_xlim(first, last)
    axes.set_ylim(len(lines) - 0.45, -0.8 if is_narrow else -0.55)
    axes.set_yticks([])
    axes.set_xticks(ticks, [_tick(tick, is_end=tick in (first, last)) for tick in ticks])
    style_axes(axes, palette, size=14 if is_narrow else 13)
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=palette.grid, linewidth=1)


def _tick(points: int, *, is_end: bool) -> str:
    sign = f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"
    return _("%(points)s pts") % {"points": sign} if is_end else sign
