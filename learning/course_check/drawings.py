"""Checks that drawings (SVG) stand by themselves and can be read on a phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring


PHONE = 360  # pixels
SMALLEST = 14  # pixels on that phone
CHARACTER = 0.5  # of the size of a text: what a letter takes in width, about
ACTIVE = {"script", "foreignObject", "style", "image", "iframe", "animate", "set", "a"}
_LENGTH = re.compile(r"\s*([\d.]+)(?:px)?\s*\Z")
_ELSEWHERE = re.compile(r"""url\(\s*["']?\s*(?!["'#\s])""", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n]+")
_SCALE = re.compile(r"scale\(\s*([\d.]+)")


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text of a drawing. `start` and `end`: from the left, as far as it can be told."""

    text: str
    size: float
    start: float | None
    end: float | None


def drawing_problems(data: bytes) -> tuple[list[str], list[str]]:
    """Return what is wrong, and what is worth a look."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        return [f"not a sound drawing: {error}"], []
    wrong = list(_foreign(root))
    width = _width(root)
    if width is None:
        return [*wrong, 'no viewBox; expected one, such as viewBox="0 0 480 300"'], []
    scale = min(1.0, PHONE / width)
    doubts = []
    for words in drawn_texts(root):
        if words.size * scale < SMALLEST:
            wrong.append(
                f"“{words.text}” is {words.size * scale:.1f} px high on a phone of {PHONE} px; "
                f"expected {SMALLEST}, so {SMALLEST / scale:.0f} in this drawing"
            )
        if (
            words.start is not None
            and words.end is not None
            and not (words.start >= -1 and words.end <= width + 1)
        ):
            doubts.append(f"“{words.text}” seems to leave the drawing")
    return wrong, doubts


def _foreign(root: Element) -> Iterator[str]:
    for element in root.iter():
        name = _local(str(element.tag))
        if name in ACTIVE:
            yield f"<{name}>; expected shapes and texts alone"
        for key, value in element.attrib.items():
            if _local(key).lower().startswith("on"):
                yield f"{key}=…; expected no handler"
            if (_local(key) == "href" and not value.startswith("#")) or _ELSEWHERE.search(value):
                yield f"“{value}” leads out of the drawing"


def _width(root: Element) -> float | None:
    parts = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    try:
        width = float(parts[2]) if len(parts) == 4 else 0.0
    except ValueError:
        return None
    return width or None


def drawn_texts(root: Element) -> list[DrawnText]:
    return list(_texts(root, {"font-size": "16", "text-anchor": "start"}, 1.0, is_moved=False))


def _texts(
    element: Element, above: dict[str, str], scale: float, *, is_moved: bool
) -> Iterator[DrawnText]:
    given = above | {
        key: element.attrib[key]
        for key in ("font-size", "text-anchor", "x")
        if key in element.attrib
    }
    transform = element.get("transform", "")
    match = _SCALE.search(transform)
    scale *= float(match[1]) if match else 1.0
    is_moved = is_moved or bool(transform)
    if _local(str(element.tag)) in ("text", "tspan"):
        text = _BLANKS.sub(" ", element.text or "").strip(" ")
        if text:
            yield _words(text, given, scale, is_moved=is_moved)
    for child in element:
        yield from _texts(child, given, scale, is_moved=is_moved)


def _words(text: str, given: dict[str, str], scale: float, *, is_moved: bool) -> DrawnText:
    length, left = _LENGTH.match(given["font-size"]), _LENGTH.match(given.get("x", ""))
    size = (float(length[1]) if length else 0.0) * scale
    if is_moved or left is None:
        return DrawnText(text, size, None, None)
    width = len(text) * size * CHARACTER
    start = float(left[1]) - {"middle": width / 2, "end": width}.get(given["text-anchor"], 0)
    return DrawnText(text, size, start, start + width)


def texts_of_drawing(data: bytes) -> list[str]:
    """Return the texts that a drawing shows; [] where it is not well-formed."""
    try:
        return [drawn.text for drawn in drawn_texts(fromstring(data, forbid_dtd=True))]
    except (ParseError, DefusedXmlException, ValueError):
        return []


def _local(name: str) -> str:
    return name.rpartition("}")[2]
