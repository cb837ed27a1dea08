"""Django's PostgreSQL with a pool that outlives its server: dead connections go at once, and nobody waits in vain.
Compiled queries are prepared (decision 90).
"""

import threading
import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

from core.postgresql.binding import PreparingCursor, with_numbers_as_literals


class Breaker:
    """Lets one thread at a time ask for a connection while the database is away. The others fail at once."""

    PAUSE = 0.5  # seconds between two that ask

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_until = 0.0
        self._worked_at = 0.0
        self.is_open = True

    def lets_through(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now < self._closed_until:
                return False
            if not self.is_open:
                self._closed_until = now + self.PAUSE
            return True

    def worked(self) -> None:
        with self._lock:
            self._worked_at, self._closed_until, self.is_open = time.monotonic(), 0.0, True

    def failed(self, since: float) -> None:
        """Close, unless another thread had a connection meanwhile: then there are too few, and not none."""
        with self._lock:
            if self._worked_at < since:
                self._closed_until, self.is_open = time.monotonic() + self.PAUSE, False


breaker = Breaker()


class DatabaseWrapper(base.DatabaseWrapper):
    SLICE = 0.25  # seconds between two looks at what other threads have found out

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if params["cursor_factory"] is base.ServerBindingCursor:
            params["cursor_factory"] = PreparingCursor
            params["context"] = with_numbers_as_literals(params["context"])
        return params

    def create_cursor(self, name: str | None = None) -> Any:
        """Read through a named cursor, which nothing prepares, with the values in the text."""
        if not name:
            return super().create_cursor()
        withhold = self.connection.autocommit
        return base.ServerSideCursor(  # type: ignore[call-arg]
            self.connection, name=name, scrollable=False, withhold=withhold
        )

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.pool:
            return super().get_new_connection(conn_params)
        if not breaker.lets_through():
            raise self.Database.OperationalError("the database was away a moment ago")
        asked_at = time.monotonic()
        try:
            connection = self._working_connection(conn_params, asked_at)
        except self.Database.OperationalError:
            breaker.failed(since=asked_at)
            raise
        breaker.worked()
        return connection

    def _working_connection(self, conn_params: dict[str, Any], asked_at: float) -> Any:
        """Return a connection that answers. After a dead one the others of the pool are taken for dead too."""
        self.pool.open()
        if not breaker.is_open:
            self._knock(conn_params)
        connection = self._from_pool(asked_at)
        try:
            self.pool.check_connection(connection)
        except self.Database.OperationalError:
            self.pool.putconn(connection)
            self.pool.drain()
            if self._left(asked_at) > 0:
                self._knock(conn_params)
            connection = self._from_pool(asked_at)
        return connection

    def _left(self, asked_at: float) -> float:
        return asked_at + self.pool.timeout - time.monotonic()

    def _from_pool(self, asked_at: float) -> Any:
        """Wait for a connection, but not after another thread has found out that there is none to be had."""
        while True:
            try:
                return self.pool.getconn(timeout=min(self.SLICE, self._left(asked_at)))
            except PoolTimeout:
                if not breaker.is_open or self._left(asked_at) <= 0:
                    raise

    def _knock(self, conn_params: dict[str, Any]) -> None:
        """Fail at once where a server refuses: the pool would go on trying, and let its clients wait."""
        self.Database.connect(**conn_params).close()
