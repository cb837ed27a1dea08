"""Report the progress of reading a file."""

import io
from typing import Any, BinaryIO, cast

from core.reports import Progress


SHOWN_EVERY = 1024 * 1024  # bytes


def with_progress(stream: BinaryIO, progress: Progress) -> BinaryIO:
    """Wrap the stream so that it reports how much was read, where its length is known."""
    return cast(BinaryIO, _Watched(stream, progress))


class _Watched(io.RawIOBase):
    def __init__(self, stream: BinaryIO, progress: Progress) -> None:
        self._stream, self._progress = stream, progress
        self._read, self._shown = 0, 0
        self._length = 0
        if stream.seekable():
            start = stream.tell()
            self._length = stream.seek(0, io.SEEK_END) - start
            stream.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._read += len(data)
        if self._length and (self._read - self._shown >= SHOWN_EVERY or not data):
            self._shown = self._read
            self._progress(self._read, self._length)
        return len(data)
