"""Opens the archive that a workbook is, once it is sure that unpacking it cannot fill the memory."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.tabular.shapes import Unreadable


MOST_PARTS = 2_000
LONGEST_DIRECTORY = 1024 * 1024  # bytes of the list of parts
MOST_UNPACKED = 512 * 1024 * 1024  # bytes, all parts together; never more than a piece is in memory
LONGEST_SMALL_PART = 4 * 1024 * 1024  # a part that is kept in memory: styles, names of sheets
PIECE = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_ZIP64_MARK = b"PK\x06\x07"
_ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Archive:
    """The parts of a workbook by name. Raises Unreadable for what is no ordinary archive."""

    def __init__(self, data: bytes) -> None:
        _refuse_odd_end(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (*BROKEN, ValueError, UnicodeDecodeError) as error:
            raise damaged_workbook_error() from error
        _refuse_odd_parts(self._zip.infolist())
        self.names = frozenset(self._zip.namelist())

    def pieces(self, name: str, *, most: int = MOST_UNPACKED) -> Iterator[bytes]:
        if name not in self.names:
            raise damaged_workbook_error()
        if self._zip.getinfo(name).file_size > most:
            raise oversized_workbook_error()
        try:
            with self._zip.open(name) as part:
                while piece := part.read(PIECE):
                    yield piece
        except (*BROKEN, ValueError) as error:  # a place in front of the file
            raise damaged_workbook_error() from error


def damaged_workbook_error() -> Unreadable:
    return Unreadable(
        0,
        _("This workbook is damaged or was cut off."),
        _("a workbook that a spreadsheet opens; save it again as .xlsx, .ods or CSV"),
    )


def oversized_workbook_error() -> Unreadable:
    return Unreadable(
        0,
        _("This workbook is larger, once unpacked, than what is accepted."),
        _("a workbook with the list alone; or the list saved as CSV"),
    )


def _refuse_odd_end(data: bytes) -> None:
    """Refuse an archive by its end record, before anything is listed: a million names would fill the memory."""
    end = data[-_END.size :]
    if len(end) < _END.size or end[:4] != _END_MARK or end[-2:] != b"\0\0":
        raise damaged_workbook_error()
    if data[-_END.size - 20 : -_END.size][:4] == _ZIP64_MARK:
        raise oversized_workbook_error()
    parts, directory = _END.unpack(end)[4:6]
    if parts > MOST_PARTS or directory > LONGEST_DIRECTORY:
        raise oversized_workbook_error()


def _refuse_odd_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len({part.filename for part in parts}) != len(parts):
        raise damaged_workbook_error()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Unreadable(0, _("This workbook has a password."), _("a workbook without a password"))
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise oversized_workbook_error()
