"""Reads a table of text of any length in parts: no more of it is in memory than a few lines.

It refuses what `core.tabular.text` refuses, but where it is met: rows before it were read by then.
"""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from core.tabular.shapes import TableFormat, Undecodable, Unreadable
from core.tabular.text import (
    LONGEST_LINE,
    UTF16_MARKS,
    ReadingPosition,
    bad_byte_error,
    codec_of,
    csv_rows,
    known_encoding,
    nul_error,
    open_quotation_error,
    separator_of,
    utf16_error,
)


BLOCK = LONGEST_LINE  # bytes: no line inside a block is too long
LONGEST_RECORD = 4  # blocks; a quotation mark left open would swallow the file
PACKED = b"\x1f\x8b"
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)
_LINE_END = re.compile("\r\n|\r|\n")


@contextmanager
def peekable_reader(source: BinaryIO) -> Iterator[io.BufferedReader]:
    """Return a buffered reader of the same bytes. `source` is left open."""
    buffered = io.BufferedReader(cast(io.RawIOBase, source), BLOCK)
    try:
        yield buffered  # type: ignore[misc]
    finally:
        buffered.detach()


def decompressed(source: io.BufferedReader) -> BinaryIO:
    """Return the content of a compressed file (.gz), or any other file itself."""
    if source.peek(len(PACKED)).startswith(PACKED):
        return cast(BinaryIO, gzip.GzipFile(fileobj=source))
    return cast(BinaryIO, source)


def stream_rows(
    source: BinaryIO, first: bytes, table: TableFormat
) -> tuple[Iterator[tuple[int, list[str]]], str]:
    """Yield ((line on which it starts, cells) of each row that is not blank, the separator).

    `first`: the first block, already read. Raises Unreadable where the rows break off.
    """
    place = ReadingPosition()
    blocks = _blocks(source, first, table.encoding, place)
    beginning = next(blocks, "")
    separator = table.separator or separator_of(beginning, set(table.columns.values()))
    lines = chain.from_iterable(
        io.StringIO(block, newline="") for block in chain([beginning], blocks)
    )
    return csv_rows(lines, separator, place), separator


def _blocks(source: BinaryIO, first: bytes, encoding: str, place: ReadingPosition) -> Iterator[str]:
    """Yield whole lines as they stand, many at a time."""
    name = known_encoding(encoding)
    if first[:2] in UTF16_MARKS and name != "utf-16":
        raise utf16_error(encoding)
    decoder = codecs.getincrementaldecoder(codec_of(name))()
    rest, before, waited, last = "", 0, 0, 0
    data = first
    while True:
        try:
            text = rest + decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(codec_of(name), "ignore")
            raise bad_byte_error(
                before + _ends(rest + good) + 1, error.object[error.start], encoding
            ) from error
        _refuse_binary(text, before)
        end = _end_of_whole_lines(text) if data else len(text)
        block, rest = text[:end], text[end:]
        before += _ends(block)
        if block:
            yield block
        if not data:
            return
        waited = waited + 1 if place.record == last else 0
        last = place.record
        if waited > LONGEST_RECORD:
            raise open_quotation_error(place.record)
        data = _more(source, before + 1)


def _more(source: BinaryIO, line: int) -> bytes:
    try:
        return source.read(BLOCK)
    except DAMAGED as error:
        raise damaged_file_error(line) from error


def damaged_file_error(line: int) -> Unreadable:
    return Undecodable(
        line,
        _("The compressed file is damaged or was cut off from this line on."),
        _("the whole file; compress or send it again"),
    )


def _refuse_binary(text: str, before: int) -> None:
    """Refuse text with NUL bytes or overlong lines. `text` begins with a line; only its first can exceed a block."""
    if "\x00" in text:
        raise nul_error(before + _ends(text[: text.index("\x00")]) + 1)
    line_end = _LINE_END.search(text)
    length = line_end.start() if line_end else len(text)
    if length > LONGEST_LINE:
        raise Undecodable(
            before + 1,
            _("This line has more than %(count)s characters.") % {"count": LONGEST_LINE},
            _("a table of text"),
        )


def _end_of_whole_lines(text: str) -> int:
    """Return where the last whole line ends. A return at the very end may be half of a line end."""
    return max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1


def _ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
