from typing import Any

import sentry_sdk
from django.conf import settings


REPORTED_TAGS = ("route", "request_id", "task")


def start() -> None:
    """Connect without any integration: errors come from the lines of our log."""
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        default_integrations=False,
        auto_enabling_integrations=False,
        before_send=rebuild_event,  # type: ignore[arg-type]
        max_breadcrumbs=0,
        send_default_pii=False,
        include_local_variables=False,
        auto_session_tracking=False,
        send_client_reports=False,
    )


def send_error(fields: dict[str, Any]) -> None:
    sentry_sdk.capture_event(
        {
            "level": "error",
            "logger": fields["logger"],
            "timestamp": fields["time"],
            "tags": {name: fields[name] for name in REPORTED_TAGS if name in fields},
            "exception": {
                "values": [
                    {
                        "type": fields.get("error", fields["logger"]),
                        "stacktrace": {"frames": [*map(_frame, fields.get("frames", ()))]},
                    }
                ]
            },
        }
    )


def flush(seconds: int) -> None:
    sentry_sdk.flush(timeout=seconds)


def _frame(place: str) -> dict[str, Any]:
    """Take a place of the log apart: `module:line function`."""
    where, _space, function = place.rpartition(" ")
    module, _colon, line = where.rpartition(":")
    return {"module": module, "lineno": int(line), "function": function}


def rebuild_event(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Return a new event of what `send_error` gave, without all that the client adds."""
    exception = event["exception"]["values"][0]
    frames = exception["stacktrace"]["frames"]
    kept = [{name: frame[name] for name in ("module", "lineno", "function")} for frame in frames]
    return {
        **{name: event[name] for name in ("event_id", "timestamp", "level", "logger")},
        "platform": "python",
        "tags": {name: event["tags"][name] for name in REPORTED_TAGS if name in event["tags"]},
        "exception": {"values": [{"type": exception["type"], "stacktrace": {"frames": kept}}]},
    }
