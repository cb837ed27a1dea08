"""Has Typst compile one document or drawing, as a process of its own that has limits: what it draws on may ask for any
memory and time, and its fonts stay in the memory of whoever asked. Run by core.typesetting; it imports nothing of ours.

Reads JSON from its input: `seconds` of a processor at most, and the `options` of `typst.compile`.
"""

import json
import resource
import sys
from typing import Any

import typst


MOST_MEMORY = 1024**3  # bytes


def main() -> None:
    asked = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    options: dict[str, Any] = asked["options"]
    if "source" in options:
        options["input"] = options.pop("source").encode()
    try:
        made: Any = typst.compile(**options, ignore_system_fonts=True)
    except typst.TypstError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
