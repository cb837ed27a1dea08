"""What the steering committee's report is made of: plain values in one language. No Django."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """The first column is its rows' heading. `caption`: what is counted, among whom, over which time."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`name`: of its file, no other has it. `title`: its finding. `draw`: a variant of `chart_frame` to SVG.

    `size`: width and height in pixels, wide and narrow. `drawn`: all that the drawing hangs on.
    """

    name: str
    title: str
    drawn: tuple[object, ...]
    draw: Callable[[str], bytes]
    size: tuple[tuple[int, int], tuple[int, int]]
    table: Table


@dataclass(frozen=True, slots=True)
class Decision:
    """What the committee is asked to settle, and why now."""

    asked: str
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """`findings`: sentences to remember; the report's first page repeats them. In the order of the page."""

    title: str
    findings: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    decisions: tuple[Decision, ...] = ()
