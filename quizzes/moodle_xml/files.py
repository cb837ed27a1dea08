"""Files that stand within a question, in Base64: looked at, named, and not kept."""

import base64
import binascii
import re
import struct
import warnings
import zlib
from io import BytesIO

from PIL import Image

from quizzes.problems import Problem


_PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
# A warning is raised for a picture of too many points.
_REFUSED_BY_PILLOW = (
    *(OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError),
    *(MemoryError, struct.error, zlib.error, Image.DecompressionBombError, Warning),
)
_SPACES = re.compile(r"\s+")


def problem_of(name: str, written: str, encoding: str, line: int) -> Problem | None:
    """Why a file may not stand in a question; None for a sound one. Nothing is drawn."""
    try:
        if encoding != "base64":
            raise ValueError(encoding)
        data = base64.b64decode(_SPACES.sub("", written), validate=True)
    except (binascii.Error, ValueError):
        return Problem("file_unreadable", {"name": name[:80]}, line)
    wanted = _PICTURES.get(name.rpartition(".")[2].lower())
    if wanted and not _is_picture(data, wanted):
        return Problem("file_not_image", {"name": name[:80]}, line)
    return None


def _is_picture(data: bytes, wanted: str) -> bool:
    """Of that format, whole enough for its header and its sums; a bomb is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=[wanted]) as image:
                image.verify()
    except _REFUSED_BY_PILLOW:
        return False
    return True
