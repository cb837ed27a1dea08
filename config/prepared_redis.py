"""Compares a Redis server with what the cache and the queue need of it, and says what to set."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from redis import Redis
from redis.exceptions import RedisError, ResponseError

from config.prepared_postgresql import NotFit


OLDEST = 7
# Written to disk now and then, not each command: that would log taps at the desks one by one (docs/decisions/0048).
SNAPSHOTS = "3600 1 300 100 60 10000"
WANTED = {"maxmemory-policy": "noeviction", "appendonly": "no"}


def missing(url: str) -> Iterator[tuple[str, str]]:
    """Yield the parameters that are set otherwise, with their values. Raises NotFit."""
    server: Any = Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3)
    try:
        version = server.info("server")["redis_version"]
        there = server.config_get("*")
    except ResponseError as error:
        raise NotFit(_("Redis refuses to say how it is set: %s") % error) from error
    except RedisError as error:
        raise NotFit(_("Redis does not answer: %s") % error) from error
    if int(version.split(".")[0]) < OLDEST:
        raise NotFit(
            _("Redis %(is)s is too old: %(least)s or later is needed.")
            % {"is": version, "least": OLDEST}
        )
    for name, value in WANTED.items():
        if there.get(name) != value:
            yield name, value
    if not there.get("save"):
        yield "save", SNAPSHOTS


def apply(url: str, found: list[tuple[str, str]]) -> bool:
    """Set them; return whether the server keeps them over a restart (it has a file to write them to)."""
    server: Any = Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3)
    for name, value in found:
        server.config_set(name, value)
    try:
        server.config_rewrite()
    except ResponseError:
        return False
    return True
