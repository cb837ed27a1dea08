"""The caches: one that may be lost, one that counts what must not be, one for throttles meanwhile."""

from pathlib import Path
from typing import Any


# All in all a second: to connect, or to answer.
PATIENCE = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
MANY = {"MAX_ENTRIES": 100_000}  # of 300 a busy hour would drop the counts of the one before


def caches(redis_url: str, var_dir: Path) -> dict[str, dict[str, Any]]:
    """Return the setting CACHES. "limits" is Redis, or a file: never the memory of one process, nor the database."""
    database = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cacheentry",
        "OPTIONS": MANY,
    }
    if redis_url:
        redis = {"LOCATION": redis_url, "OPTIONS": PATIENCE}
        default = redis | {"BACKEND": "core.cache.TolerantRedisCache"}
        limits = redis | {"BACKEND": "core.cache.StrictRedisCache"}
    else:
        default = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": MANY}
        limits = {
            "BACKEND": "core.counter_file.CounterFile",
            "LOCATION": str(var_dir / "limits.sqlite3"),
        }
    named = {"default": default, "limits": limits, "database": database}
    return {name: cache | {"KEY_FUNCTION": "core.cache.cache_key"} for name, cache in named.items()}
