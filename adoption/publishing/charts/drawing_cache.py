"""Files of drawings and reports: published figures only, the same for all readers."""

from collections.abc import Callable
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from adoption.publishing.charts import calls, frame
from core.file_cache import FileCache, cache_key


UNREAD_DAYS = 90
MIB = 1024 * 1024


def drawing_cache() -> FileCache:
    return FileCache(Path(settings.DRAWINGS_FOLDER), settings.DRAWINGS_MAX_MIB * MIB)


def cached_drawing(variant: str, drawn: tuple[object, ...], draw: Callable[[str], bytes]) -> bytes:
    """Return a variant of a drawing from the cache, or have it drawn. `drawn`: as for `drawing_name`."""
    key = (variant, drawing_name(drawn))
    return drawing_cache().get_or_make(key, partial(draw, variant))


def draw_ahead(drawn: tuple[object, ...], draw: Callable[[str], bytes]) -> None:
    """Have every variant of a drawing cached before anybody asks for it: for a worker."""
    for variant in frame.VARIANTS:
        cached_drawing(variant, drawn, draw)


def drawing_name(drawn: tuple[object, ...]) -> str:
    """Name a drawing by what it depends on, the language in force, the house style and the version of matplotlib."""
    return cache_key((*drawn, get_language(), *_style()))


@cache
def _style() -> tuple[str, str]:
    style = Path(frame.__file__).read_bytes() + calls.SCRIPT.read_bytes()
    return sha256(style).hexdigest(), version("matplotlib")
