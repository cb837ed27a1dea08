"""Makes the calls of a drawing with matplotlib (calls.py). A worker imports it; for a web process it is a process of its
own, so that matplotlib is in no web process. It imports nothing of ours.
"""

import io
import pickle
import resource
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import IO, Any

import matplotlib as mpl
import matplotlib.backends.backend_svg
import matplotlib.figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch


MOST_MEMORY = 1024**3  # bytes
MOST_SECONDS = 20  # of a processor
ROOM_OF_LEGEND = 0.9  # of a figure's width: labels of the axis stand beside it
ABOVE_LEGEND, LEGEND_LINE = 16, 18  # points
BUILTINS = {"range", "slice", "str", "float", "int"}

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


def legend_above(axes: Any, *, ncols: int, **look: Any) -> int:
    """Put the legend above the drawing in at most so many columns that the figure can hold. Return their number."""
    room = ROOM_OF_LEGEND * axes.figure.bbox.width
    for columns in range(ncols, 0, -1):
        legend = axes.legend(
            loc="lower left",
            bbox_to_anchor=(-0.01, 1.0),
            frameon=False,
            borderaxespad=0.2,
            ncols=columns,
            **look,
        )
        if legend.get_window_extent().width <= room:
            return columns
    return 1


def title_above_legend(axes: Any, text: str, *, names: int, columns: int, **look: Any) -> None:
    axes.set_title(text, pad=ABOVE_LEGEND + LEGEND_LINE * -(-names // columns), **look)


def svg_of(figure: Any) -> bytes:
    target = io.BytesIO()
    figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return target.getvalue()


MATPLOTLIB = SimpleNamespace(
    Figure=matplotlib.figure.Figure,
    Line2D=Line2D,
    Patch=Patch,
    legend_above=legend_above,
    title_above_legend=title_above_legend,
    svg_of=svg_of,
)
STEPS: dict[str, Callable[..., Any]] = {
    "attribute": getattr,
    "item": lambda part, key: part[key],
    "call": lambda part, given, named: part(*given, **named),
}


class _Reader(pickle.Unpickler):
    """Reads one call; what earlier ones made stands in it by its place."""

    def __init__(self, stream: IO[bytes], made: list[Any]) -> None:
        super().__init__(stream)
        self.made = made

    def persistent_load(self, place: Any) -> Any:
        return self.made[place]

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in BUILTINS:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"no {module}.{name} in a drawing")


def replay(stream: IO[bytes]) -> Any:
    """Make all calls in their order and return what the last one made."""
    made: list[Any] = [MATPLOTLIB]
    while True:
        try:
            what, *given = _Reader(stream, made).load()
        except EOFError:
            return made[-1]
        made.append(STEPS[what](*given))


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(replay(io.BytesIO(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
