"""Recreates the triggers that guard the log of looks (migrations 0006 and 0009), for migrations that change its table.

SQLite remakes a table to alter it, forwards and backwards, and drops its triggers: they are made again.
PostgreSQL keeps them.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation


LATEST = "0009_looks_still_only_grow"


def keeping_the_guard(operations: Iterable[Operation]) -> list[Operation]:
    """Return the operations of a migration of `people_look`, with the guard in place before and after."""
    return [guarded_on_the_way_back(LATEST), *operations, RunPython(_guard(LATEST), RunPython.noop)]


def guarded_on_the_way_back(migration: str) -> RunPython:
    """Return the first operation of a migration before which the guard was that of `migration`."""
    return RunPython(RunPython.noop, _guard(migration))


def _guard(migration: str) -> Callable[[Any, Any], None]:
    def again(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            import_module(f"people.migrations.{migration}").guard(apps, schema_editor)

    return again
