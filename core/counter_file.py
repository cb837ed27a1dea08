"""A cache in a file: for an installation without Redis, whose counts must outlive a restart."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from math import inf
from pathlib import Path
from sqlite3 import Connection, Error
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from core.cache import CacheUnavailable


# Without a row number: a row lies where its key says, not where it came.
TABLE = """
CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, value, expires REAL) WITHOUT ROWID;
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;
"""


class CounterFile(BaseCache):
    """Keeps numbers and short texts in an SQLite file that all processes of one machine share.

    Raises CacheUnavailable where the file cannot be read or written.
    """

    def __init__(self, path: str | Path, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._path = Path(path)

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        try:
            with closing(Connection(self._path, timeout=5)) as connection:
                connection.executescript(TABLE)
                with connection:
                    yield connection
        except Error as error:
            raise CacheUnavailable from error

    def _until(self, timeout: Any) -> float:
        moment = self.get_backend_timeout(timeout)
        return inf if moment is None else moment

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        row = (self.make_and_validate_key(key, version), value, self._until(timeout))
        with self._opened() as file:
            file.execute("DELETE FROM counts WHERE expires <= ?", [time.time()])
            added = file.execute("INSERT OR IGNORE INTO counts VALUES (?, ?, ?)", row)
            return added.rowcount == 1

    def get(self, key, default=None, version=None):
        query = "SELECT value FROM counts WHERE key = ? AND expires > ?"
        with self._opened() as file:
            row = file.execute(query, [self.make_and_validate_key(key, version), time.time()])
            found = row.fetchone()
        return default if found is None else found[0]

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        row = (self.make_and_validate_key(key, version), value, self._until(timeout))
        with self._opened() as file:
            file.execute("INSERT OR REPLACE INTO counts VALUES (?, ?, ?)", row)

    def incr(self, key, delta=1, version=None):
        change = "UPDATE counts SET value = value + ? WHERE key = ? AND expires > ? RETURNING value"
        with self._opened() as file:
            row = [delta, self.make_and_validate_key(key, version), time.time()]
            found = file.execute(change, row).fetchone()
        if found is None:
            raise ValueError("no such count")
        return found[0]

    def delete(self, key, version=None):
        with self._opened() as file:
            row = [self.make_and_validate_key(key, version)]
            return file.execute("DELETE FROM counts WHERE key = ?", row).rowcount == 1

    def clear(self):
        with self._opened() as file:
            file.execute("DELETE FROM counts")
