"""Compares a question that somebody wrote in another language with its source, and gathers its words. Pure.

A part that may differ from its source in other ways than in its words has a method `gather(other, path, words)`.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from quizzes.values.texts import Rich
from quizzes.values.words import Part, join_path


class UnlikeError(ValueError):
    """A question that is no translation: where it differs, what the source has there, what was found."""

    def __init__(self, path: str, expected: object, found: object) -> None:
        super().__init__(f"{path}: expected {expected!r:.80}, found {found!r:.80}")
        self.path = path
        self.expected = _plainly(expected)
        self.found = _plainly(found)


def _plainly(value: object) -> str:
    """Write a value for whoever mends the file: a weight without an exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def words_between(source: Any, other: Any) -> dict[str, str]:
    """Return the words of `other` for each text of `source`, where both ask the same. Raises UnlikeError."""
    if source.kind != other.kind:
        raise UnlikeError("kind", source.kind, other.kind)
    words: dict[str, str] = {}
    gather(source, other, "", words)
    return words


def gather(source: Any, other: Any, path: str, words: dict[str, str]) -> None:
    if isinstance(source, Rich):
        if bool(source) != bool(other):
            raise UnlikeError(path, source.text[:60], other.text[:60])
        if source and source.format is not other.format:
            raise UnlikeError(f"{path}.format", source.format, other.format)
        if source:
            words[path] = other.text
    elif isinstance(source, tuple):
        refuse_other_length(source, other, path)
        for index, pair in enumerate(zip(source, other, strict=True)):
            gather(*pair, f"{path}.{index}", words)
    elif hasattr(source, "gather"):
        source.gather(other, path, words)
    elif is_dataclass(source):
        gather_fields(source, other, path, words)
    elif source != other:
        raise UnlikeError(path, source, other)


def refuse_other_length(source: tuple[Any, ...], other: tuple[Any, ...], path: str) -> None:
    if len(source) != len(other):
        raise UnlikeError(path, len(source), len(other))


def gather_fields(
    source: Any, other: Any, path: str, words: dict[str, str], *, leave: tuple[str, ...] = ()
) -> None:
    """The ids are given by the texts, and a file of the contents is that of the source: neither is read."""
    for field in fields(source):
        at, pair = (
            join_path(path, field.name),
            (getattr(source, field.name), getattr(other, field.name)),
        )
        if field.metadata.get("part") is Part.LINE:
            _gather_line(*pair, at, words)
        elif field.name not in (*leave, "id", "file"):
            gather(*pair, at, words)


def _gather_line(source: str, other: str, path: str, words: dict[str, str]) -> None:
    if bool(source.strip()) != bool(other.strip()):
        raise UnlikeError(path, source, other)
    if source:
        words[path] = other


def gather_options(
    options: Mapping[str, str],
    texts: tuple[str, ...],
    others: tuple[str, ...],
    path: str,
    words: dict[str, str],
) -> None:
    """What is said twice in the source is said twice alike in the other, and nothing else is."""
    ids = {text: pk for pk, text in options.items()}
    for text, translation in zip(texts, others, strict=True):
        at = f"{path}.{ids[text]}"
        if words.setdefault(at, translation) != translation:
            raise UnlikeError(path, words[at], translation)
    if len({words[f"{path}.{pk}"] for pk in options}) < len(options):
        raise UnlikeError(path, len(options), len(set(others)))
