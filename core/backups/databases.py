"""Dumps a database in one snapshot with its counts, loads it apart from what is there, counts again, puts it in place."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect as open_sqlite
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _

from core.backups.errors import BackupError
from core.backups.sealing import BLOCK
from core.backups.work_folder import work_folder


# Schemas of PostgreSQL: where a backup is prepared before it takes the place of what is there.
PREPARED, EARLIER = "passerelle_restoring", "passerelle_earlier"
LOCK_SECONDS = 10  # what is still at work keeps its locks


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state of the database: rows by table, and its dump, which is read once."""

    rows: dict[str, int]
    dump: Iterator[bytes]


def is_empty() -> bool:
    return not connection.introspection.table_names()


def count_rows(left_out: Sequence[str] = ()) -> dict[str, int]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {name: _count(cursor, name) for name in names if name not in left_out}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
    count: int = cursor.fetchone()[0]
    return count


@contextmanager
def snapshot(left_out: Sequence[str]) -> Iterator[Snapshot]:
    """Yield the database as it is at this moment; of the tables left out, without their rows. Raises BackupError."""
    make = _postgresql_snapshot if connection.vendor == "postgresql" else _sqlite_snapshot
    with make(left_out) as made:
        yield made


@contextmanager
def _postgresql_snapshot(left_out: Sequence[str]) -> Iterator[Snapshot]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        left = [f"--exclude-table-data=public.{table}" for table in left_out]
        command = ["pg_dump", "-Fc", f"--snapshot={name}", "--schema=public", *left]
        yield Snapshot(count_rows(left_out), _output_of(command))


@contextmanager
def _sqlite_snapshot(left_out: Sequence[str]) -> Iterator[Snapshot]:
    with work_folder() as folder:
        path = folder / "copy.sqlite3"
        connection.ensure_connection()
        with closing(open_sqlite(path)) as copy:
            connection.connection.backup(copy)
        with connected_to(NAME=str(path)), connection.cursor() as cursor:
            for table in left_out:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA journal_mode=DELETE")
            rows = count_rows(left_out)
        yield Snapshot(rows, _blocks_of(path))


def _blocks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            yield block


# --- The client programs of PostgreSQL ----------------------------------------------------------------


