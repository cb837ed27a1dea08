"""Cache for a day what depends only on the figures of a publication, which never change once out."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from adoption.publishing.models import Publication


Kept = TypeVar("Kept")
A_DAY = 24 * 60 * 60  # seconds


def cached_for_a_day(publication: Publication, name: str, read: Callable[[], Kept]) -> Kept:
    """Return the cached value, reading it if missing. `name`: identifies it, with all else it depends on. Never None.

    The key has the time of publication: a number may be reused after a backup is restored.
    """
    key = f"figures:{publication.pk}:{publication.published_at:%Y%m%d%H%M%S%f}:{name}"
    value: Kept | None = cache.get(key)
    if value is None:
        value = read()
        cache.set(key, value, timeout=A_DAY)
    return value
