"""Spares a server that is away, and whoever would wait for it each in turn."""

import logging
import time
from threading import Lock


log = logging.getLogger(__name__)
PAUSE = 5  # seconds


class CircuitBreaker:
    """Remembers for a process that a server is away. Logs each change once."""

    def __init__(self, server: str) -> None:
        self._server, self._lock = server, Lock()
        self._is_away, self._until = False, 0.0

    def may_ask(self) -> bool:
        """Return whether to ask the server. While it is away one thread may, once in a pause."""
        with self._lock:
            if not self._is_away:
                return True
            now = time.monotonic()
            if now < self._until:
                return False
            self._until = now + PAUSE
            return True

    def record(self, error: Exception | None) -> None:
        """Record how the server answered: with an error, or well."""
        if error is None and not self._is_away:
            return
        with self._lock:
            was_away, self._is_away = self._is_away, error is not None
            self._until = time.monotonic() + PAUSE
        if error is not None and not was_away:
            log.warning("%s is away: %s", self._server, type(error).__name__)
        elif error is None and was_away:
            log.warning("%s is back", self._server)
