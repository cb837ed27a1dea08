"""Registers lines that other apps add to a person's record of learning. Each app registers its own, in `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """A line of the record: `kind` is stable, in files; `label` says it to people. No score, no answer."""

    kind: str
    label: Any
    title: str
    done_on: date
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class TranscriptSource:
    """A source of lines. `lines(person)`: what that person did, of one `kind`, as they may read it."""

    kind: str
    lines: Callable[[Any], Iterable[TranscriptLine]]


_sources: dict[str, TranscriptSource] = {}


def register_transcript(source: TranscriptSource) -> None:
    _sources[source.kind] = source


def registered_lines(person: Any) -> list[TranscriptLine]:
    return [line for source in _sources.values() for line in source.lines(person)]
