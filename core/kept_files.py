"""Files that can be made again, kept on disk under what they hang on: for all processes of this machine.

Bounded in size at every writing, so no clean-up has to come in time. Whoever may read is asked before.
"""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


log = logging.getLogger(__name__)

SHELVES = 64
A_DAY = 24 * 60 * 60


def name_of(hangs_on: object) -> str:
    """64 hexadecimal digits. `hangs_on`: all that the file does, in the same words in every process."""
    return sha256(repr(hangs_on).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """`most`: bytes in all. Each shelf has its part of it, and what was read longest ago goes first."""

    folder: Path
    most: int

    def get_or_make(self, hangs_on: object, make: Callable[[], bytes]) -> bytes:
        """`hangs_on` as for `name_of`."""
        name = name_of(hangs_on)
        kept = self.read(name)
        return self._made(self._path(name), make()) if kept is None else kept

    def read(self, name: str) -> bytes | None:
        """By what `name_of` says; None when it is not kept."""
        path = self._path(name)
        try:
            kept = path.read_bytes()
        except OSError:
            return None
        self._note_reading(path)
        return kept

    def _path(self, name: str) -> Path:
        return self.folder / f"{int(name[:2], 16) % SHELVES:02d}" / name

    def forget_unread(self, *, days: int) -> int:
        """Whatever nobody read for so many days; how many files that were."""
        oldest = time.time() - days * A_DAY
        gone = 0
        for each in self.folder.glob("*/*"):
            with suppress(OSError):
                if each.stat().st_mtime < oldest:
                    each.unlink()
                    gone += 1
        return gone

    def _made(self, path: Path, made: bytes) -> bytes:
        """A disk that is full or not to be written on costs time, and nothing else."""
        most = self.most // SHELVES
        if len(made) > most:
            return made
        part = path.with_name(f"{path.name}.{os.getpid()}.{time.monotonic_ns()}.part")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.write_bytes(made)
            part.replace(path)
            _make_room(path.parent, most)
        except OSError as error:
            log.warning("a file is not kept: %s", type(error).__name__)
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return made

    def _note_reading(self, path: Path) -> None:
        """Once a day is enough to know what is read."""
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - A_DAY:
                os.utime(path)


def _make_room(shelf: Path, most: int) -> None:
    found = []
    for each in os.scandir(shelf):
        with suppress(OSError):
            known = each.stat()
            found.append((known.st_mtime_ns, known.st_size, each.path))
    too_much = sum(size for _read, size, _path in found) - most
    for _read, size, path in sorted(found):
        if too_much <= 0:
            return
        with suppress(OSError):
            Path(path).unlink()
        too_much -= size
