"""Reads a zip where it lies: its list of files, then one file at a time, in small parts.

Nothing is ever unpacked to a disk, so that no name can lead anywhere. What the archive says of itself is
checked before it is believed: bounds hold for what is declared and for what comes out.
"""

import contextlib
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from learning.scorm.refusals import PackageRefused, RefusalReason


PART = 64 * 1024
END = b"PK\x05\x06"
END_SIZE, LONGEST_COMMENT = 22, 65_535
LOCATOR_64, LOCATOR_64_SIZE = b"PK\x06\x07", 20
END_64_SIZE = 56
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
SATURATED = 0xFFFFFFFF  # a size that only zip64 can say
ENCRYPTED, UTF8 = 0x1, 0x800
DRIVE = re.compile(r"[A-Za-z]:")
LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Limits:
    files: int = 20_000
    list_bytes: int = 4 * 1024 * 1024
    unpacked: int = 2 * 1024**3
    file: int = 1024**3
    ratio: int = 100  # how much bigger than the archive, once past `ratio_from`
    ratio_from: int = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: where its header lies, its size packed and unpacked, its checksum."""

    name: str
    offset: int
    packed: int
    size: int
    is_deflated: bool
    crc: int


Entries = Mapping[str, Entry]  # by the key of the name


def name_key(name: str) -> str:
    """Return one key for names that some file system would take for one."""
    return unicodedata.normalize("NFC", name).casefold()


def read_entries(file: BinaryIO, limits: Limits | None = None) -> dict[str, Entry]:
    """Return the files of an archive by their key. Raises PackageRefused; nothing is unpacked."""
    limits = limits or Limits()
    _refuse_long_list(file, limits)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
        raise PackageRefused(RefusalReason.NOT_AN_ARCHIVE) from error
    if len(infos) > limits.files:
        raise PackageRefused(RefusalReason.TOO_MANY_FILES)
    entries: dict[str, Entry] = {}
    for info in infos:
        entry = _entry(info, limits)
        if entry is None:
            continue
        key = name_key(entry.name)
        if key in entries:
            raise PackageRefused(RefusalReason.SAME_NAME, entry.name)
        entries[key] = entry
    _refuse_bombs(entries, limits)
    return entries


def _refuse_long_list(file: BinaryIO, limits: Limits) -> None:
    """Refuse a long list before the standard library holds all of it in memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_SIZE - LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise PackageRefused(RefusalReason.NOT_AN_ARCHIVE)
    list_bytes = struct.unpack_from("<L", tail, at + 12)[0]
    end = max(0, size - END_SIZE - LONGEST_COMMENT) + at
    longest = max(_list_bytes_64(file, end), default=list_bytes)
    if list_bytes == SATURATED or longest > limits.list_bytes:
        raise PackageRefused(RefusalReason.TOO_MANY_FILES)
    file.seek(0)


def _list_bytes_64(file: BinaryIO, end: int) -> Iterator[int]:
    """Return the size of the list that a zip64 record before the end says: it is believed whatever the end says.

    The versions of the standard library look for it in one or the other of two places.
    """
    at = end - LOCATOR_64_SIZE
    if at < END_64_SIZE:
        return
    file.seek(at)
    locator = file.read(LOCATOR_64_SIZE)
    if locator[:4] != LOCATOR_64:
        return
    for place in (at - END_64_SIZE, min(struct.unpack_from("<Q", locator, 8)[0], at)):
        file.seek(place)
        record = file.read(END_64_SIZE)
        if len(record) == END_64_SIZE:
            yield struct.unpack_from("<Q", record, 40)[0]


