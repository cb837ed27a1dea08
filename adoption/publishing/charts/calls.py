"""The calls that make a drawing, kept in their order instead of made: matplotlib takes 40 MB and a third of a second to load,
which a web process has no use for. `drawing_process.py` makes them.

Nothing that a call would answer can be read here, save as a value of a later call.
"""

import io
import pickle
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings

from core.limited_process import ProcessFailedError, run_script


SCRIPT = Path(__file__).parent / "drawing_process.py"
LONGEST = 60  # seconds
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # each takes of the memory
# What a subclass of these is sent as: a text that is marked safe, a number of numpy’s.
PLAIN: dict[type, Any] = {str: str.__str__, float: float.__repr__, int: int.__repr__}
AT_ONCE = 2  # drawings of one web process
_turns = BoundedSemaphore(AT_ONCE)


class DrawingUnavailableError(Exception):
    """A drawing that its process could not make in time."""


class Part:
    """Stands for something of matplotlib that is made later."""

    __slots__ = ("_calls", "_place")
    __iter__ = None  # how many there will be is not known

    def __init__(self, calls: "Calls", place: int) -> None:
        self._calls, self._place = calls, place

    def __getattr__(self, name: str) -> "Part":
        if name.startswith("_"):
            raise AttributeError(name)
        return self._calls.keep("attribute", self, name)

    def __getitem__(self, key: Any) -> "Part":
        return self._calls.keep("item", self, key)

    def __call__(self, *given: Any, **named: Any) -> "Part":
        return self._calls.keep("call", self, given, named)


class Calls:
    """A drawing. The part at place 0 is matplotlib itself: the names in `drawing_process.MATPLOTLIB`."""

    def __init__(self) -> None:
        self.stream = io.BytesIO()
        self._count = 0

    def keep(self, what: str, *given: Any) -> Part:
        _Writer(self.stream).dump((what, *given))
        self._count += 1
        return Part(self, self._count)


class _Writer(pickle.Pickler):
    """Writes plain values alone: the process that reads them knows no class of ours."""

    def persistent_id(self, value: Any) -> int | None:
        return value._place if isinstance(value, Part) else None

    def reducer_override(self, value: Any) -> Any:
        for plain, written in PLAIN.items():
            if isinstance(value, plain):
                return plain, (written(value),)
        return NotImplemented


def begin_drawing() -> Part:
    """Return what stands for matplotlib in a new drawing."""
    return Part(Calls(), 0)


def matplotlib_of(part: Part) -> Part:
    """Return what stands for matplotlib in the drawing that a part is of."""
    return Part(part._calls, 0)


def make(part: Part) -> bytes:
    """Make the drawing up to a part, which is its file. Raises DrawingUnavailableError."""
    calls = part._calls.stream.getvalue()
    if not settings.DRAW_APART:
        # Imported here: for workers, which load it once for many drawings.
        from adoption.publishing.charts.drawing_process import replay  # noqa: PLC0415

        drawn: bytes = replay(io.BytesIO(calls))
        return drawn
    if not _turns.acquire(timeout=LONGEST):
        raise DrawingUnavailableError
    try:
        return run_script(SCRIPT, calls, seconds=LONGEST, environment=ONE_THREAD)
    except ProcessFailedError as error:
        raise DrawingUnavailableError(str(error)) from error
    finally:
        _turns.release()
