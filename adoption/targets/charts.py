"""Chart of a target: the published figure with its margin, the trajectory, and the forecast as a dashed fan."""

from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.periods import months_from
from adoption.foundation.words.months import short_month_text
from adoption.publishing.charts.calls import matplotlib_of
from adoption.publishing.charts.frame import (
    BAND,
    PALETTES,
    Palette,
    as_svg,
    legend_above,
    new_figure,
    style_axes,
)
from adoption.targets.trajectory import Outlook
from adoption.targets.words import goal_text, interval_text, published_text
from core.typography import format_number, format_percent


WIDE, NARROW = (1000, 440), (400, 460)
DOTTED = (0, (1.5, 2.5))
DASHED = (0, (6, 4))


def chart_size(*, is_narrow: bool) -> tuple[int, int]:
    return NARROW if is_narrow else WIDE


def draw(found: Outlook, variant: str) -> bytes:
    theme, _dash, width = variant.partition("-")
    palette, is_narrow = PALETTES[theme], bool(width)
    figure = new_figure(*chart_size(is_narrow=is_narrow), palette)
    axes = figure.subplots()
    # People, or points, for a per cent.
    unit = found.course.size / 100 if found.course.is_small else 1
    highest = max(_draw_published(axes, found, palette, unit), _draw_fan(axes, found, palette))
    highest = max(highest, _draw_target(axes, found, palette, unit))
    _draw_scale(axes, found, highest, palette, 0.3 if is_narrow else 0.15)
    _name(axes, found, palette)
    return as_svg(figure)


def _draw_published(axes: Any, found: Outlook, palette: Palette, unit: float) -> float:
    """Draw the published figures and return the highest bound drawn."""
    nothing = float("nan")
    rates = found.course.rates
    lows = [nothing if rate is None else unit * rate.low for rate in rates]
    highs = [nothing if rate is None else unit * rate.high for rate in rates]
    places, colour = range(len(lows)), palette.series[0]
    axes.fill_between(places, lows, highs, color=colour, alpha=BAND, linewidth=0)
    for bound in (lows, highs):
        axes.plot(places, bound, color=colour, linewidth=2.6)
    for place in places:
        alone = [near for near in (place - 1, place + 1) if 0 <= near < len(lows)]
        if rates[place] and all(rates[near] is None for near in alone):
            axes.plot([place, place], [lows[place], highs[place]], color=colour, linewidth=6)
            axes.scatter([place], [lows[place]], s=30, color=colour)
    if rates[-1] is not None:
        here, ends = len(lows) - 1, sorted({lows[-1], highs[-1]})
        axes.plot([here, here], [ends[0], ends[-1]], color=palette.sun, linewidth=5, zorder=5)
        axes.scatter([here] * len(ends), ends, s=70, color=palette.sun, zorder=6)
    return max((unit * rate.high for rate in rates if rate is not None), default=0.0)


def _draw_fan(axes: Any, found: Outlook, palette: Palette) -> float:
    """Draw the forecast from the last published month on, with dashed edges and without a middle line."""
    if not found.likely:
        return 0.0
    start, colour = len(found.course.months) - 1, palette.series[0]
    now = found.course.rates[-1]
    ranges: list[Any] = [*([now] if now else []), *found.likely]
    places = range(start + 1 + len(found.likely) - len(ranges), start + 1 + len(found.likely))
    lows, highs = [each.low for each in ranges], [each.high for each in ranges]
    axes.fill_between(places, lows, highs, color=colour, alpha=0.14, linewidth=0)
    for bound in (lows, highs):
        axes.plot(places, bound, color=colour, linewidth=1.6, linestyle=DASHED)
    return max(highs)


def _draw_target(axes: Any, found: Outlook, palette: Palette, unit: float) -> float:
    """Draw the trajectory from the start's published rate, and the target where it is due, which is returned."""
    first = found.course.months[0]
    start, end = months_from(first, found.goal.start), months_from(first, found.goal.by)
    colour = palette.series[1]
    begun = None if found.goal.is_of_known else found.course.rate(found.goal.start)
    aimed = ceil(unit * found.goal.percent)
    if begun is not None:
        for bound in sorted({begun.low, begun.high}):
            axes.plot(
                [start, end], [unit * bound, aimed], color=colour, linewidth=2, linestyle=DOTTED
            )
    axes.plot([end - 0.35, end + 0.35], [aimed] * 2, color=colour, linewidth=4)
    return aimed


def _draw_scale(axes: Any, found: Outlook, highest: float, palette: Palette, apart: float) -> None:
    """Draw the scale. `apart`: the fraction of the width that two month labels need between them."""
    top = next(top for top in (20, 40, 60, 80, 100) if top >= min(highest, 100))
    if found.course.is_small:
        top = found.course.size
    axes.set_ylim(0, top * 1.04)
    ticks = (0, top // 2, top)
    written = format_number if found.course.is_small else format_percent
    axes.set_yticks(ticks, [written(tick) for tick in ticks])
    first, end = found.course.months[0], found.goal.by
    last = max(months_from(first, end), len(found.course.months) - 1)
    axes.set_xlim(-0.15, last + 0.4)
    here = len(found.course.months) - 1
    places = sorted({0, here, last} if apart * last < here < (1 - apart) * last else {0, last})
    axes.set_xticks(places, [short_month_text(first.shifted(place)) for place in places])
    texts = axes.get_xticklabels()
    for number, place in enumerate(places):
        texts[number].set_ha("left" if place == 0 else "right" if place == last else "center")
    style_axes(axes, palette)


def _name(axes: Any, found: Outlook, palette: Palette) -> None:
    """Draw a legend above with each line's style: colour alone tells nothing."""
    Line2D = matplotlib_of(axes).Line2D  # noqa: N806 - a class of matplotlib’s
    colour, other = palette.series[:2]
    said = pgettext("rate", "Published")
    if not found.now.is_hidden:
        said = pgettext("rate", "Published: %(rate)s") % {"rate": published_text(found.now)}
    lines = [(Line2D([], [], color=colour, linewidth=2.6), said)]
    if found.likely:
        words = _("Likely in %(month)s: %(range)s") % {
            "month": short_month_text(found.goal.by),
            "range": interval_text(found.likely[-1]),
        }
        lines.append((Line2D([], [], color=colour, linewidth=1.6, linestyle=DASHED), words))
    target = _("Target: %(percent)s") % {"percent": goal_text(found)}
    lines.append((Line2D([], [], color=other, linewidth=2, linestyle=DOTTED), target))
    legend_above(
        axes,
        palette,
        handles=[line for line, _text in lines],
        labels=[text for _line, text in lines],
        handlelength=2.4,
    )
