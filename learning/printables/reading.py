"""Reads what a kit prints: slides, cards, posters, a quiz, a path. Its bounds are what fits on a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    SLIDES = "slides"
    CARDS = "cards"
    POSTER = "poster"
    QUIZ = "quiz"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Printable:
    """A thing to print. `content`: the further keys of its kind, see KEYS."""

    name: str
    kind: Kind
    title: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """A text of at most so many letters."""

    most: int
    required: bool = False
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of at most so many texts, or of mappings with these keys."""

    most: int
    each: "Words | Mapping[str, Key]"
    required: bool = False


Key = Words | Rows
SLUG = r"[a-z0-9-]+"
SLIDE: dict[str, Key] = {
    "title": Words(60, required=True),
    "points": Rows(5, Words(100)),
    "drawing": Words(120, pattern=rf"{SLUG}/{SLUG}\.svg"),  # below modules/
    "alt": Words(300),
    "notes": Words(700),
}
KEYS: dict[Kind, dict[str, Key]] = {
    Kind.SLIDES: {"subtitle": Words(100), "slides": Rows(15, SLIDE, required=True)},
    Kind.CARDS: {
        "cards": Rows(24, {"text": Words(190, required=True), "back": Words(220)}, required=True)
    },
    Kind.POSTER: {
        "lead": Words(140),
        "points": Rows(5, Words(70)),
        "blanks": Rows(4, Words(30)),
        "foot": Words(160),
        "link": Words(80, pattern=r"/[a-z0-9/-]*"),  # drawn as a QR code
    },
    Kind.QUIZ: {"quiz": Words(100, required=True, pattern=SLUG)},
    Kind.PATH: {"path": Words(100, required=True, pattern=SLUG)},
}
TITLE = Words(70, required=True)


class UnfitPrintables(ValueError):
    """Raised for a file that does not hold printables. `problems`: all that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_printables(raw: Any) -> dict[str, Printable]:
    """Return the printables by their names, in their order. Raises UnfitPrintables."""
    problems = list(_problems(raw))
    if problems:
        raise UnfitPrintables(problems)
    return {
        name: Printable(name, Kind(entry["kind"]), entry["title"], _without(entry))
        for name, entry in raw.items()
    }


def _without(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in ("kind", "title")}


def _problems(raw: Any) -> Iterator[str]:
    if not isinstance(raw, Mapping):
        yield "expected printables by their names"
        return
    for name, entry in raw.items():
        if not re.fullmatch(SLUG, str(name)):
            yield f"{name}: expected a name of small letters, digits and hyphens"
        elif not isinstance(entry, Mapping) or entry.get("kind") not in list(Kind):
            yield f"{name}: expected a kind, one of {', '.join(Kind)}"
        else:
            keys = {"title": TITLE, **KEYS[Kind(entry["kind"])]}
            yield from _of_mapping(name, _without(entry) | {"title": entry.get("title")}, keys)


def _of_mapping(place: str, entry: Mapping[str, Any], keys: Mapping[str, Key]) -> Iterator[str]:
    yield from (f"{place}: no key is called “{name}”" for name in entry if name not in keys)
    if entry.get("drawing") and not entry.get("alt"):
        yield f"{place}: a drawing needs its “alt”"
    for name, key in keys.items():
        if entry.get(name) is not None:
            yield from _of_value(f"{place}.{name}", entry[name], key)
        elif key.required:
            yield f"{place}: “{name}” is missing"


def _of_value(place: str, value: Any, key: Key) -> Iterator[str]:
    if isinstance(key, Words):
        yield from _of_words(place, value, key)
    elif not isinstance(value, list) or not value:
        yield f"{place}: expected a list"
    else:
        if len(value) > key.most:
            yield f"{place}: {len(value)} of them; expected {key.most} at most"
        for number, item in enumerate(value, 1):
            where = f"{place}.{number}"
            if isinstance(key.each, Words):
                yield from _of_words(where, item, key.each)
            elif isinstance(item, Mapping):
                yield from _of_mapping(where, item, key.each)
            else:
                yield f"{where}: expected keys and values"


def _of_words(place: str, value: Any, key: Words) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip():
        yield f"{place}: expected a text"
    elif len(value) > key.most:
        yield f"{place}: {len(value)} letters; expected {key.most} at most, to fit on its page"
    elif key.pattern and not re.fullmatch(key.pattern, value):
        yield f"{place}: “{value}” is not written as it should be"
