"""The texts of a question by their place in it, and the question with others in their place. Pure.

A part of a question that is no dataclass of plain fields has a method `reworded(path, say)`. A field of
plain words is marked by LINE or ANSWERS in its metadata.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, Protocol, cast

from quizzes.values.texts import Rich, TextFormat, with_hard_spaces


Words = Mapping[str, str]


class Part(StrEnum):
    TEXT = "text"  # as long as its author likes, in the format of the source
    LINE = "line"
    ANSWERS = "answers"  # what is accepted, one a line: each language has its own


LINE = {"part": Part.LINE}
ANSWERS = {"part": Part.ANSWERS}


@dataclass(frozen=True, slots=True)
class Word:
    """One text of a question, and where it stands."""

    path: str
    text: str
    part: Part
    format: TextFormat = TextFormat.PLAIN


class RewordText(Protocol):
    def __call__(self, word: Word, /) -> str: ...


def reworded(value: Any, path: str, say: RewordText) -> Any:
    """The same value with what is said in place of each of its texts. Empty texts have no place."""
    if isinstance(value, Rich):
        if not value:
            return value
        text = say(Word(path, value.text, Part.TEXT, value.format))
        return with_hard_spaces(Rich(text, value.format))
    if isinstance(value, tuple):
        return tuple(reworded(item, f"{path}.{index}", say) for index, item in enumerate(value))
    if hasattr(value, "reworded"):
        return value.reworded(path, say)
    if is_dataclass(value):
        return replace(cast(Any, value), **dict(reworded_fields(value, path, say)))
    return value


def reworded_fields(
    value: Any, path: str, say: RewordText, *, leave: Container[str] = ()
) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        if field.name in leave:
            continue
        words, at = getattr(value, field.name), join_path(path, field.name)
        part = field.metadata.get("part")
        if part is None:
            yield field.name, reworded(words, at, say)
        else:
            is_said = words or part is Part.ANSWERS
            yield field.name, say(Word(at, words, part)) if is_said else words


def reworded_options(options: Mapping[str, str], path: str, say: RewordText) -> tuple[Words, Any]:
    """Return what is said for each text, and for each id."""
    texts = {
        pk: say(Word(f"{path}.{pk}", text, Part.LINE)) if text.strip() else text
        for pk, text in options.items()
    }
    return {text: texts[pk] for pk, text in options.items()}, tuple(texts.items())


def join_path(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def lines_of(text: str) -> tuple[str, ...]:
    """Return what is accepted, of an ANSWERS text: each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def accepted_by_both(key: str, own: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*lines_of(key), *own)))
