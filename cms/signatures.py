"""Detects what a file is by its first bytes, whatever its name says. Imports no Django."""

import re
from collections.abc import Callable


HEAD = 1024  # bytes that are enough to tell
AUDIO_BRANDS = (b"M4A ", b"M4B ")

VIDEOS = ("mp4", "webm")
RECORDINGS = ("m4a", "mp3", "ogg", "wav")
CAPTIONS = ("vtt",)


def _is_mp3(head: bytes) -> bool:
    """Return whether the bytes are a tag, or the eleven bits that begin a frame, of a layer that exists."""
    if head.startswith(b"ID3"):
        return True
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0


_ZIPPED = ("docx", "odp", "ods", "odt", "pptx", "xlsx")
_TESTS: dict[str, Callable[[bytes], bool]] = {
    "m4a": lambda head: head[4:8] == b"ftyp",
    "mp3": _is_mp3,
    "mp4": lambda head: head[4:8] == b"ftyp" and head[8:12] not in AUDIO_BRANDS,
    "ogg": lambda head: head.startswith(b"OggS"),
    "pdf": lambda head: b"%PDF-" in head,
    "vtt": lambda head: re.match(rb"(\xef\xbb\xbf)?WEBVTT(?=[ \t\r\n]|\Z)", head) is not None,
    "wav": lambda head: head.startswith(b"RIFF") and head[8:12] == b"WAVE",
    "webm": lambda head: head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64],
    **dict.fromkeys(_ZIPPED, lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06"))),
}


def extension_of(name: str) -> str:
    """Return "mp4" for "Visite.MP4"; "" where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def matches_extension(extension: str, head: bytes) -> bool:
    """Return whether a file of this extension begins so. Plain text has no signature: it has no NUL byte either."""
    test = _TESTS.get(extension)
    return test(head) if test else b"\0" not in head
