"""Common frame of our charts: colours, plain axes, reproducible SVG."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import category


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
ROOM_OF_LEGEND = 0.9  # of a figure's width: labels of the axis stand beside it
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
    """Create a figure of that many pixels."""
    if _is_on_paper.get():
        width = max(round(width * ON_PAPER), min(width, LEAST_ON_PAPER))
        height = round(height * (1 + ON_PAPER) / 2)
    return _matplotlib_figures().Figure(
        figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH),
        facecolor=palette.paper,
        layout="constrained",
    )


def as_svg(figure: Any) -> bytes:
    """Serialise a figure, byte for byte the same for the same drawing."""
    target = io.BytesIO()
    figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    svg = NOT_IN_XML.sub(b" ", target.getvalue()).replace(b"'DejaVu Sans'", FONTS.encode())
    if _is_on_paper.get():
        return svg.replace(PALETTES["light"].paper.encode(), WHITE)
    return svg


def label_months(axes: Any, labels: Sequence[str], *, middle: bool) -> None:
    """Label the first and last month and, with `middle`, one between them."""
    last = len(labels) - 1
    axes.set_xlim(-0.15, max(last, 1) + 0.2)
    places = sorted({0, last // 2, last} if middle else {0, last})
    axes.set_xticks(places, [labels[place] for place in places])
    for place, text in zip(places, axes.get_xticklabels(), strict=True):
        text.set_ha("left" if place == 0 and last else "right" if place == last else "center")


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
) -> int:
    """Put the legend between title and drawing, from the left, in at most `ncols` columns that the figure can hold.

    Return their number. `more`: as matplotlib's `legend` takes it.
    """
    room = ROOM_OF_LEGEND * axes.figure.bbox.width
    for columns in range(ncols, 0, -1):
        legend = axes.legend(
            loc="lower left",
            bbox_to_anchor=(-0.01, 1.0),
            frameon=False,
            labelcolor=palette.ink,
            fontsize=fontsize,
            borderaxespad=0.2,
            ncols=columns,
            **more,
        )
        if legend.get_window_extent().width <= room:
            return columns
    return 1


def warm_up() -> None:
    """Load matplotlib and draw once, so that the first chart of a process is as fast as the next."""
    figure = new_figure(100, 100, PALETTES["light"])
    figure.subplots().set_title("0")
    as_svg(figure)


@cache
def _matplotlib_figures() -> Any:
    """Return matplotlib's classes, without its global figure manager; set up once a process."""
    # Imported here: it is slow to load, and only a chart needs it.
    import matplotlib as mpl  # noqa: PLC0415
    import matplotlib.figure  # noqa: PLC0415

    # Our face comes as woff2, which matplotlib does not read, and an image cannot use the page's fonts.
    # So texts stay texts, drawn in the reader's own face; their widths are reckoned in DejaVu.
    mpl.rcParams.update(
        {
            "svg.hashsalt": "passerelle",
            "svg.fonttype": "none",
            "font.family": ["DejaVu Sans"],
            "text.parse_math": False,  # a dollar in a name is a dollar
        }
    )
    return mpl.figure
