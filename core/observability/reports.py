"""Hands traces and errors to what the settings name: off by default, and loaded only where it is on."""

from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any

from django.conf import settings


_span_senders: list[Callable[..., None]] = []
_error_senders: list[Callable[[dict[str, Any]], None]] = []
_flushers: list[Callable[[int], object]] = []
FLUSH_SECONDS = 2


def start() -> None:
    """Connect to what the settings name; once in each process that loads Django."""
    if settings.SENTRY_DSN:
        from core.observability import sentry  # noqa: PLC0415 - slow to load

        sentry.start()
        _error_senders.append(sentry.send_error)
        _flushers.append(sentry.flush)
    if settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        from core.observability import tracing  # noqa: PLC0415 - slow to load

        send_one, flush_spans = tracing.start()
        _span_senders.append(send_one)
        _flushers.append(flush_spans)
    Finalize(None, flush, exitpriority=0)


def flush() -> None:
    """Send what waits, before the process ends."""
    for flush_one in _flushers:
        flush_one(FLUSH_SECONDS)


def send_error(fields: dict[str, Any]) -> None:
    """Report a line of the log."""
    for send in _error_senders:
        send(fields)


def send_span(
    name: str, kind: str, began_ns: int, attributes: dict[str, Any], *, is_error: bool
) -> None:
    """Send one span, which ends now, as a trace of its own. `kind`: SERVER or CONSUMER."""
    for send in _span_senders:
        send(name, kind, began_ns, attributes, is_error=is_error)
