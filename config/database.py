"""Makes the DATABASES setting: SQLite's pragmas; PostgreSQL's pool, keepalives and time limits by role of the process."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


SQLITE = "django.db.backends.sqlite3"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;"  # what is deleted is overwritten
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, 0 for none. `wait`: for a connection of the pool."""

    wait: float
    statement: int
    lock: int
    idle_in_transaction: int

    def as_server_options(self) -> str:
        return (
            f"-c statement_timeout={self.statement}s -c lock_timeout={self.lock}s "
            f"-c idle_in_transaction_session_timeout={self.idle_in_transaction}s "
            "-c jit=off"  # compiling our longest queries takes ten times as long as running them
        )


# Django asks for True itself; core.postgresql binds so what is compiled once, and nothing else.
PREPARED = {"server_side_binding": True, "prepare_threshold": 5}
HOUR = 60 * 60
LIMITS = {
    "web": Limits(wait=1.5, statement=15, lock=5, idle_in_transaction=60),
    "worker": Limits(wait=30, statement=HOUR, lock=300, idle_in_transaction=HOUR),
    "command": Limits(wait=30, statement=0, lock=300, idle_in_transaction=0),
    # A migration that waits for a table makes everybody wait behind it: rather it fails, and is begun again.
    "migration": Limits(wait=30, statement=0, lock=5, idle_in_transaction=0),
}


def process_role(argv: list[str]) -> str:
    """Return how a process was begun. The site says so itself, in config/wsgi.py."""
    program = Path(argv[0])
    if "celery" in (program.name, program.parent.name):
        return "worker"
    return "migration" if argv[1:2] in (["migrate"], ["restore"]) else "command"


def owner(env: environ.Env) -> dict[str, Any]:
    """Return how whoever owns the tables connects; empty where that is the site itself."""
    return env.db_url("DATABASE_OWNER_URL") if env.str("DATABASE_OWNER_URL", default="") else {}


def admin_url(env: environ.Env) -> str:
    """Return as whom PostgreSQL is prepared: a superuser, by default as the socket of this machine knows it."""
    return env.str("DATABASE_ADMIN_URL", default="postgresql:///postgres?host=/var/run/postgresql")


def database_settings(env: environ.Env, default_url: str) -> dict[str, Any]:
    database = env.db_url("DATABASE_URL", default=default_url)
    if database["ENGINE"] == SQLITE:
        return database | {"OPTIONS": SQLITE_OPTIONS}
    role = env.str("DATABASE_ROLE", default="") or process_role(sys.argv)
    if role not in LIMITS:
        raise ImproperlyConfigured(f"DATABASE_ROLE is one of {', '.join(LIMITS)}.")
    if role == "migration":
        database = owner(env) or database
    usual = LIMITS[role]
    if role == "web" and not (
        env.str("CELERY_BROKER_URL", default="") or env.str("REDIS_URL", default="")
    ):
        usual = replace(LIMITS["worker"], wait=usual.wait)  # the site does the background work too
    limits = Limits(
        usual.wait,
        env.int("DATABASE_STATEMENT_SECONDS", default=usual.statement),
        env.int("DATABASE_LOCK_SECONDS", default=usual.lock),
        env.int("DATABASE_IDLE_SECONDS", default=usual.idle_in_transaction),
    )
    options = _postgresql_options(limits, at_once=4 if role == "web" else 1)
    if env.bool("DATABASE_PREPARED_STATEMENTS", default=True):
        options |= PREPARED
    options |= database.get("OPTIONS", {})
    return database | {"ENGINE": "core.postgresql", "OPTIONS": options}


def _postgresql_options(limits: Limits, *, at_once: int) -> dict[str, Any]:
    """Return options of libpq and of the pool, which is filled for so many threads.

    A host that is gone is noticed as soon as one that refuses.
    """
    return {
        "connect_timeout": 2,
        "tcp_user_timeout": int(limits.wait * 1000),
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "options": limits.as_server_options(),
        "pool": {
            "min_size": at_once,
            "max_size": 10,
            "timeout": limits.wait,
            "reconnect_timeout": 0,  # the next request tries again: the pool would, ever more rarely
        },
    }
