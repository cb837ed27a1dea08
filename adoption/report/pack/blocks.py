"""Blocks of the file: plain values in one language, for page and PDF alike. No Django."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any


VERSION_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: text, bullets, table, or blanks: what the organisation itself has to fill in.

    `title` stands above it, empty for none. Of a table the first column is its rows' heading.
    """

    kind: str
    title: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """`organisation`: its name, as it writes it."""

    language: str
    title: str
    organisation: str
    sections: tuple[Section, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def version_of(documents: Mapping[str, Document]) -> str:
    """Hash the words in all languages; independent of the day."""
    words = [document.as_dict() for _language, document in sorted(documents.items())]
    return sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:VERSION_DIGITS]


@dataclass(frozen=True, slots=True)
class Change:
    section: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes_by_section(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Lines removed and added, section by section."""
    old, new = _lines_by_section(before), _lines_by_section(after)
    changes = []
    for title in dict.fromkeys([*new, *old]):
        was, now = old.get(title, []), new.get(title, [])
        gone = tuple(line for line in was if line not in set(now))
        come = tuple(line for line in now if line not in set(was))
        if gone or come:
            changes.append(Change(title, gone, come))
    return changes


def _lines_by_section(document: Mapping[str, Any]) -> dict[str, list[str]]:
    return {section["title"]: list(_lines(section["blocks"])) for section in document["sections"]}


def _lines(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield from filter(None, (block["title"], block["text"], *block["items"]))
        yield from (" · ".join(filter(None, row)) for row in block["rows"])
