"""Settings of logs, metrics, traces and error reports (docs/runbook.md, "Sight")."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env


OWN_PACKAGES = (
    "config", "core", "people", "cms", "quizzes", "learning", "ambassadors", "adoption", "demo",
)  # fmt: skip
LEAST_TOKEN = 32


def logging_settings(env: Env, *, is_demo: bool) -> dict[str, Any]:
    style = env.str("LOG_FORMAT", default="text" if is_demo else "json")
    if style not in {"json", "text"}:
        raise ImproperlyConfigured("LOG_FORMAT is json or text.")
    formatter = {"()": "core.observability.logs.Formatter", "own": OWN_PACKAGES}
    silent: dict[str, Any] = {"handlers": [], "propagate": False}
    ours: dict[str, Any] = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"fields": formatter | {"is_json": style == "json"}},
        "handlers": {
            "console": {"class": "core.observability.logs.Handler", "formatter": "fields"}
        },
        "loggers": {
            # Handlers of their own would write and mail what ours leaves out.
            "django": ours,
            "django.server": ours | {"level": "WARNING"},
            "_granian": ours,
            "granian.access": silent,
            "django.request": {"level": "ERROR"},  # others stand in the line of their request
            "django.security.DisallowedHost": silent,
            "django_tasks": {"level": "WARNING"},  # a line for each page saved
            "axes": {"level": "WARNING"},  # four lines for each person who signs in
            "fido2": {"level": "WARNING"},
            # core.observability.tasks writes a line for each run of a task.
            "celery.app.trace": silent,
            "celery.worker.strategy": {"level": "WARNING"},
        },
        "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    }


def metrics_token(env: Env, var_dir: Path) -> str:
    """Read the token. With one, the processes of this machine add up what they count in METRICS_FOLDER."""
    token = env.str("METRICS_TOKEN", default="")
    if token and len(token) < LEAST_TOKEN:
        raise ImproperlyConfigured(f"METRICS_TOKEN has at least {LEAST_TOKEN} characters.")
    folder = Path(env.str("METRICS_FOLDER", default=str(var_dir / "metrics")))
    if token:
        folder.mkdir(parents=True, exist_ok=True)
        # Before the first import of prometheus_client, which reads it then.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    return token


def own_addresses(env: Env, private_hosts: list[str]) -> tuple[str, str]:
    """Read where error reports and traces go: to hosts that OUTBOUND_PRIVATE_HOSTS names as the organisation's own."""
    addresses = {
        "SENTRY_DSN": env.str("SENTRY_DSN", default=""),
        "OTEL_EXPORTER_OTLP_ENDPOINT": env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default=""),
    }
    for variable, address in addresses.items():
        if address:
            _refuse_others_host(variable, address, private_hosts)
    return addresses["SENTRY_DSN"], addresses["OTEL_EXPORTER_OTLP_ENDPOINT"]


def _refuse_others_host(variable: str, address: str, private_hosts: list[str]) -> None:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port
    named = f"{host}:{port}" if port else host
    if parts.scheme not in {"http", "https"} or named not in private_hosts:
        raise ImproperlyConfigured(
            f"{variable} leads to {named or 'no host'}, which OUTBOUND_PRIVATE_HOSTS does not name. Traces and "
            "error reports go to a host of the organisation alone, never to a service outside."
        )
    if parts.scheme == "http" and host not in {"127.0.0.1", "localhost", "::1"}:
        raise ImproperlyConfigured(f"{variable} needs https, save on this machine.")
