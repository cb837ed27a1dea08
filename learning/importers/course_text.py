"""Reads a course in one Markdown file: a header, chapters (`# `), fences of GIFT. Pure: stores nothing.

Fences that begin with "compréhension" hold questions to pass, those that begin with "activité" or "gift" hold
tasks; all are GIFT, and an accent or an English ending changes nothing. A link marked as a video (`{: .cours_video }`) cannot be shown here.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum

from learning.importers.markdown_blocks import Block, markdown_blocks


_HEADER = re.compile(r"(?P<key>[A-Z]+):\s*(?P<value>.*)\Z")
_CHAPTER = re.compile(r"#\s+(?P<title>.+?)\s*#*\Z")
_OPENING = re.compile(r"```\s*(?P<word>\S.*)\Z")
_CLOSING = re.compile(r"\s*``+\s*\Z")  # two are a slip of the hand, and close all the same
_VIDEO = re.compile(
    r"\[(?P<label>[^\]]*)\]\(\s*(?P<url>[^)]*?)\s*\)\{:\s*\.(?:cours|lien)_video\s*\}"
)
_MARKUP = re.compile(r"\{:[^}]*\}|<!--.*?-->")
REQUIRED_FENCE = "comprehension"  # in French and English alike
TASK_FENCES = ("activite", "activity", "gift")
WORDS_PER_MINUTE = 180


class LeftOut(Enum):
    """Why a part has no place."""

    FENCE, VIDEO, OUTSIDE = "fence", "video", "outside"  # the last: before the first chapter


@dataclass(slots=True)
class Chapter:
    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)
    words: int = 0

    @property
    def minutes(self) -> int:
        return min(60, max(1, round(self.words / WORDS_PER_MINUTE)))


@dataclass(slots=True)
class CourseText:
    """A course as read. `left_out`: (line, what, why) of each thing that has no place here."""

    header: dict[str, str] = field(default_factory=dict)
    chapters: list[Chapter] = field(default_factory=list)
    left_out: list[tuple[int, str, LeftOut]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.header.get("TITLE", "")


def read_course_text(text: str) -> CourseText:
    """Read a course. A quiz block's value is {"gift": its text, "required": whether it must be passed}."""
    course = CourseText()
    lines = text.splitlines()
    start = _read_header(course, lines)
    chapter: Chapter | None = None
    pending: list[str] = []
    number = begun = start
    while number < len(lines):
        line = lines[number]
        opening, title = _OPENING.match(line), _CHAPTER.match(line)
        if not opening and not title:
            pending.append(line)
            number += 1
            continue
        _add_text(course, chapter, pending, begun + 1)
        pending = []
        if title:
            chapter = Chapter(title["title"], number + 1)
            course.chapters.append(chapter)
            number += 1
        elif opening:
            number = _add_fence(course, chapter, opening["word"], lines, number)
        begun = number
    _add_text(course, chapter, pending, begun + 1)
    return course


def _read_header(course: CourseText, lines: list[str]) -> int:
    for number, line in enumerate(lines):
        match = _HEADER.match(line)
        if match is None and line.strip():
            return number
        if match:
            course.header[match["key"]] = match["value"].strip()
    return len(lines)


def _add_fence(
    course: CourseText, chapter: Chapter | None, word: str, lines: list[str], start: int
) -> int:
    """Add one fence; returns the number of the line after it."""
    rest = range(start + 1, len(lines))
    end = next((n for n in rest if _CLOSING.match(lines[n])), len(lines))
    kind = _plain_word(word)
    content = "\n".join(lines[start + 1 : end])
    if chapter is None or not kind.startswith((REQUIRED_FENCE, *TASK_FENCES)):
        why = LeftOut.OUTSIDE if chapter is None else LeftOut.FENCE
        course.left_out.append((start + 1, f"```{word}", why))
    else:
        value = {"gift": content, "required": kind.startswith(REQUIRED_FENCE)}
        chapter.blocks.append(Block("quiz", value, start + 2))
    return end + 1


def _plain_word(word: str) -> str:
    """Return a word without accents or capitals: authors write the same word in several ways."""
    decomposed = unicodedata.normalize("NFD", word.strip().lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _add_text(course: CourseText, chapter: Chapter | None, lines: list[str], line: int) -> None:
    for number, content in enumerate(lines, line):
        course.left_out += [
            (number, f"{m['label']} {m['url']}", LeftOut.VIDEO) for m in _VIDEO.finditer(content)
        ]
    text = _MARKUP.sub("", _VIDEO.sub("", "\n".join(lines)))
    if chapter is None:
        if text.strip():
            course.left_out.append((line, text.strip().splitlines()[0], LeftOut.OUTSIDE))
        return
    chapter.words += len(text.split())
    chapter.blocks += markdown_blocks(text, line)
