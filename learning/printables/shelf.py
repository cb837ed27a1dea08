"""Finds what the kits print in the folders of the courses, read once in each process."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from learning.practice.shelf import CONTENT, LANGUAGES, SOURCE
from learning.printables.reading import Printable, read_printables


FILE = "printables.yaml"


@cache
def kit_names() -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in (CONTENT / SOURCE / "kits").glob(f"*/{FILE}")))


@cache
def kit_minutes(kit: str) -> int:
    """Return how long the workshop of a kit lasts, as its text says. Raises KeyError."""
    if kit not in kit_names():
        raise KeyError(kit)
    text = (CONTENT / SOURCE / "kits" / kit / "kit.md").read_text(encoding="utf-8")
    return yaml.load(text.split("---", 2)[1], Loader=yaml.CSafeLoader)["minutes_total"]


@cache
def kit_printables(kit: str, language: str) -> Mapping[str, Printable]:
    """Return what a kit prints, by name. Raises KeyError, UnfitPrintables."""
    if kit not in kit_names() or language not in LANGUAGES:
        raise KeyError(kit)
    path = CONTENT / language / "kits" / kit / FILE
    return read_printables(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


@cache
def drawing(name: str, language: str) -> str:
    """Return a drawing of the courses as SVG."""
    return Path(CONTENT / language / "modules" / name).read_text(encoding="utf-8")
