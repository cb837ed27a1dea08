"""Writes the journal of erasures: a file outside the database, so that a restored backup can be erased again.

One line of JSON for each thing erased. It names nobody and does not say what was erased: `mark` is a hash
of both under PSEUDONYM_KEY, which is neither in the database nor in the file. Who has the key and a copy of
the database can find the thing again; who has the file alone counts lines.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from people.enums import ErasureRoute
from people.keyed_hash import keyed_hash


KEY_DIGITS = 12


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """A line of the journal. `key` tells one key from another, so that a journal is not read under the
    wrong one in silence."""

    uuid: str
    day: str
    route: str
    mark: str
    key: str


@dataclass(frozen=True, slots=True)
class Journal:
    """The content of a journal. `lines`: in order, without those whose erasure was undone. `unreadable`:
    numbers of lines."""

    lines: tuple[ErasureLine, ...]
    unreadable: tuple[int, ...]


def erasure_mark(kind: str, identity: str) -> str:
    return keyed_hash(f"erasure:{kind}:{identity}")


def key_fingerprint() -> str:
    return keyed_hash("erasure-journal-key")[:KEY_DIGITS]


def another_key_wrote(lines: Iterable[ErasureLine]) -> bool:
    """Tell whether one was written under another PSEUDONYM_KEY, by whose marks nobody would be found."""
    own = key_fingerprint()
    return any(line.key != own for line in lines)


def append_lines(path: Path, lines: Sequence[ErasureLine]) -> None:
    """Append lines, which are on the disk when this returns. Raises OSError; then nothing may be erased."""
    _write(path, [asdict(line) for line in lines])


def append_void(path: Path, lines: Sequence[ErasureLine]) -> None:
    """Record that what these lines tell did not take place: their transaction failed."""
    _write(path, [{"void": line.uuid} for line in lines])


def journal_bytes(lines: Sequence[ErasureLine]) -> bytes:
    return _as_text([asdict(line) for line in lines])


def read_journal(path: Path) -> Journal:
    """Read a journal. Raises OSError."""
    return parse_journal(path.read_bytes())


def parse_journal(data: bytes) -> Journal:
    lines: dict[str, ErasureLine] = {}
    unreadable = []
    for number, text in enumerate(data.splitlines(), start=1):
        try:
            content = json.loads(text)
            if "void" in content:
                lines.pop(content["void"], None)
                continue
            line = _checked(ErasureLine(**content))
        except (ValueError, TypeError):
            unreadable.append(number)
            continue
        lines[line.uuid] = line
    return Journal(tuple(lines.values()), tuple(unreadable))


def _checked(line: ErasureLine) -> ErasureLine:
    """Return the line. Raises ValueError where a field is not what we write."""
    UUID(line.uuid)
    date.fromisoformat(line.day)
    ErasureRoute(line.route)
    return line


def _as_text(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write in one piece, even with others writing, and after a line that a power cut left unfinished."""
    text = _as_text(rows)
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            text = b"\n" + text
        _write_whole(descriptor, text, size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        _sync_folder(path.parent)


def _write_whole(descriptor: int, text: bytes, size: int) -> None:
    """Write all of it; where the disk takes a part only, none of it, and raise OSError."""
    written = 0
    try:
        while written < len(text):
            written += os.write(descriptor, text[written:])
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
