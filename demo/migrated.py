"""The database of an installation that has just been migrated, as SQL: `migrated.sql`, for the demo alone.

Loaded into an empty SQLite database it stands for `migrate`, which takes ten times as long. Its first line names
the migrations that it was made from: of others it is not used. `manage.py demo_snapshot` writes it.
"""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.db import connection


SNAPSHOT = Path(__file__).with_name("migrated.sql")
# The migrations of ours and what they call; what brings those of others.
MADE_FROM = ("*/migrations/*.py", "core/migration_operations.py", "requirements.txt")
# Values of the moment, which each database gets anew.
OF_THE_MOMENT = {"applied": "CURRENT_TIMESTAMP", "translation_key": "lower(hex(randomblob(16)))"}
_SHADOW = re.compile(r"_fts_(data|idx|content|docsize|config)$")
_JSON_TYPES = re.compile(r"IN \((?:'(?:true|false|null)',?){3}\)")  # in the order of a Python set


def migrate() -> None:
    """Bring the database up to date: an empty one by the snapshot, if that is of these migrations."""
    if (
        connection.vendor == "sqlite"
        and is_current()
        and not connection.introspection.table_names()
    ):
        connection.ensure_connection()
        with contextlib.suppress(
            sqlite3.Error
        ):  # an SQLite without FTS5, say: nothing is loaded then
            load(connection.connection)
    call_command("migrate", verbosity=0)


def is_current() -> bool:
    with contextlib.suppress(FileNotFoundError), SNAPSHOT.open(encoding="utf-8") as file:
        return file.readline() == heading()
    return False


def heading() -> str:
    """Return the first line of a snapshot of the migrations that are here."""
    whole = sha256()
    for path in sorted({path for pattern in MADE_FROM for path in settings.BASE_DIR.glob(pattern)}):
        name = path.relative_to(settings.BASE_DIR).as_posix()
        whole.update(f"{name} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"-- ./run manage demo_snapshot {whole.hexdigest()}\n"


def load(database: sqlite3.Connection) -> None:
    """Load all of it, or raise sqlite3.Error and load nothing."""
    try:
        database.executescript(SNAPSHOT.read_text(encoding="utf-8"))
    except sqlite3.Error:
        database.rollback()
        raise


def make() -> str:
    """Return the snapshot of a database that is really migrated, elsewhere."""
    with TemporaryDirectory(prefix="passerelle-migrated-") as folder:
        path = Path(folder) / "passerelle.sqlite3"
        subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": f"sqlite:///{path}"},
            check=True,
        )
        with contextlib.closing(sqlite3.Connection(path)) as database:
            return heading() + dump(database)


def dump(database: sqlite3.Connection) -> str:
    """Return the statements that make the database again: one a line, its tables by name, and no value of the moment."""
    parts = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    made: dict[str, list[str]] = {"table": [], "index": [], "view": [], "trigger": []}
    for kind, name, sql in parts:
        if not _SHADOW.search(name):
            made[kind].append(_JSON_TYPES.sub("IN ('true','false','null')", sql.replace("\n", " ")))
    tables = [name for kind, name, sql in parts if kind == "table" and "_fts" not in name]
    rows = [line for table in tables for line in _rows(database, table)]
    rows += ["DELETE FROM sqlite_sequence", *_rows(database, "sqlite_sequence")]
    lines = [
        "BEGIN",
        *made["table"],
        *rows,
        *made["index"],
        *made["view"],
        *made["trigger"],
        "COMMIT",
    ]
    return "".join(f"{line};\n" for line in lines)


def _rows(database: sqlite3.Connection, table: str) -> Iterator[str]:
    """Yield one statement with all rows of a table, if it has any."""
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    values_of = ", ".join(
        f"'{OF_THE_MOMENT[name]}'" if name in OF_THE_MOMENT else f'quote("{name}")'
        for name in columns
    )
    found = database.execute(f'SELECT {values_of} FROM "{table}" ORDER BY rowid').fetchall()  # noqa: S608
    if found:
        values = ", ".join(f"({', '.join(row)})" for row in found)
        names = ", ".join(f'"{name}"' for name in columns)
        yield f'INSERT INTO "{table}" ({names}) VALUES {values}'  # noqa: S608 - names of our own tables
