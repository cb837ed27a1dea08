"""Finds the practice portals in the folders of the courses, read once in each process."""

from functools import cache
from pathlib import Path

import yaml

from learning.practice.portal import PracticePortal
from learning.practice.reading import UnfitPortal, read_portal


CONTENT = Path(__file__).resolve().parents[2] / "content"
FOLDER = "practice-portals"
SOURCE = "fr"
LANGUAGES = ("fr", "en")


@cache
def portal_keys() -> tuple[str, ...]:
    """Return the short names of the portals; each is that of a variant of the courses."""
    return tuple(sorted(path.stem for path in (CONTENT / SOURCE / FOLDER).glob("*.yaml")))


@cache
def practice_portal(key: str, language: str) -> PracticePortal:
    """Return a portal in the language, else in French. Raises KeyError, UnfitPortal."""
    if key not in portal_keys():
        raise KeyError(key)
    path = CONTENT / language / FOLDER / f"{key}.yaml"
    if language not in LANGUAGES or not path.is_file():
        path = CONTENT / SOURCE / FOLDER / f"{key}.yaml"
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise UnfitPortal([str(error)]) from error
    return read_portal(key, raw)
