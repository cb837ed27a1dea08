"""The servers that docs/runbook.md names for production: PostgreSQL, Redis, and granian before the site.

One of each for a whole run. Each part has a database of its own, copied from one that was migrated, or seeded with
the demo, once.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, cast

import psycopg
from redis import Redis

from benchmarks.machine import cpu_seconds
from tests.e2e import site as sites
from tests.layout import web_command
from tests.services import free_port, postgresql_cluster, redis


BLOCKING_THREADS = 4


@dataclass(frozen=True)
class Web:
    url: str
    pid: int


class Outcome(NamedTuple):
    seconds: float
    peak_mib: int
    said: str  # its last line


@dataclass
class Servers:
    """Servers that run. `address`: of the database that the cluster was made with, its name left out."""

    folder: Path
    address: str
    cache_url: str
    made: set[str] = field(default_factory=set)

    def settings(self, name: str, *, has_demo: bool = False) -> dict[str, str]:
        """Make a database and a folder of this name, and an empty cache."""
        template = self._demo() if has_demo else self._migrated()
        self._copy(template, name)
        if has_demo:
            sites.copy_of(self.folder / template, self.folder / name)
        self._redis.flushall()
        return self._environment(name, CELERY_BROKER_URL=self.cache_url)

    def drop(self, name: str) -> None:
        self._tell(f"DROP DATABASE {name} (FORCE)")
        shutil.rmtree(self.folder / name, ignore_errors=True)

    @contextlib.contextmanager
    def serving(
        self,
        settings: dict[str, str],
        module: str = "config.wsgi",
        *,
        workers: int = 1,
        threads: int = BLOCKING_THREADS,
    ) -> Iterator[Web]:
        port = free_port()
        sizes = {"workers": workers, "blocking_threads": threads, "log_level": "warning"}
        command = web_command(port, module, **sizes)
        url = f"http://127.0.0.1:{port}"
        with sites.background(command, settings | {"BASE_URL": url}) as process:
            sites.wait_until_ready(url, seconds=120)
            yield Web(url, process.pid)

    def run(self, settings: dict[str, str], *command: str) -> tuple[dict[str, float], Outcome]:
        """Processor milliseconds of a command of manage.py, its start included, and of the database meanwhile."""
        database, began = cpu_seconds(self.database_pid), time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "manage.py", *command],
            cwd=sites.ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        with process.stdout as printed:
            lines = printed.read().strip().splitlines()
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said = lines[-1] if lines else ""
        if process.returncode:
            raise RuntimeError(f"manage.py {command[0]} ended with {process.returncode}: {said}")
        seconds = time.perf_counter() - began
        ms: dict[str, float] = {
            "process": round(1000 * (used.ru_utime + used.ru_stime)),
            "database": round(1000 * (cpu_seconds(self.database_pid) - database)),
        }
        return ms, Outcome(round(seconds, 1), used.ru_maxrss // 1024, said)

    def cpu(self, web: Web) -> dict[str, float]:
        """Seconds of processor that each server has used, all its processes together."""
        return {
            "web": cpu_seconds(web.pid),
            "database": cpu_seconds(self.database_pid),
            "cache": cpu_seconds(self.cache_pid),
        }

    @cached_property
    def database_pid(self) -> int:
        [[folder]] = self._tell("SHOW data_directory")
        return int(Path(folder, "postmaster.pid").read_text().split()[0])

    @cached_property
    def cache_pid(self) -> int:
        return cast(dict, self._redis.info("server"))["process_id"]

    @cached_property
    def versions(self) -> dict[str, str]:
        [[postgresql]] = self._tell("SHOW server_version")
        redis_version = cast(dict, self._redis.info("server"))["redis_version"]
        return {"postgresql": postgresql.split()[0], "redis": redis_version}

    @cached_property
    def _redis(self) -> Redis:
        return Redis.from_url(self.cache_url)

    def _migrated(self) -> str:
        return self._make("migrated", "template0", sites.migrate)

    def _demo(self) -> str:
        # A task that no worker takes would be missing from the demo: without a broker it is done at once.
        seed = ("seed_demo", "--if-empty")
        return self._make("demo", self._migrated(), lambda given: sites.manage(*seed, **given))

    def _make(self, name: str, template: str, fill: Any) -> str:
        if name not in self.made:
            self._copy(template, name)
            fill(self._environment(name))
            self._tell("VACUUM ANALYZE", name)
            self.made.add(name)
        return name

    def _copy(self, template: str, name: str) -> None:
        (self.folder / name).mkdir()
        self._tell(f"CREATE DATABASE {name} TEMPLATE {template}")

    def _environment(self, name: str, **more: str) -> dict[str, str]:
        database = {"DATABASE_URL": f"{self.address}/{name}", "REDIS_URL": self.cache_url}
        return sites.environment(self.folder / name, **database, **more)

    def _tell(self, statement: str, database: str = "postgres") -> list[tuple]:
        with psycopg.connect(f"{self.address}/{database}", autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def servers() -> Iterator[Servers]:
    """Start the servers. Raises tests.services.Missing where one is not installed."""
    with (
        tempfile.TemporaryDirectory(prefix="passerelle-bench-", ignore_cleanup_errors=True) as top,
        postgresql_cluster(is_durable=True) as cluster,
        redis() as cache,
    ):
        yield Servers(Path(top), cluster.address.rpartition("/")[0], cache["REDIS_URL"])


def in_own_process(module: str, settings: dict[str, str], *words: str) -> Any:
    """Return what the module, run with these words, prints as JSON on its last line."""
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", *words]
    told = subprocess.run(
        command, cwd=sites.ROOT, env=os.environ | settings, stdout=subprocess.PIPE, check=True
    )
    return json.loads(told.stdout.decode().splitlines()[-1])


def shell(settings: dict[str, str], code: str) -> str:
    """Return the last line that this Python prints."""
    printed = sites.manage("shell", "-v0", "--no-imports", "-c", code, **settings)
    return printed.strip().rpartition("\n")[2]
