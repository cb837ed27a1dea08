"""Common frame of our charts: colours, plain axes, reproducible SVG."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from unicodedata import category

from adoption.publishing.charts.calls import begin_drawing, make, matplotlib_of


POINTS_PER_INCH = 72
FONTS = "'Atkinson Hyperlegible Next', system-ui, sans-serif"
BAND = 0.24
VARIANTS = ("light", "dark", "light-narrow", "dark-narrow")
# Of the series, in their order: whoever sees no colour tells them apart by these.
DASHES: dict[int, Any] = {
    1: "solid",
    2: (0, (6, 4)),
    3: (0, (1.5, 2.5)),
    4: (0, (8, 3, 2, 3)),
}
# On a sheet of paper a wide drawing is half as large as on a screen, and its letters with it.
ON_PAPER, LEAST_ON_PAPER = 0.64, 340  # of the pixels of a screen; a narrow drawing keeps so many
WHITE = b"#ffffff"
NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # a name with one would break the file

_is_on_paper: ContextVar[bool] = ContextVar("is_on_paper", default=False)


@dataclass(frozen=True, slots=True)
class Palette:
    paper: str
    ink: str
    grid: str
    axis: str
    sun: str
    series: tuple[str, str, str]
    fourth: str

    @property
    def lines(self) -> tuple[str, str, str, str]:
        """Colours of lines. `fourth`: for the rare chart where three are not enough."""
        return (*self.series, self.fourth)


PALETTES = {
    "light": Palette(
        "#fefdfb",
        "#16222b",
        "#ddd9d0",
        "#6a767f",
        "#f6a836",
        ("#00567a", "#b4540a", "#6b6f75"),
        "#5e1224",
    ),
    "dark": Palette(
        "#19232a",
        "#efece7",
        "#2e383f",
        "#828e96",
        "#fbba52",
        ("#5fbde0", "#f09a48", "#98a0a9"),
        "#f7efb8",
    ),
}


@contextmanager
def paper_style() -> Iterator[None]:
    """Draw inside this context for a page of a document: light theme, white ground, readable letters."""
    token = _is_on_paper.set(True)
    try:
        yield
    finally:
        _is_on_paper.reset(token)


def new_figure(width: int, height: int, palette: Palette) -> Any:
    """Begin a figure of that many pixels: calls of matplotlib's, kept until `as_svg` has them made."""
    if _is_on_paper.get():
        width = max(round(width * ON_PAPER), min(width, LEAST_ON_PAPER))
        height = round(height * (1 + ON_PAPER) / 2)
    return begin_drawing().Figure(
        figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH),
        facecolor=palette.paper,
        layout="constrained",
    )


def as_svg(figure: Any) -> bytes:
    """Have a figure drawn, byte for byte the same for the same calls. Raises DrawingUnavailableError."""
    drawn = make(matplotlib_of(figure).svg_of(figure))
    svg = NOT_IN_XML.sub(b" ", drawn).replace(b"'DejaVu Sans'", FONTS.encode())
    if _is_on_paper.get():
        return svg.replace(PALETTES["light"].paper.encode(), WHITE)
    return svg


def label_months(axes: Any, labels: Sequence[str], *, middle: bool) -> None:
    """Label the first and last month and, with `middle`, one between them."""
    last = len(labels) - 1
    axes.set_xlim(-0.15, max(last, 1) + 0.2)
    places = sorted({0, last // 2, last} if middle else {0, last})
    axes.set_xticks(places, [labels[place] for place in places])
    texts = axes.get_xticklabels()
    for number, place in enumerate(places):
        side = "left" if place == 0 and last else "right" if place == last else "center"
        texts[number].set_ha(side)


def legend_text(name: str) -> str:
    """Escape typed text for a legend: matplotlib leaves out names that begin with “_”."""
    plain = "".join(" " if category(letter) in {"Cc", "Cs"} else letter for letter in name)
    return f" {plain}" if plain.startswith("_") else plain


def style_axes(axes: Any, palette: Palette, *, size: int = 12) -> None:
    """Draw horizontal grid lines and a base line, nothing else. `size`: of the labels."""
    axes.tick_params(length=0, labelsize=size, labelcolor=palette.ink, pad=6)
    axes.grid(axis="y", color=palette.grid, linewidth=1)
    axes.set_axisbelow(True)
    axes.set_facecolor(palette.paper)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(palette.axis)


def legend_above(
    axes: Any, palette: Palette, *, ncols: int = 1, fontsize: int = 13, **more: Any
) -> Any:
    """Put the legend between title and drawing, from the left, in at most `ncols` columns that the figure can hold.

    Return what stands for their number. `more`: as matplotlib's `legend` takes it.
    """
    return matplotlib_of(axes).legend_above(
        axes, ncols=ncols, labelcolor=palette.ink, fontsize=fontsize, **more
    )
