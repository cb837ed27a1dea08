"""Caches files that can be made again, on disk, for all processes of this machine.

The size is bounded at every write, so that no clean-up has to come in time. The caller has checked who may
read.
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


def cache_key(dependencies: object) -> str:
    """Return 64 hexadecimal digits. `dependencies`: all that the file depends on, written alike in every process."""
    return sha256(repr(dependencies).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FileCache:
    """A cache of `most` bytes in all. Each shelf has its part of it, and evicts what was read longest ago."""

    folder: Path
    most: int

    def get_or_make(self, dependencies: object, make: Callable[[], bytes]) -> bytes:
        """Return the cached file, or make and cache it. `dependencies` as for `cache_key`."""
        name = cache_key(dependencies)
        cached = self.read(name)
        return self._made(self._path(name), make()) if cached is None else cached

    def read(self, name: str) -> bytes | None:
        """Return the file under a cache key; None when it is not cached."""
        path = self._path(name)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        self._note_reading(path)
        return content

    def _path(self, name: str) -> Path:
        return self.folder / f"{int(name[:2], 16) % SHELVES:02d}" / name

    def delete_unread(self, *, days: int) -> int:
        """Delete the files that nobody read for so many days. Returns how many."""
        oldest = time.time() - days * A_DAY
        gone = 0
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    gone += 1
        return gone

    def _made(self, path: Path, content: bytes) -> bytes:
        """Store a file and return it, even where the disk is full or read-only."""
        most = self.most // SHELVES
        if len(content) > most:
            return content
        part = path.with_name(f"{path.name}.{os.getpid()}.{time.monotonic_ns()}.part")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(path)
            _make_room(path.parent, most)
        except OSError as error:
            log.warning("a file is not kept: %s", type(error).__name__)
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return content

    def _note_reading(self, path: Path) -> None:
        """Record at most once a day that the file is read."""
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - A_DAY:
                os.utime(path)


def _make_room(shelf: Path, most: int) -> None:
    files = []
    for entry in os.scandir(shelf):
        with suppress(OSError):
            known = entry.stat()
            files.append((known.st_mtime_ns, known.st_size, entry.path))
    too_much = sum(size for _read, size, _path in files) - most
    for _read, size, path in sorted(files):
        if too_much <= 0:
            return
        with suppress(OSError):
            Path(path).unlink()
        too_much -= size
