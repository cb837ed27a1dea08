"""Reads a text of a course by its lines: front matter, directives, and what its reader reads, with its lines.

Lighter than the importer’s reading, which judges the syntax: this one keeps the lines.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml


_DIRECTIVE = re.compile(r"(?P<colons>:{3,})[ \t]*(?:(?P<name>[\w-]+)(?P<attributes>.*))?\Z")
_ATTRIBUTE = re.compile(r'(?P<key>[\w-]+)="(?P<value>(?:[^"\\]|\\.)*)"')
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*)\Z")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?P<text>.*)\Z")
_MARK = re.compile(
    r"\d{1,3}\s*,\s*\d{1,3}\s*(?:/\s*\d{1,3}\s*,\s*\d{1,3}\s*)?:\s*"
)  # where a mark stands on a picture
_RULE = re.compile(r"\|?[\s|:-]*-[\s|:-]*\|?\Z")
_LINK = re.compile(r"(?P<mark>!?)\[(?P<label>[^\]]*)\]\((?P<target>[^)\s]*)[^)]*\)")
_CODE = re.compile(r"(`+).*?\1")
_ADDRESS = re.compile(r"(?:https?://|mailto:|page:)\S+|\S+@\S+\.\S+")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_ESCAPE = re.compile(r"\\([^\w\s])")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")
WORDS_OF_ATTRIBUTES = {"title", "alt", "caption", "name", "description", "accessible", "text"}


@dataclass(frozen=True, slots=True)
class Directive:
    name: str
    line: int
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, an item, a cell. `kind` says which: text, item, cell, heading, attribute."""

    line: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    line: int
    target: str
    is_picture: bool = False
    label: str = ""


@dataclass(slots=True)
class _Reading:
    passages: list[Passage] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    shape: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Page:
    """A text of a course. `meta_lines`: where each key of the front matter stands. `first_line`: that of the body."""

    path: Path
    meta: dict[str, Any]
    meta_lines: dict[str, int]
    body: list[str]
    first_line: int

    def line_of(self, key: str) -> int:
        return self.meta_lines.get(key, 1)

    @property
    def passages(self) -> list[Passage]:
        """Return what is read, without marks, code or addresses."""
        return self._reading.passages

    @property
    def directives(self) -> list[Directive]:
        return self._reading.directives

    @property
    def links(self) -> list[Link]:
        return self._reading.links

    @property
    def shape(self) -> list[tuple[int, str]]:
        """Return each block with its line, as it should stand in another language too."""
        return self._reading.shape

    def named(self, *names: str) -> list[Directive]:
        return [directive for directive in self.directives if directive.name in names]

    @cached_property
    def _reading(self) -> _Reading:
        reading, pending, in_code = _Reading(), list[tuple[int, str]](), False
        for number, line in enumerate([*self.body, ""], self.first_line):
            stripped = line.strip()
            is_fence = stripped.startswith("```")
            in_code ^= is_fence
            if is_fence or in_code:
                continue
            if not stripped or _opens(line):
                _end_paragraph(reading, pending)
            if stripped:
                _take_line(reading, pending, number, line)
        return reading


def _opens(line: str) -> bool:
    """Whether a line ends the paragraph before it."""
    stripped = line.strip()
    return bool(
        _DIRECTIVE.match(stripped)
        or _HEADING.match(stripped)
        or _ITEM.match(line)
        or stripped.startswith("|")
    )


def _end_paragraph(reading: _Reading, pending: list[tuple[int, str]]) -> None:
    if pending:
        text = plain_text(" ".join(text_line for _number, text_line in pending))
        reading.passages.append(Passage(pending[0][0], text, "text"))
    pending.clear()


def _take_line(reading: _Reading, pending: list[tuple[int, str]], number: int, line: str) -> None:
    stripped = line.strip()
    directive, heading, item = (
        _DIRECTIVE.match(stripped),
        _HEADING.match(stripped),
        _ITEM.match(line),
    )
    if directive is None:
        reading.links += [
            Link(number, match["target"], bool(match["mark"]), match["label"])
            for match in _LINK.finditer(_CODE.sub("", line))
        ]
    if directive:
        _take_directive(reading, directive, number)
    elif heading:
        reading.passages.append(Passage(number, plain_text(heading["text"]), "heading"))
        reading.shape.append((number, heading["marks"]))
    elif item:
        reading.passages.append(
            Passage(number, plain_text(_MARK.sub("", item["text"], count=1)), "item")
        )
        reading.shape.append((number, "- item"))
    elif stripped.startswith("|"):
        _take_row(reading, stripped, number)
    else:
        pending.append((number, stripped))
        reading.shape += [
            (number, f"image {match['target']}") for match in _LINK.finditer(line) if match["mark"]
        ]


def _take_directive(reading: _Reading, opening: re.Match[str], number: int) -> None:
    if not opening["name"]:
        reading.shape.append((number, opening["colons"]))
        return
    attributes = {
        match["key"]: match["value"].replace('\\"', '"').replace("\\\\", "\\")
        for match in _ATTRIBUTE.finditer(opening["attributes"])
    }
    reading.directives.append(Directive(opening["name"], number, attributes))
    reading.shape.append(
        (number, " ".join([":::", opening["name"], *_other_than_words(attributes)]))
    )
    reading.passages += [
        Passage(number, plain_text(value), "attribute")
        for key, value in attributes.items()
        if key in WORDS_OF_ATTRIBUTES
    ]


def _other_than_words(attributes: dict[str, str]) -> Iterator[str]:
    """Return which attributes of words there are, and all the others as they are."""
    for key, value in sorted(attributes.items()):
        yield key if key in WORDS_OF_ATTRIBUTES else f'{key}="{value}"'


def _take_row(reading: _Reading, row: str, number: int) -> None:
    if _RULE.match(row):
        return
    cells = [plain_text(part) for part in row.strip("|").split("|")]
    reading.passages += [Passage(number, cell, "cell") for cell in cells if cell]
    reading.shape.append((number, f"| row of {len(cells)}"))


def plain_text(text: str) -> str:
    """Return a line of Markdown as it is read: no code, no address, no mark."""
    text = _LINK.sub(lambda match: "" if match["mark"] else match["label"], _CODE.sub("", text))
    text = _TAG.sub("", _ADDRESS.sub("", text))
    return html.unescape(_ESCAPE.sub(r"\1", _EMPHASIS.sub("", text))).strip()


def read_page(path: Path, text: str) -> Page | None:
    """Read a page; None where the front matter cannot be read: the importer says why."""
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if line.strip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        return None
    try:
        node = yaml.compose("\n".join(lines[1 : ends[1]]), Loader=yaml.CSafeLoader)
        meta = yaml.load("\n".join(lines[1 : ends[1]]), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):  # a day that no month has
        return None
    if not isinstance(meta, dict) or not isinstance(node, yaml.MappingNode):
        return None
    places = {key.value: key.start_mark.line + 2 for key, _value in node.value}
    return Page(path, meta, places, lines[ends[1] + 1 :], ends[1] + 2)


def yaml_texts(text: str) -> list[tuple[int, tuple[str, ...], str]]:
    """Return each text of a YAML file, with its line and the keys above it. [] where it cannot be read."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return []
    return list(_scalars(node, ())) if node is not None else []


def _scalars(node: yaml.Node, keys: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...], str]]:
    if isinstance(node, yaml.ScalarNode):
        if node.tag.endswith(":str"):
            is_block = node.style in ("|", ">")
            yield node.start_mark.line + (2 if is_block else 1), keys, node.value
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _scalars(child, keys)
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _scalars(value, (*keys, str(name.value)))
