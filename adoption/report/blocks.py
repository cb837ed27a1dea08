"""Blocks of the steering committee's report: plain values in one language. No Django."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column heads its rows. `caption`: what is counted, among whom, over which time."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. `name`: of its file, unique. `title`: its finding. `draw`: a variant of `chart_frame` to SVG.

    `size`: width and height in pixels, wide and narrow. `drawn`: all that the drawing hangs on.
    """

    name: str
    title: str
    drawn: tuple[object, ...]
    draw: Callable[[str], bytes]
    size: tuple[tuple[int, int], tuple[int, int]]
    table: Table

    @property
    def key(self) -> tuple[object, ...]:
        """Return what names its file on a screen."""
        return ("report", self.name, *self.drawn)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision for the committee, and why now. `key`: names the question, the same in every report."""

    asked: str
    reason: str
    key: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section, in the order of the page. `findings`: sentences to remember, on the first page or else here."""

    title: str
    findings: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    decisions: tuple[Decision, ...] = ()
