"""Registers lines that other apps add to a person's record of learning. Each app registers its own, in `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """A line of the record: `kind` is stable, in files; `label` says it to people. No score, no answer.

    `completes`: the key of a module that it may have done; the record then says so in this line.
    """

    kind: str
    label: Any
    title: Any
    done_on: date
    minutes: int | None = None
    completes: int | None = None


TranscriptSource = Callable[[Any], Iterable[TranscriptLine]]
_sources: list[TranscriptSource] = []


def register_transcript(source: TranscriptSource) -> None:
    """`source(person)` gives what that person did, as they may read it."""
    _sources.append(source)


def registered_lines(person: Any) -> list[TranscriptLine]:
    return [line for source in _sources for line in source(person)]
