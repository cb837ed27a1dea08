"""Template tags of published figures: solid is sure, hatched is margin, masked looks the same everywhere.

`low` is None when the figure is masked. With unit "count" the bounds are numbers of people among
`population`; with "percent" they are per cent and `population` is left out. Joined into `passerelle`.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from core import typography


register = template.Library()

UNITS = ("count", "percent")
PLAIN_ROW = {"value": "", "share": "", "cells": 0}
BARS_KEPT = 1_000  # drawings of a process
MOST_WIDE_CELLS = 24  # of more, the gaps would cover what they part


def _text(low: float, high: float, population: int, unit: str) -> str:
    if unit not in UNITS:
        raise ValueError(f"unit is one of {UNITS}, not {unit!r}")
    if unit == "percent":
        return typography.percent_text(low, high)
    return typography.count_text(int(low), int(high), population)


def _shares(low: float, high: float, whole: float) -> tuple[float, float]:
    """Return the bounds as per cent of the bar, within it. Raises ValueError when they are out of order."""
    if whole <= 0 or low > high:
        raise ValueError(f"no bar from {low} to {high} of {whole}")
    return max(0.0, 100 * low / whole), min(100.0, 100 * high / whole)


def _length(value: float) -> str:
    """Format a length for an SVG attribute: with a decimal point, whatever the language."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


@register.simple_tag
@lru_cache(maxsize=BARS_KEPT)
def range_bar(
    low: float,
    high: float,
    population: float = 100,
    series: int = 1,
    mark: float | None = None,
    cells: int = 0,
) -> SafeString:
    """Draw the bar alone, hidden from screen readers: its text stands beside it. `mark` is in per cent.

    `cells`: how many people it is cut into, of a group that is counted and never rated.
    """
    sure, possible = _shares(low, high, population)
    drawn = {
        "series": series,
        "sure": _length(sure),
        "rest_from": _length(possible),
        "rest": _length(100 - possible),
        "mark": None if mark is None else _length(min(100.0, max(0.0, mark))),
        "gaps": [_length(100 * place / cells) for place in range(1, cells)],
        "gap_width": "1" if cells > MOST_WIDE_CELLS else "2",
    }
    return render_to_string("components/range_bar.html", drawn)


@register.inclusion_tag("components/bar.html")
def bar(percent: float, label: str) -> dict[str, Any]:
    """Draw the progress of something other than a path of steps; never a comparison of people."""
    share = min(100.0, max(0.0, percent))
    return {"now": str(round(share)), "width": _length(share), "label": label}


@register.simple_tag
def published(
    low: float | None, high: float | None, population: int = 100, unit: str = "count"
) -> str:
    """Write a figure as text, inside a sentence or a cell; the badge when it is masked."""
    if low is None or high is None:
        return render_to_string("components/masked_badge.html")
    return _text(low, high, population, unit)


@register.inclusion_tag("components/masked.html")
def masked() -> dict[str, Any]:
    """Write what stands for a masked figure: too small, empty and unknown look alike, for telling them
    apart would disclose something."""
    return {}


@register.inclusion_tag("components/masked_badge.html")
def masked_badge() -> dict[str, Any]:
    return {}


@register.inclusion_tag("components/figure.html")
def figure(
    label: str,
    low: float | None,
    high: float | None,
    population: int = 100,
    unit: str = "count",
    note: str = "",
    series: int = 1,
    bar: bool = True,
) -> dict[str, Any]:
    is_masked = low is None or high is None
    return {
        "label": label,
        "low": low,
        "high": high,
        "whole": population if unit == "count" else 100,
        "value": "" if low is None or high is None else _text(low, high, population, unit),
        "is_masked": is_masked,
        "note": note,
        "series": series,
        "has_bar": bar,
    }


@register.inclusion_tag("components/figure_text.html")
def figure_text(label: str, value: str, note: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "note": note}


@register.inclusion_tag("components/funnel.html")
def funnel(treads: Iterable[Any], unit: str = "percent") -> dict[str, Any]:
    """Draw account, used, habit, in this order; what is lost is said on each riser."""
    return {"treads": treads, "unit": unit}


@register.inclusion_tag("components/compare.html")
def compare(rows: Iterable[Any], unit: str = "percent") -> dict[str, Any]:
    """Draw figures beside one another. A row may have its `value` and `share` as ready texts, and be cut into `cells`."""
    return {"rows": [{**PLAIN_ROW, **row} for row in rows], "unit": unit}


@register.filter
def whole(population: int, unit: str) -> int:
    """Write what a bar's full length stands for."""
    return population if unit == "count" else 100


# Rows are made in Python: a report has two hundred, of a thousand cells.


@register.filter
def figure_rows(rows: Iterable[tuple[object, Sequence[object]]]) -> SafeString:
    """Draw table rows of figures: pairs of what names the row and its cells."""
    rendered = (
        format_html(
            '<tr><th scope="row">{}</th>' + '<td class="r">{}</td>' * len(cells) + "</tr>",
            *map(localize, (header, *cells)),
        )
        for header, cells in rows
    )
    return format_html_join("\n", "{}", ((row,) for row in rendered))


@register.filter
def labelled_rows(rows: Iterable[Sequence[object]], headings: Sequence[str]) -> SafeString:
    """Draw rows whose cells stand below one another on a phone, each with its heading; the first cell names the row."""
    labels = [conditional_escape(item) for item in headings[1:]]
    cells = '<td data-label="{}">{}</td>' * len(labels)
    rendered = (
        format_html(
            f'<tr><th scope="row">{{}}</th>{cells}</tr>',
            localize(header),
            *(item for pair in zip(labels, map(localize, values), strict=True) for item in pair),
        )
        for header, *values in rows
    )
    return format_html_join("\n", "{}", ((item,) for item in rendered))


@register.inclusion_tag("components/data_table.html")
def data_table(
    caption: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], summary: str = ""
) -> dict[str, Any]:
    """Draw the figures of a chart, folded away. Cells are ready text; the first names the row."""
    return {
        "caption": caption,
        "headers": headers,
        "rows": [(row[0], row[1:]) for row in rows],
        "summary": summary,
    }


@register.inclusion_tag("components/chart.html", takes_context=True)
def chart(
    context: template.Context,
    id: str,  # noqa: A002 - the attribute's own name
    title: str,
    light: str,
    dark: str,
    sub: str = "",
    headers: Sequence[str] | None = None,
    rows: Iterable[Sequence[Any]] | None = None,
    level: int = 2,
    width: int = 1000,
    height: int = 420,
    light_narrow: str = "",
    dark_narrow: str = "",
) -> dict[str, Any]:
    """Draw an image per theme, its finding as title, its table below.

    `light` and `dark` are addresses of the same chart; the narrow ones are drawn for a phone, where the
    text of a wide image is too small. A person who forces a theme gets that one; otherwise the browser
    chooses.
    """
    theme = str(getattr(getattr(context.get("request"), "user", None), "theme", ""))
    is_dark = theme == "dark"
    return {
        "id": id,
        "title": title,
        "sub": sub,
        "image": dark if is_dark else light,
        "narrow": dark_narrow if is_dark else light_narrow,
        "dark": "" if theme else dark,
        "dark_narrow": "" if theme else dark_narrow,
        "headers": headers,
        "rows": rows,
        "level": level,
        "width": str(width),
        "height": str(height),
    }
