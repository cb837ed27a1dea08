"""Caches over a Redis that may be away: one that does without it, one that refuses.

Two aliases (config/caches.py). "default" misses. "limits" raises CacheUnavailable: what it counts must never be
counted anew, nor elsewhere. Both share one state of the process: a server that fails is left alone for some seconds, so
that pages do not wait for it each in turn.
"""

import logging
from functools import cache
from pickle import UnpicklingError
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, default_key_func
from django.core.cache.backends.redis import RedisCache
from django.utils.connection import ConnectionProxy
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from redis.exceptions import RedisError, ResponseError

from core.circuit_breaker import CircuitBreaker
from core.observability.metrics import count_cache_read


log = logging.getLogger(__name__)
THROTTLES = "allauth"  # how the keys of django-allauth begin: rate limits, and codes that were used
# What unpickling raises of what another version of this program stored, or nobody of ours.
UNREADABLE = (UnpicklingError, AttributeError, EOFError, ImportError, IndexError, ValueError)
MISSED = object()
limits = ConnectionProxy(caches, "limits")


class CacheUnavailable(Exception):
    """Raised where the cache does not answer, or may not keep what it is told."""


def cache_key(key: str, prefix: str, version: int) -> str:
    """Return Django's key, of throttles under a digest: theirs hold addresses and codes."""
    if key.startswith(THROTTLES):
        key = f"{THROTTLES}:{salted_hmac('core.cache', key, algorithm='sha256').hexdigest()}"
    return default_key_func(key, prefix, version)


redis_outage = CircuitBreaker("The cache")


class MayEvict(RedisError):
    """Raised where Redis may drop some keys and keep others."""


def refuse_eviction(connection: Any) -> None:
    """Open a connection, but not to a Redis that may evict: counts would begin anew, and nobody would know."""
    connection.on_connect()
    connection.send_command("INFO", "memory")
    try:
        answer = connection.read_response()
    except ResponseError:  # this account may not ask
        answer = ""
    text = answer.decode() if isinstance(answer, bytes) else str(answer)
    facts = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    if facts.get("maxmemory") != "0" and facts.get("maxmemory_policy") != "noeviction":
        _log_eviction()
        raise MayEvict


@cache
def _log_eviction() -> None:
    """Log it once: a line for each tap would tell when somebody tapped."""
    log.error(
        "Desks and the question box are closed: set maxmemory-policy of Redis to noeviction, and allow INFO"
    )


class _Guarded:
    """Passes calls to Django's client of Redis; raises CacheUnavailable where it fails, or failed just now."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self._client, name)

        def ask(*args: Any, **kwargs: Any) -> Any:
            if not redis_outage.may_ask():
                raise CacheUnavailable
            failure: RedisError | None = None
            try:
                return operation(*args, **kwargs)
            except MayEvict as error:  # an answer all the same: "default" goes on
                raise CacheUnavailable from error
            except RedisError as error:
                count_cache_read("error")
                failure = error
                raise CacheUnavailable from error
            finally:
                redis_outage.record(failure)

        return ask


class _GuardedRedisCache(RedisCache):
    @cached_property
    def _cache(self) -> Any:
        return _Guarded(super()._cache)


class StrictRedisCache(_GuardedRedisCache):
    """Raises CacheUnavailable where Redis does not answer, or may evict."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = params.get("OPTIONS", {}) | {"redis_connect_func": refuse_eviction}
        super().__init__(server, params | {"OPTIONS": options})


class TolerantRedisCache(_GuardedRedisCache):
    """Misses where Redis does not answer, and stores nothing. Throttles count in the database meanwhile."""

    def _try(self, name: str, missed: Any, key: str, *args: Any) -> Any:
        try:
            return getattr(super(), name)(key, *args)
        except CacheUnavailable:
            if key.startswith(THROTTLES):
                return getattr(caches["database"], name)(key, *args)
        except UNREADABLE:
            pass
        return missed

    def _try_many(self, name: str, missed: Any, *args: Any) -> Any:
        try:
            return getattr(super(), name)(*args)
        except (CacheUnavailable, *UNREADABLE):
            return missed

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._try("add", False, key, value, timeout, version)

    def get(self, key, default=None, version=None):
        found = self._try("get", MISSED, key, MISSED, version)
        count_cache_read("miss" if found is MISSED else "hit")
        return default if found is MISSED else found

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._try("set", None, key, value, timeout, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._try("touch", False, key, timeout, version)

    def delete(self, key, version=None):
        return self._try("delete", False, key, version)

    def has_key(self, key, version=None):
        return self._try("has_key", False, key, version)

    def incr(self, key, delta=1, version=None):
        try:
            return super().incr(key, delta, version)
        except CacheUnavailable:
            raise ValueError("missed") from None

    def get_many(self, keys, version=None):
        return self._try_many("get_many", {}, keys, version)

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return self._try_many("set_many", list(data), data, timeout, version)

    def delete_many(self, keys, version=None):
        return self._try_many("delete_many", None, keys, version)

    def clear(self):
        return self._try_many("clear", False)
