from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A finding in a file. `line` counts from 1; 0 is the whole file. A warning is worth a look and fails nothing."""

    path: Path
    line: int
    message: str
    is_warning: bool = False
