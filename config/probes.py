"""Answers supervisors: whether the process lives, whether it can serve. One word for each check, no secret, no version."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.disk import storage_problems
from learning.middleware import is_for_packages
from people.queries.outbox import beat_seen_until, oldest_due_at


log = logging.getLogger(__name__)

ADDRESSES = frozenset({"/sante/vivant", "/sante/pret", "/metriques"})
PATIENCE = 1.6  # seconds for all checks together: a probe waits for two
LATE = timedelta(minutes=10)
OK = "ok"
# Without these nothing can be served. The others are said, and keep no process out of service: with a stopped
# beat, or no room left, pages can still be read.
NEEDED = frozenset({"database", "migrations"})


def answer_probes(get_response):
    """Answer the probes before anything asks for HTTPS or for a host of ours: a kubelet names the pod's address."""

    def middleware(request):
        if request.path_info in ADDRESSES and not is_for_packages(request):
            match = resolve(request.path_info)
            return match.func(request)
        return get_response(request)

    return middleware


@login_not_required
@require_safe
def alive(request):
    return JsonResponse({"alive": True}, headers={"Cache-Control": "no-store"})


@login_not_required
@require_safe
def ready(request):
    """Answer 200 where this process can serve pages, 503 where it cannot."""
    words = {"database": "away", "migrations": "unknown", "storage": "unknown"} | _ask()
    is_ready = all(words[name] == OK for name in NEEDED)
    return JsonResponse(
        {"ready": is_ready, "checks": words},
        status=200 if is_ready else 503,
        headers={"Cache-Control": "no-store"},
    )


# --- Asking -------------------------------------------------------------------------------------------


class Check:
    """Asks in a thread. What hangs is left to hang, once, and not asked again meanwhile."""

    def __init__(self, ask: Callable[[dict[str, str]], None]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._thread = threading.Thread()
        self._words: dict[str, str] = {}

    def begin(self) -> None:
        with self._lock:
            if not self._thread.is_alive():
                self._words = {}
                self._thread = threading.Thread(target=self._ask, args=(self._words,), daemon=True)
                self._thread.start()

    def words(self, until: float) -> dict[str, str]:
        self._thread.join(max(0.0, until - time.monotonic()))
        return dict(self._words)


def _ask_storage(words: dict[str, str]) -> None:
    words["storage"] = next(iter(storage_problems().values()), OK)


def _ask_database(words: dict[str, str]) -> None:
    try:
        read_database(words)
    except (OperationalError, InterfaceError) as error:
        log.warning("a probe finds the database away: %s", type(error).__name__)
    finally:
        connection.close()
        if connection.connection:  # a database in memory, which Django leaves open
            connection.connection.close()


def read_database(words: dict[str, str]) -> None:
    """Add one word after the other: what follows may hang."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    words["database"] = OK
    words["migrations"] = OK if has_all_migrations() else "missing"
    now = timezone.now()
    oldest = oldest_due_at(now)
    words["queue"] = OK if oldest is None or now - oldest < LATE else "late"
    held_until = beat_seen_until()
    words["beat"] = OK if held_until and now < held_until else "silent"
    words["statement_log"] = OK if logs_no_statement() else "on"


CHECKS = (Check(_ask_database), Check(_ask_storage))


def _ask() -> dict[str, str]:
    until = time.monotonic() + PATIENCE
    for check in CHECKS:
        check.begin()
    return {name: word for check in CHECKS for name, word in check.words(until).items()}


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    """Return names only: to load a migration would load what it imports."""
    names = set()
    for config in apps.get_app_configs():
        module, _is_explicit = MigrationLoader.migrations_module(config.label)
        if not module or not find_spec(module):
            continue
        folders = import_module(module).__path__
        names |= {
            (config.label, module.name)
            for module in iter_modules(folders)
            if module.name[0] not in "_~"
        }
    return frozenset(names)


def has_all_migrations() -> bool:
    return _migrations_on_disk() <= MigrationRecorder(connection).applied_migrations().keys()


# What writes a statement, whose values Django puts into its text, or a row that was refused, to the server's log.
QUIET_LOG = {
    "log_statement": ("none",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_min_error_statement": ("fatal", "panic"),
    "log_error_verbosity": ("terse",),  # no DETAIL
    "auto_explain.log_min_duration": ("-1", None),
}


def logs_no_statement() -> bool:
    """Tell whether PostgreSQL keeps what people wrote out of its own log (docs/runbook.md)."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, current_setting(name, true) FROM unnest(%s::text[]) name",
            [list(QUIET_LOG)],
        )
        return all(value in QUIET_LOG[name] for name, value in cursor.fetchall())
