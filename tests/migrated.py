"""A database that is migrated once for each set of migrations, not once for each run of the tests. SQLite alone.

What is kept is a copy of the database after `migrate`, under .cache/ and named by all that it hangs on. A run loads it
into the database that Django makes in memory, where `migrate` then finds nothing left to do. A whole run (CI=true)
migrates for itself.
"""

import contextlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.db import connection


ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".cache" / "migrated"
# All migrations with what they call of our code, the packages that bring others, and this file.
HANGS_ON = (
    "*/migrations/*.py", "*/frozen_rows.py", "*/migrations_support.py", "*/search.py", "quizzes/specs.py", "core/*.py",
    "config/settings.py", "tests/settings.py", "tests/migrated.py", "requirements-dev.txt",
)  # fmt: skip


def is_kept_here() -> bool:
    if os.environ.get("CI") or connection.vendor != "sqlite":
        return False
    return connection.is_in_memory_db()


@contextlib.contextmanager
def loaded() -> Iterator[None]:
    """The kept database lies in memory where Django will make its own, for as long as this lasts."""
    kept = _place()
    if not is_kept_here() or not kept.exists():
        yield
        return
    there = connection.creation._get_test_db_name()
    with (
        contextlib.closing(sqlite3.connect(there, uri=True)) as memory,
        contextlib.closing(sqlite3.connect(kept)) as copy,
    ):
        copy.backup(memory)
        yield


def keep() -> None:
    """What the connection holds, whole or not at all; earlier ones are forgotten."""
    kept = _place()
    if not is_kept_here() or kept.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for earlier in FOLDER.glob("*.sqlite3"):
        earlier.unlink(missing_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    with contextlib.closing(sqlite3.connect(part)) as copy:
        connection.connection.backup(copy)
    part.replace(kept)


def _place() -> Path:
    found = sorted({path for each in HANGS_ON for path in ROOT.glob(each)})
    whole = sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for path in found:
        whole.update(f"{path.relative_to(ROOT)} {sha256(path.read_bytes()).hexdigest()}".encode())
    return FOLDER / f"{whole.hexdigest()[:32]}.sqlite3"
