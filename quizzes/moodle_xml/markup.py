"""The outer grammar of Moodle XML: one element below <quiz> at a time, in bounded memory.

No document type, no entity, nothing fetched; only UTF-8; neither depth nor length without a limit.
"""

import base64
import binascii
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError
from PIL import Image

from quizzes.problems import Problem


PIECE = 64 * 1024
DEEPEST = 50
MOST_ELEMENTS = 10_000  # of one question
MOST_TEXT = 1_000_000  # characters of one question, its files apart
MOST_FILE = 15_000_000  # characters of Base64
LONGEST_TOKEN = 1024 * 1024  # a tag, a comment: the parser has to hold it whole
ROOT = "quiz"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ENCODINGS = ("", "utf-8", "utf8", "us-ascii", "ascii")


class UnreadableXml(Exception):
    """What makes the whole file unreadable from here on."""

    def __init__(self, code: str, line: int, **params: str | int) -> None:
        super().__init__(code)
        self.problem = Problem(code, params, line)


@dataclass(slots=True)
class Element:
    """`text`: what stands before, between and after its children. A file has `problem` in its place."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)
    problem: Problem | None = None

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Element | None":
        return next(iter(self.all(name)), None)

    def said(self, name: str = "") -> str:
        """Return what a child says, itself or in its <text>; "" without it."""
        child = self.first(name) if name else self
        if child is None:
            return ""
        inner = child.first("text")
        return (child.text if inner is None else inner.text).strip()

    def below(self, name: str) -> Iterator["Element"]:
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.below(name)


def iter_elements(data: bytes) -> Iterator[Element]:
    """The elements below <quiz>, in their order. Raises Unfit."""
    if data[:2] in _UTF16_MARKS or b"\0" in data[:4]:
        raise UnreadableXml("xml_encoding", 1)
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True)
    builder.place = parser.parser
    parser.parser.XmlDeclHandler = builder.declare
    try:
        for start in range(0, len(data), PIECE):
            parser.feed(data[start : start + PIECE])
            if start + PIECE - parser.parser.CurrentByteIndex > LONGEST_TOKEN:
                raise UnreadableXml("xml_too_long", builder.line, limit=MOST_TEXT)
            yield from builder.taken()
        parser.close()
    except DefusedXmlException as error:
        raise UnreadableXml("xml_declares", builder.line) from error
    except ParseError as error:
        raise UnreadableXml(_why_broken(data), error.position[0]) from error
    except (ValueError, LookupError, OverflowError) as error:
        raise UnreadableXml("xml_broken", builder.line) from error
    yield from builder.taken()


def _why_broken(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "xml_encoding"
    return "xml_broken"


class _Builder:
    """Holds one element below the root at a time."""

    def __init__(self) -> None:
        self.place: Any = None
        self._ready: list[Element] = []
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._size = self._count = self._file = 0

    @property
    def line(self) -> int:
        return int(self.place.CurrentLineNumber)

    def taken(self) -> list[Element]:
        taken, self._ready = self._ready, []
        return taken

    def declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "").lower() not in _ENCODINGS:
            raise UnreadableXml("xml_encoding", self.line)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name != ROOT:
            raise UnreadableXml("xml_not_moodle", self.line, name=name[:60])
        if len(self._open) >= DEEPEST:
            raise UnreadableXml("xml_too_deep", self.line, limit=DEEPEST)
        element = Element(name, self.line, attributes)
        if len(self._open) == 1:
            self._size = self._count = 0
        elif self._open:
            self._open[-1].children.append(element)
        self._count += 1
        self._file = 0
        self._grow(sum(map(len, (*attributes, *attributes.values()))))
        self._open.append(element)
        self._texts.append([])

    def data(self, text: str) -> None:
        if len(self._open) < 2:
            return
        if self._open[-1].name == "file":
            self._file += len(text)
            if self._file > MOST_FILE:
                raise UnreadableXml(
                    "xml_file_too_large", self.line, limit=MOST_FILE * 3 // 4_000_000
                )
        else:
            self._grow(len(text))
        self._texts[-1].append(text)

    def end(self, _name: str) -> None:
        element = self._open.pop()
        element.text = "".join(self._texts.pop())
        if element.name == "file":
            name, encoding = (
                element.attributes.get("name", ""),
                element.attributes.get("encoding", ""),
            )
            element.problem = embedded_file_problem(name, element.text, encoding, element.line)
            element.text = ""
        if len(self._open) == 1:
            self._ready.append(element)

    def close(self) -> None:
        """The parser asks for what was built; it was taken already."""

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > MOST_TEXT or self._count > MOST_ELEMENTS:
            raise UnreadableXml("xml_too_long", self.line, limit=MOST_TEXT)


_PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
# A warning is raised for a picture of too many points.
_REFUSED_BY_PILLOW = (
    *(OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError),
    *(MemoryError, struct.error, zlib.error, Image.DecompressionBombError, Warning),
)
_SPACES = re.compile(r"\s+")


def embedded_file_problem(name: str, written: str, encoding: str, line: int) -> Problem | None:
    """Why a file may not stand in a question; None for a sound one. Nothing is drawn."""
    try:
        if encoding != "base64":
            raise ValueError(encoding)
        data = base64.b64decode(_SPACES.sub("", written), validate=True)
    except (binascii.Error, ValueError):
        return Problem("file_unreadable", {"name": name[:80]}, line)
    wanted = _PICTURES.get(name.rpartition(".")[2].lower())
    if wanted and not _is_picture(data, wanted):
        return Problem("file_not_image", {"name": name[:80]}, line)
    return None


def _is_picture(data: bytes, wanted: str) -> bool:
    """Return whether the data is of that format, whole enough for its header and its sums; a bomb is not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=[wanted]) as image:
                image.verify()
    except _REFUSED_BY_PILLOW:
        return False
    return True
