"""A database that is migrated once for each set of migrations, not once for each that is needed.

What is kept is a copy of the database after `migrate`, under .cache/ and named by all that it hangs on; it is loaded
into a new database, where `migrate` then finds nothing left to do. With CI=true nothing is kept from one run to the
next: `tests.parts` names a folder for its own run (KEPT_DATABASES), where the first that needs a database migrates it.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from tests import services


ROOT = Path(__file__).parents[1]
# All migrations with what they call of our code, the packages that bring others, and this file.
HANGS_ON = (
    "*/migrations/*.py", "core/*.py", "config/settings.py", "tests/settings.py", "tests/migrated.py",
    "requirements-dev.txt",
)  # fmt: skip


@contextlib.contextmanager
def loaded() -> Iterator[None]:
    """The database that Django is about to make for the tests is the kept one, for as long as this lasts."""
    from django.db import connection

    with contextlib.ExitStack() as stack:
        if connection.vendor == "postgresql":
            template = connection.settings_dict | {"NAME": "migrated"}
            with connection._nodb_cursor() as cursor:
                cursor.execute("CREATE DATABASE migrated")
            if load(_address(template)):
                connection.settings_dict["TEST"]["TEMPLATE"] = template["NAME"]
        elif connection.is_in_memory_db():
            there = connection.creation._get_test_db_name()
            stack.enter_context(contextlib.closing(sqlite3.connect(there, uri=True)))
            load(there)
        yield


def keep_tested() -> None:
    """Keep the database that Django has made for the tests."""
    from django.db import connection

    if connection.vendor == "postgresql":
        keep(_address(connection.settings_dict))
    elif connection.is_in_memory_db():
        keep(connection.creation._get_test_db_name())


def load(database: str) -> bool:
    """Fill an empty database, named by its URI, with the kept one, if there is one."""
    kept = _place(database)
    if not kept or not kept.exists():
        return False
    if _is_postgresql(database):
        quietly = ["-qX", "-o", os.devnull, "-v", "ON_ERROR_STOP=1"]
        subprocess.run([_client("psql"), *quietly, "-d", database, "-f", kept], check=True)
    else:
        _copy(f"file:{kept}", database)
    return True


def keep(database: str) -> None:
    """What has been migrated, whole or not at all; earlier ones are forgotten."""
    kept = _place(database)
    if not kept or kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    for earlier in kept.parent.glob(f"*{kept.suffix}"):
        earlier.unlink(missing_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    if _is_postgresql(database):
        subprocess.run([_client("pg_dump"), "--no-owner", "-d", database, "-f", part], check=True)
    else:
        _copy(database, f"file:{part}")
    part.replace(kept)


def _is_postgresql(database: str) -> bool:
    return database.startswith("postgres")


def _address(settings: dict) -> str:
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)


def _client(program: str) -> str:
    """A program that came with the server, or is on the path."""
    places = [str(services.postgresql_bin()), os.environ.get("PATH", "")]
    found = shutil.which(program, path=os.pathsep.join(places))
    if not found:
        raise services.Missing(f"{program} is not installed. On Debian: apt-get install postgresql")
    return found


def _copy(from_uri: str, to_uri: str) -> None:
    with (
        contextlib.closing(sqlite3.connect(from_uri, uri=True)) as source,
        contextlib.closing(sqlite3.connect(to_uri, uri=True)) as copy,
    ):
        source.backup(copy)
        # A story's database writes ahead; loaded into memory such a one cannot be rewritten by VACUUM.
        copy.execute("PRAGMA journal_mode=DELETE")


def kept_folder() -> Path | None:
    """None where nothing is kept."""
    if "KEPT_DATABASES" in os.environ:
        return Path(os.environ["KEPT_DATABASES"])
    return None if os.environ.get("CI") else ROOT / ".cache" / "databases"


def _place(database: str) -> Path | None:
    folder = kept_folder()
    if not folder:
        return None
    kind, made_by = "sqlite3", f"{sys.version} {sqlite3.sqlite_version}"
    if _is_postgresql(database):
        try:
            version = [_client("pg_dump"), "--version"], [_client("psql"), "--version"]
        except services.Missing:
            return None
        kind = "sql"
        made_by = "".join(subprocess.check_output(command, text=True) for command in version)
    return folder / f"{digest(HANGS_ON, made_by)}.{kind}"


def digest(patterns: Iterable[str], made_by: str) -> str:
    """Of all files of the project that the patterns name."""
    whole = sha256(made_by.encode())
    found = {path for each in patterns for path in ROOT.glob(each) if path.is_file()}
    for path in sorted(path for path in found if path.suffix != ".pyc"):
        whole.update(f"{path.relative_to(ROOT)} {sha256(path.read_bytes()).hexdigest()}".encode())
    return whole.hexdigest()[:32]
