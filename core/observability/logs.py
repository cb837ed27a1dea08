"""The log: one line for each record, of named fields alone, which hold no person, address or value.

Our own messages are written as they are. Of a library the words of its source are written, never the values that it
puts into them; of an error its class and the places that it passed through, never its message, which may quote a row.
"""

import linecache
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from core.observability import reports
from core.observability.context import PRIVATE, current_request
from core.observability.private_requests import private_requests


logger = logging.getLogger(__name__)
EXTRA = ("method", "status", "duration_ms", "count", "task", "outcome")
FIELDS = (
    *("time", "level", "logger", "message", "route", "request_id"), *EXTRA,
    *("error", "causes", "frames"),
)  # fmt: skip
LONGEST_MESSAGE = 1_000
MOST_FRAMES = 30
SOURCE_LINES = 6  # over which a call of a logger may go
_JOINED_LITERALS = re.compile(r"""["']\s*\n\s*["']""")


class Formatter(JsonFormatter):
    """`own`: the packages whose messages are ours. `is_json`: for machines; otherwise for a terminal."""

    def __init__(self, *, own: tuple[str, ...], is_json: bool) -> None:
        super().__init__()
        self.own, self.is_json = frozenset(own), is_json

    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        return self.serialize_log_record(fields) if self.is_json else _as_text(fields)

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return what may be known of a record. `record.hour`, where set, stands for its time."""
        hour = getattr(record, "hour", None)
        time = hour or datetime.fromtimestamp(record.created, tz=UTC)
        fields: dict[str, Any] = {
            "time": time.isoformat(timespec="minutes" if hour else "milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.message(record)[:LONGEST_MESSAGE],
        }
        request = current_request.get()
        if hour:
            fields["route"] = PRIVATE
        elif request is not None:
            fields |= {"route": request.route, "request_id": request.request_id}
        fields |= {name: getattr(record, name) for name in EXTRA if hasattr(record, name)}
        return fields | describe_error(record)

    def message(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] in self.own:
            return record.getMessage()
        if isinstance(record.msg, str) and record.msg in _source_of(record):
            return record.msg
        return f"{record.module}:{record.lineno}"


def _source_of(record: logging.LogRecord) -> str:
    lines = linecache.getlines(record.pathname)
    return _JOINED_LITERALS.sub(
        "", "".join(lines[record.lineno - 1 : record.lineno - 1 + SOURCE_LINES])
    )


def _as_text(fields: dict[str, Any]) -> str:
    head = " ".join(fields.pop(name) for name in ("time", "level", "logger", "message"))
    frames = fields.pop("frames", [])
    text = " ".join([head, *(f"{name}={value}" for name, value in fields.items())])
    return "\n    ".join(_printable(line) for line in [text, *frames])


def _printable(line: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def describe_error(record: logging.LogRecord) -> dict[str, Any]:
    """Return the class of a record's error, those that caused it, and the places that it passed through."""
    known: dict[str, Any] | None = getattr(record, "described_error", None)
    error = record.exc_info[1] if record.exc_info else None
    if known or error is None:
        return known or {}
    causes = [name_of(cause) for cause in _causes(error)]
    frames = list(_places(error.__traceback__))[-MOST_FRAMES:]
    return {"error": name_of(error), "frames": frames} | ({"causes": causes} if causes else {})


def name_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _places(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        frame = traceback.tb_frame
        module = frame.f_globals.get("__name__", "?")
        yield f"{module}:{traceback.tb_lineno} {frame.f_code.co_name}"
        traceback = traceback.tb_next


class Handler(logging.StreamHandler):
    """Writes a record and reports it if it is an error; what a private route says is kept until the hour is over."""

    def emit(self, record: logging.LogRecord) -> None:
        request = current_request.get()
        if request is not None and request.is_private and not hasattr(record, "hour"):
            if record.levelno >= logging.WARNING:
                private_requests.gather(record.name, record.levelno, describe_error(record))
            return
        super().emit(record)
        if record.levelno >= logging.ERROR and isinstance(self.formatter, Formatter):
            reports.send_error(self.formatter.fields(record))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging’s own name
        """Say where a record was made that cannot be written; Python would print its arguments."""
        with suppress(OSError, ValueError):  # the stream may be closed
            self.stream.write(f"not written: {record.module}:{record.lineno}{self.terminator}")


def log_failed_thread(failure: threading.ExceptHookArgs) -> None:
    """Log in the place of Python's own hook, which prints the message of the error."""
    if failure.exc_value is not None and failure.exc_type is not SystemExit:
        logger.error("a thread failed", exc_info=failure.exc_value)
