"""How an author writes the replies of a scene, one a line. Pure.

    What is replied | points | next scene | what to say to it

Points left out are none; without a next scene the story ends. A line that begins with a space goes on
with the one before. A backslash makes | plain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from quizzes.escapes import escaped, split_unescaped, unescaped
from quizzes.typed_answers import parse_number, short_number
from quizzes.values.marks import NOTHING


if TYPE_CHECKING:
    from quizzes.kinds.scenario import Reply


PARTS = 4
INDENT = "  "
SHOWN = 60  # characters of a line that a message cites


@dataclass(frozen=True, slots=True)
class WrittenReply:
    """A reply whose texts have no format yet."""

    text: str
    points: Decimal = NOTHING
    next: str = ""
    feedback: str = ""


class UnreadableReply(ValueError):
    """Has the line that cannot be read."""


def parse_scene_replies(written: str) -> list[WrittenReply]:
    """Read replies, one a line. Raises UnreadableReply."""
    return [_read(line) for line in _whole_lines(written)]


def _whole_lines(written: str) -> list[str]:
    lines: list[str] = []
    for line in written.splitlines():
        if lines and line[:1].isspace():
            lines[-1] += "\n" + line.removeprefix(INDENT)
        elif line.strip():
            lines.append(line)
    return lines


def _read(line: str) -> WrittenReply:
    parts = [unescaped(part, "|").strip() for part in split_unescaped(line, "|")]
    if len(parts) > PARTS:
        raise UnreadableReply(line)
    text, points, following, feedback = [*parts, "", "", ""][:PARTS]
    number = parse_number(points) if points else NOTHING
    if number is None:
        raise UnreadableReply(line)
    return WrittenReply(text, number, following, feedback)


def write_replies(replies: "Iterable[Reply]") -> str:
    """The inverse of `parse_scene_replies`."""
    return "\n".join(_written(reply) for reply in replies)


def _written(reply: "Reply") -> str:
    parts = [reply.text.text, short_number(reply.points), reply.next, reply.feedback.text]
    while not parts[-1].strip():
        parts.pop()  # the points are always there
    line = " | ".join(escaped(part.strip(), "|") for part in parts)
    return "\n".join(_indented(line.splitlines()))


def _indented(lines: list[str]) -> list[str]:
    return [*lines[:1], *(INDENT + line for line in lines[1:])]
