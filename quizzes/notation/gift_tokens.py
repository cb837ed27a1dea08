"""The outer grammar of GIFT: escapes, comments, categories, and where a question begins and ends.

An escaped character is swapped for a stand-in that no text may contain (Unicode noncharacters), so
that all that is left of { } = ~ # : and -> has its meaning. Every step is linear in the length.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.values.texts import one_line


CATEGORY = "$CATEGORY:"
# What GIFT trims. Not every space of Unicode: a French text may begin or end with its own.
BLANKS = " \t\n\r\v\f"

_PLAIN = "\\:#={}~n"
_STAND_INS = "".join(chr(0xFDD0 + index) for index in range(len(_PLAIN) + 1))
# GIFT cannot write -> in a text; we write -\> and read it back, as the other escapes.
_ARROW_HEAD = _STAND_INS[-1]
_SHIELD = dict(zip(_PLAIN, _STAND_INS, strict=False))
_UNSHIELD = str.maketrans({**{v: k for k, v in _SHIELD.items()}, _SHIELD["n"]: "\n"})
_UNSHIELD[ord(_ARROW_HEAD)] = ">"

_ESCAPE = re.compile(r"\\([\\:#={}~n])|(?<=-)\\>")
_NOT_TEXT = re.compile("[\ud800-\udfff\ufdd0-\ufdef]")
_BRACE = re.compile(r"[{}]")


def shield(text: str) -> str:
    """`text` with its escapes replaced by stand-ins; no line break comes or goes."""
    return _ESCAPE.sub(lambda found: _SHIELD.get(found[1], _ARROW_HEAD), text)


def unshield(text: str) -> str:
    """The characters that the stand-ins stand for."""
    return text.translate(_UNSHIELD)


def escape(text: str, *, arrows: bool = False) -> str:
    """Escape a text on one line: the inverse of unshield(shield(...)). `arrows` also escapes ->, which other
    readers of GIFT do not know, where it would mean a pair."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    escaped = re.sub(r"[\\:#={}~]", lambda found: "\\" + found[0], lines).replace("\n", "\\n")
    return escaped.replace("->", "-\\>") if arrows else escaped


@dataclass(frozen=True, slots=True)
class Block:
    """One question as written, shielded, without its comments; the comments raw."""

    text: str
    comments: tuple[str, ...]
    _starts: tuple[int, ...]
    _numbers: tuple[int, ...]

    def line_at(self, offset: int) -> int:
        """The line of the file, from 1, of a place in `text`."""
        return self._numbers[bisect_right(self._starts, offset) - 1]


@dataclass(frozen=True, slots=True)
class Category:
    name: str


def read_blocks(text: str) -> Iterator[Block | Category]:
    """Questions and categories in the order of the file. `text` must have no NUL."""
    # Files put end to end have a byte order mark in the middle.
    clean = _NOT_TEXT.sub("\ufffd", text.replace("\ufeff", ""))
    raw = clean.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [shield(line) for line in raw]
    start = 0
    while start < len(lines):
        if _is_blank(lines[start]):
            start += 1
        elif _is_category(lines[start]):
            yield Category(one_line(raw[start].strip(BLANKS)[len(CATEGORY) :]))
            start += 1
        else:
            end = _end_of_block(lines, start)
            block = _block(raw, lines, start, end)
            if block is not None:
                yield block
            start = end


def _end_of_block(lines: Sequence[str], start: int) -> int:
    """A question ends at an empty line or before a category. Inside an open brace empty lines are
    allowed as long as the brace is closed before the next question opens one; if it is not, the
    question ends at the first of them, so that the next one is read."""
    is_open, gap = False, 0
    for index in range(start, len(lines)):
        line = lines[index]
        if _is_comment(line):
            continue
        if _is_blank(line):
            if not is_open:
                return index
            gap = gap or index
            continue
        if _is_category(line) or (gap and line.lstrip(BLANKS).startswith("::")):
            return gap or index
        for brace in _BRACE.findall(line):
            if brace == "{" and is_open and gap:
                return gap
            is_open = brace == "{"
            gap = gap if is_open else 0
    return gap or len(lines)


def _block(raw: Sequence[str], lines: Sequence[str], start: int, end: int) -> Block | None:
    indexes = [index for index in range(start, end) if not _is_comment(lines[index])]
    if all(_is_blank(lines[index]) for index in indexes):
        return None
    starts, offset = [], 0
    for index in indexes:
        starts.append(offset)
        offset += len(lines[index]) + 1
    return Block(
        text="\n".join(lines[index] for index in indexes),
        comments=tuple(raw[index] for index in range(start, end) if _is_comment(lines[index])),
        _starts=tuple(starts),
        _numbers=tuple(index + 1 for index in indexes),
    )


def _is_blank(line: str) -> bool:
    return not line.strip(BLANKS)


def _is_comment(line: str) -> bool:
    return line.lstrip(BLANKS).startswith("//")


def _is_category(line: str) -> bool:
    return line.lstrip(BLANKS).startswith(CATEGORY)
