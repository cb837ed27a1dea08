"""Files of drawings and reports: published figures only, the same for all readers."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from adoption.publishing.charts import frame
from core.file_cache import FileCache, cache_key


UNREAD_DAYS = 90
MIB = 1024 * 1024


def kept_files() -> FileCache:
    return FileCache(Path(settings.DRAWINGS_FOLDER), settings.DRAWINGS_MAX_MIB * MIB)


def full_drawing_key(drawn: tuple[object, ...]) -> tuple[object, ...]:
    """Extend a drawing's key with the language in force, the house style and the version of matplotlib."""
    return (*drawn, get_language(), *_style())


def drawing_name(drawn: tuple[object, ...]) -> str:
    return cache_key(full_drawing_key(drawn))


def cached_drawing(drawn: tuple[object, ...], draw: Callable[[], bytes]) -> bytes:
    return kept_files().get_or_make(full_drawing_key(drawn), draw)


@cache
def _style() -> tuple[str, str]:
    style = Path(frame.__file__).read_bytes()
    return sha256(style).hexdigest(), version("matplotlib")
