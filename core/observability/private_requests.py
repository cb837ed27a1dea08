"""Requests to private routes, added up until their hour is over.

Where a line stands among others tells when it was written, whatever time it gives; so there is one for all of an hour,
and none for the hour in which the process ends: that of some minutes would tell these.
"""

import json
import logging
from collections import Counter
from datetime import UTC, datetime
from threading import Lock
from typing import Any


logger = logging.getLogger(__name__)


class HourOfPrivateRequests:
    """Counts of this process in the hour that runs, or the last that had any."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._empty()

    def _empty(self) -> None:
        self._hour: datetime | None = None
        self._requests = 0
        self._said: Counter[tuple[str, int, str]] = Counter()

    def count(self) -> None:
        with self._lock:
            self._begin_hour()
            self._requests += 1

    def gather(self, name: str, level: int, error: dict[str, Any]) -> None:
        """Keep the logger, level and error of a warning or worse."""
        with self._lock:
            self._begin_hour()
            self._said[name, level, json.dumps(error)] += 1

    def _begin_hour(self) -> None:
        if self._hour is None:
            self._hour = _this_hour()

    def write_if_over(self) -> None:
        if self._hour is not None and self._hour < _this_hour():
            self._write()

    def _write(self) -> None:
        with self._lock:
            hour, requests, said = self._hour, self._requests, self._said
            self._empty()
        if requests:
            logger.info("requests", extra={"hour": hour, "count": requests})
        for (name, level, error), count in said.items():
            extra = {"hour": hour, "count": count, "described_error": json.loads(error)}
            logging.getLogger(name).log(level, "in a private route", extra=extra)


private_requests = HourOfPrivateRequests()


def _this_hour() -> datetime:
    return datetime.now(tz=UTC).replace(minute=0, second=0, microsecond=0)
