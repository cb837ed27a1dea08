"""Writes one's notes and bookmarks as a Markdown file, which any text editor opens too. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note. `lines`: where and when, in words. `text`: the note as it was written, "" for a bookmark alone."""

    title: str
    lines: tuple[str, ...]
    text: str


def notes_markdown(title: str, entries: Iterable[NoteEntry]) -> str:
    parts = [f"# {_in_one_line(title)}\n"]
    for entry in entries:
        parts.append(f"## {_in_one_line(entry.title)}\n")
        parts.append("\n".join(f"- {_in_one_line(line)}" for line in entry.lines if line) + "\n")
        if entry.text:
            parts.append(entry.text.strip() + "\n")
    return "\n".join(parts)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
