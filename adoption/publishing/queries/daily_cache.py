"""What hangs on the figures of a publication alone, which never change once they are out: read once a day."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from adoption.publishing.models import Publication


Kept = TypeVar("Kept", int, list[int])
A_DAY = 24 * 60 * 60  # seconds


def cached_for_a_day(publication: Publication, name: str, read: Callable[[], Kept]) -> Kept:
    """`name`: what it is, with all else that it hangs on. Never None."""
    key = cache_key(publication, name)
    found: Kept | None = cache.get(key)
    if found is None:
        found = read()
        cache.set(key, found, timeout=A_DAY)
    return found


def cache_key(publication: Publication, name: str) -> str:
    """Another publication that takes its number, after figures were brought back from a copy, is not taken for it."""
    return f"figures:{publication.pk}:{publication.published_at:%Y%m%d%H%M%S%f}:{name}"