def _output_of(command: Sequence[str]) -> Iterator[bytes]:
    """Run a client and yield what it writes. Raises BackupError with its last words."""
    with _client(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        while block := process.stdout.read(BLOCK):
            yield block


@contextmanager
def _client(command: Sequence[str], **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a client on this database; it is ended where this fails."""
    words, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    program = [_program(command[0]), *command[1:]]
    if command[0] != "pg_restore":  # which writes SQL, and asks no server
        program += [*words[1:-1], f"--dbname={words[-1]}", "--no-password"]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603
            program, env=os.environ | (environment or {}), stderr=errors, **streams
        )
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            if process.stdout:
                process.stdout.close()
            process.wait()
        if process.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
            wrong = [line for line in said if "error:" in line.lower()] or said
            raise BackupError(f"{command[0]}: {wrong[0] if wrong else process.returncode}")


def _program(name: str) -> str:
    """Return the client that came with the newest server here, else that of the path. Raises BackupError."""
    found = shutil.which(name)
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_major)
    if not found and not newest:
        message = _("%(program)s is not installed. On Debian: apt-get install postgresql-client")
        raise BackupError(message % {"program": name})
    return str(newest[-1]) if newest else str(found)


def _major(path: Path) -> int:
    name = path.parts[-3]
    return int(name) if name.isdigit() else 0


# --- Restoring ----------------------------------------------------------------------------------------


@contextmanager
def connected_to(**changes: Any) -> Iterator[None]:
    """Have the connection of this thread lead elsewhere, then back."""
    usual = connection.settings_dict
    _disconnect()
    connection.settings_dict = usual | changes
    try:
        yield
    finally:
        _disconnect()
        connection.settings_dict = usual


def _disconnect() -> None:
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


@contextmanager
def prepared(dump: Path) -> Iterator[None]:
    """Load a dump beside what is there; the connection leads to it meanwhile, and at the end it takes its place.

    Where something fails before, the database is as it was. Raises BackupError.
    """
    prepare = _prepared_schema if connection.vendor == "postgresql" else _prepared_file
    with prepare(dump):
        yield


@contextmanager
def _prepared_schema(dump: Path) -> Iterator[None]:
    _refuse_extensions()
    load_postgresql(
        dump,
        before=[
            f"SET lock_timeout = '{LOCK_SECONDS}s'",
            f"DROP SCHEMA IF EXISTS {PREPARED} CASCADE",
            f"ALTER SCHEMA public RENAME TO {EARLIER}",
            "CREATE SCHEMA public",
        ],
        after=[
            f"ALTER SCHEMA public RENAME TO {PREPARED}",
            f"ALTER SCHEMA {EARLIER} RENAME TO public",
        ],
    )
    options = connection.settings_dict.get("OPTIONS", {})
    path = f"{options.get('options', '')} -c search_path={PREPARED}"
    try:
        with connected_to(OPTIONS=options | {"options": path}):
            yield
        _replace_schema()
    except BaseException:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {PREPARED} CASCADE")
        raise


def _replace_schema() -> None:
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute(f"ALTER SCHEMA {PREPARED} RENAME TO public")
            cursor.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
    except DatabaseError as error:
        message = _("The database could not be put in place: stop the site, workers and beat, and begin again. (%(error)s)")  # fmt: skip
        raise BackupError(message % {"error": str(error).splitlines()[0]}) from error


def _refuse_extensions() -> None:
    """Refuse where the schema that is replaced holds more than we put there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extname FROM pg_extension WHERE extnamespace = 'public'::regnamespace"
        )
        for (name,) in cursor.fetchall():
            message = _("The extension %(name)s lies in the schema public. First: %(sql)s")
            sql = f"CREATE SCHEMA extensions; ALTER EXTENSION {name} SET SCHEMA extensions;"
            raise BackupError(message % {"name": name, "sql": sql})


def load_postgresql(dump: Path, *, before: Sequence[str] = (), after: Sequence[str] = ()) -> None:
    """Load a dump in one transaction, with statements around it. Raises BackupError; then nothing was changed."""
    read = ["pg_restore", "--no-owner", "--no-acl", "--schema=public", "--file=-", str(dump)]
    write = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "--single-transaction"]
    for statement in before:
        write += ["-c", statement]
    write += ["-f", "-"]
    for statement in after:
        write += ["-c", statement]
    with (
        _client(write, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as psql,
        suppress(BrokenPipeError),
    ):  # where psql has stopped, it says why
        assert psql.stdin
        with _client(read, stdout=subprocess.PIPE) as reading:
            assert reading.stdout
            shutil.copyfileobj(reading.stdout, psql.stdin, BLOCK)
        psql.stdin.close()  # it commits: not before the dump was whole


@contextmanager
def _prepared_file(dump: Path) -> Iterator[None]:
    place = Path(connection.settings_dict["NAME"])
    prepared_file = place.with_name(f".{place.name}.restoring")
    shutil.copyfile(dump, prepared_file)
    try:
        with connected_to(NAME=str(prepared_file)):
            yield
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")
        _disconnect()
        prepared_file.chmod(0o600)
        for name in (f"{place.name}-wal", f"{place.name}-shm"):
            place.with_name(name).unlink(missing_ok=True)
        prepared_file.replace(place)
    finally:
        prepared_file.unlink(missing_ok=True)


def analyse() -> None:
    """Have PostgreSQL count, without which it plans badly until it has done so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def loaded_apart(dump: Path) -> Iterator[None]:
    """Load a dump into a database of its own, to which the connection leads until it is dropped. Raises BackupError."""
    if connection.vendor != "postgresql":
        with connected_to(NAME=str(dump)):
            yield
        return
    name = f"{connection.settings_dict['NAME']}_backup_check"
    quoted = connection.ops.quote_name(name)
    _alone(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
    _alone(f"CREATE DATABASE {quoted} TEMPLATE template0")
    try:
        with connected_to(NAME=name):
            load_postgresql(dump)
            yield
    finally:
        _alone(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _alone(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        message = _("A database for the test cannot be made: %(error)s")
        raise BackupError(message % {"error": str(error).splitlines()[0]}) from error
