"""Draws an SVG from elsewhere as PNG, from its input to its output, as a process of its own that has limits: a small
file can ask for any memory and time. Run by core.typesetting; it imports nothing of ours.
"""

import resource
import sys
from typing import Any

import typst


MOST_MEMORY = 1024**3  # bytes
MOST_SECONDS = 5  # of a processor


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, fonts, pixels_per_inch = sys.argv[1:]
    page: Any = source.encode()
    picture: Any = typst.compile(
        page,
        font_paths=[fonts],
        ignore_system_fonts=True,
        format="png",
        ppi=float(pixels_per_inch),
        sys_inputs={"drawing": sys.stdin.buffer.read().decode()},
    )
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
