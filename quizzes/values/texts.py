"""Texts of a question as their author wrote them, and how to reach each of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar, cast

from core.html import HARD_SPACE, ITS_ENTITY


class TextFormat(StrEnum):
    """How a text is written. MOODLE is HTML in which a line break is a line break."""

    PLAIN = "plain"
    HTML = "html"
    MARKDOWN = "markdown"
    MOODLE = "moodle"


@dataclass(frozen=True, slots=True)
class Rich:
    """A text as its author wrote it. Nothing here is safe to show: quizzes.html makes it so."""

    text: str = ""
    format: TextFormat = TextFormat.PLAIN

    def __bool__(self) -> bool:
        return bool(self.text.strip())


EMPTY = Rich()

HTML_FORMATS = {TextFormat.HTML, TextFormat.MOODLE}
_BREAKING_SPACES = re.compile(r"[^\S\u00a0\u202f]+")


def with_hard_spaces(rich: Rich) -> Rich:
    """The same text with the character that authors type, where HTML names it by its entity."""
    if ITS_ENTITY not in rich.text or rich.format not in HTML_FORMATS:
        return rich
    return Rich(rich.text.replace(ITS_ENTITY, HARD_SPACE), rich.format)


def with_space_entities(rich: Rich) -> Rich:
    """Return a text as it was stored when the first keys and digests were made."""
    if rich.format not in HTML_FORMATS:
        return rich
    return Rich(rich.text.replace(HARD_SPACE, ITS_ENTITY), rich.format)


def one_line(text: str) -> str:
    """Runs of spaces as one. Those that hold « and : to their word stay."""
    return _BREAKING_SPACES.sub(" ", text).strip(" ")


# The time to make HTML safe grows with the square of its depth: this keeps it under a second.
MAX_TEXT = 50_000

# The texts of a question that every kind has, by the names of their fields: its text, its explanation.
Stem = dict[str, Any]

T = TypeVar("T")


def with_texts(value: T, change: Callable[[Rich], Rich]) -> T:
    """The same spec, choice or answer with `change` applied to each Rich inside it."""
    if isinstance(value, Rich):
        return cast(T, change(value))
    if isinstance(value, tuple):
        return type(value)(with_texts(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: with_texts(getattr(value, f.name), change) for f in fields(value)}
        return replace(value, **parts)
    return value


def texts_inside(value: object) -> list[Rich]:
    """Each Rich inside a spec, in the order of its fields."""
    if isinstance(value, Rich):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts_inside(item)]
    if is_dataclass(value):
        return [text for f in fields(value) for text in texts_inside(getattr(value, f.name))]
    return []