def _entry(info: zipfile.ZipInfo, limits: Limits) -> Entry | None:
    """Return the entry; None for a folder. `orig_filename` is the name before the standard library tidies it."""
    name = _name(info)
    if not is_safe_name(name.removesuffix("/")):
        raise PackageRefused(
            RefusalReason.NAME, "".join(letter if letter.isprintable() else "�" for letter in name)
        )
    if info.flag_bits & ENCRYPTED:
        raise PackageRefused(RefusalReason.ENCRYPTED, name)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise PackageRefused(RefusalReason.LINK, name)
    if name.endswith("/"):
        if info.file_size:
            raise PackageRefused(RefusalReason.NAME, name)
        return None
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackageRefused(RefusalReason.METHOD, name)
    if info.file_size > limits.file:
        raise PackageRefused(RefusalReason.TOO_BIG_UNPACKED, name)
    is_deflated = info.compress_type == zipfile.ZIP_DEFLATED
    if not is_deflated and info.file_size != info.compress_size:
        raise PackageRefused(RefusalReason.DAMAGED, name)
    return Entry(
        name, info.header_offset, info.compress_size, info.file_size, is_deflated, info.CRC
    )


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as UTF-8, which many tools write without saying so; the standard library then reads
    the DOS alphabet."""
    name = info.orig_filename
    if not info.flag_bits & UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return unicodedata.normalize("NFC", name)


def is_safe_name(name: str) -> bool:
    """Whether a name is a relative path with slashes, without anything that a file system could read otherwise."""
    parts = name.split("/")
    return (
        0 < len(name) <= LONGEST_NAME
        and name.isprintable()
        and "\\" not in name
        and not DRIVE.match(name)
        and not any(part in ("", ".", "..") for part in parts)
    )


def _refuse_bombs(entries: Entries, limits: Limits) -> None:
    unpacked = sum(entry.size for entry in entries.values())
    packed = sum(entry.packed for entry in entries.values())
    if unpacked > limits.unpacked:
        raise PackageRefused(RefusalReason.TOO_BIG_UNPACKED)
    if unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1):
        raise PackageRefused(RefusalReason.TOO_DENSE)


def check_contents(file: BinaryIO, entries: Entries) -> int:
    """Read every file through once, in small parts. Returns the size of all. Raises PackageRefused.

    What comes out of a file may be neither more nor less than its list says, nor be shared with another:
    the bounds of the list are those of the contents.
    """
    total, end = 0, 0
    for entry in sorted(entries.values(), key=lambda entry: entry.offset):
        if entry.offset < end:
            raise PackageRefused(RefusalReason.DAMAGED, entry.name)
        crc = 0
        for part in stream_file(file, entry):
            crc = zlib.crc32(part, crc)
            total += len(part)
        if crc != entry.crc:
            raise PackageRefused(RefusalReason.DAMAGED, entry.name)
        end = entry.offset + entry.packed
    return total


def read_whole(file: BinaryIO, entry: Entry) -> bytes:
    """Return a file whose size was found small."""
    return b"".join(stream_file(file, entry))


def stream_file(
    file: BinaryIO, entry: Entry, start: int = 0, stop: int | None = None
) -> Iterator[bytes]:
    """Yield the bytes of a file from `start` up to `stop`, in parts. Raises PackageRefused where it is damaged."""
    stop = entry.size if stop is None else min(stop, entry.size)
    at = 0
    for part in _parts(file, entry, start if not entry.is_deflated else 0):
        if entry.is_deflated:
            first, last = max(start - at, 0), max(stop - at, 0)
            at += len(part)
            if first < len(part) and last > first:
                yield part[first:last]
        else:
            wanted = stop - start - at
            at += len(part)
            yield part[:wanted]
        if (at if entry.is_deflated else at + start) >= stop:
            return
    if stop > start:
        raise PackageRefused(RefusalReason.DAMAGED, entry.name)


def _parts(file: BinaryIO, entry: Entry, skipped: int) -> Iterator[bytes]:
    file.seek(entry.offset)
    header = file.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise PackageRefused(RefusalReason.DAMAGED, entry.name)
    *_rest, name_length, extra_length = LOCAL_HEADER.unpack(header)
    file.seek(entry.offset + LOCAL_HEADER.size + name_length + extra_length + skipped)
    if entry.is_deflated:
        yield from _inflated(file, entry)
    else:
        yield from _stored(file, entry.size - skipped)


def _stored(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0:
        part = file.read(min(PART, left))
        if not part:
            return
        left -= len(part)
        yield part


def _inflated(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """Yield never more than PART at once, and never a byte more than the list says."""
    inflater, left, given = zlib.decompressobj(-zlib.MAX_WBITS), entry.packed, 0
    waiting = b""
    while not inflater.eof:
        if not waiting:
            waiting = file.read(min(PART, left))
            left -= len(waiting)
            if not waiting:
                return
        try:
            part = inflater.decompress(waiting, PART)
        except zlib.error as error:
            raise PackageRefused(RefusalReason.DAMAGED, entry.name) from error
        waiting = inflater.unconsumed_tail
        given += len(part)
        if given > entry.size:
            raise PackageRefused(RefusalReason.DAMAGED, entry.name)
        if part:
            yield part
