"""Cache what costs much to read: for a day the figures of a publication, which never change once out; for
minutes what many readers of a page see alike.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from adoption.publishing.models import Publication


Kept = TypeVar("Kept")
A_DAY, FIVE_MINUTES = 24 * 60 * 60, 5 * 60  # seconds


def cached_for_a_day(publication: Publication, name: str, read: Callable[[], Kept]) -> Kept:
    """Return the cached value, reading it if missing. `name`: identifies it, with all else it depends on. Never None."""
    return _cached(publication, name, read, A_DAY)


def cached_for_minutes(publication: Publication, name: str, read: Callable[[], Kept]) -> Kept:
    """Do the same for what changes besides: it may be five minutes old. `name` holds the language, where words depend on it."""
    return _cached(publication, name, read, FIVE_MINUTES)


def _cached(publication: Publication, name: str, read: Callable[[], Kept], seconds: int) -> Kept:
    """Read through the cache. The key has the time of publication: a number may be reused after a backup is restored."""
    key = f"figures:{publication.pk}:{publication.published_at:%Y%m%d%H%M%S%f}:{name}"
    value: Kept | None = cache.get(key)
    if value is None:
        value = read()
        cache.set(key, value, timeout=seconds)
    return value
