"""Tells what is away or full from a bug of ours, by the error that came of it."""

import errno
from collections.abc import Iterator
from enum import Enum

import psycopg


class Outage(Enum):
    AWAY = "unavailable"
    BUSY = "busy"
    FULL = "full"


NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
# SQLSTATE, or how it begins. What is not here, such as a table that is missing, is a bug.
STATES = {
    "08": Outage.AWAY,  # the connection
    "57P": Outage.AWAY,  # the server stops, starts or was taken over
    "58": Outage.AWAY,  # the server's own disk
    "25006": Outage.AWAY,  # it only reads: a stand-by
    "25P03": Outage.AWAY,  # our transaction waited too long and was cut
    "57014": Outage.BUSY,  # statement_timeout
    "55P03": Outage.BUSY,  # lock_timeout
    "40": Outage.BUSY,  # deadlock, serialization
    "53100": Outage.FULL,
    "53": Outage.BUSY,  # connections, memory
}
SQLITE_NAMES = {
    "SQLITE_BUSY": Outage.BUSY,
    "SQLITE_LOCKED": Outage.BUSY,
    "SQLITE_FULL": Outage.FULL,
    "SQLITE_READONLY": Outage.FULL,
    "SQLITE_IOERR": Outage.FULL,  # it has files to write even in order to read
    "SQLITE_CANTOPEN": Outage.FULL,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Return what was away when this error, or one that it came of, was raised; None for a bug."""
    for one in _causes(error):
        found = _outage_in(one)
        if found:
            return found
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _outage_in(error: BaseException) -> Outage | None:
    if isinstance(error, OSError):
        return Outage.FULL if error.errno in NO_ROOM else None
    if isinstance(error, psycopg.Error):
        if error.sqlstate:
            return _of_longest_prefix(error.sqlstate, STATES)
        lost = isinstance(error, psycopg.OperationalError) or "connection" in str(error)
        return Outage.AWAY if lost else None
    return _of_longest_prefix(getattr(error, "sqlite_errorname", ""), SQLITE_NAMES)


def _of_longest_prefix(code: str, outages: dict[str, Outage]) -> Outage | None:
    matching = [prefix for prefix in outages if code.startswith(prefix)]
    return outages[max(matching, key=len)] if matching else None
