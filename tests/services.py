"""Servers of our own for a test run: PostgreSQL and Redis on free ports of the loopback, in a folder.

`python -m tests.services postgresql[,redis] -- COMMAND...` runs COMMAND with their addresses in the
environment and ends them by their own process ids.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Missing(Exception):
    """A server is not installed here; the message says what to install."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def postgresql_bin() -> Path:
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise Missing("PostgreSQL is not installed. On Debian: apt-get install postgresql")


def _as_server_user() -> list[str]:
    """PostgreSQL refuses to run as root: Debian's package brings a user for it."""
    if os.geteuid() != 0:
        return []
    return ["runuser", "-u", "postgres", "--"]


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that can be stopped and started again."""

    control: list[Any]
    options: str
    port: int
    folder: str

    @property
    def address(self) -> str:
        return f"postgres://passerelle@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self._run("-o", self.options, "start")

    def stop(self) -> None:
        self._run("-m", "immediate", "stop")

    def _run(self, *words: str) -> None:
        command = [*self.control, *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


@contextlib.contextmanager
def postgresql_cluster(*, is_durable: bool = False) -> Iterator[Cluster]:
    """With `is_durable`, each commit is written to the disk first, as in an installation."""
    folder = postgresql_bin()
    with tempfile.TemporaryDirectory(prefix="passerelle-pg-", ignore_cleanup_errors=True) as top:
        data, port = Path(top) / "data", free_port()
        if os.geteuid() == 0:
            shutil.chown(top, "postgres")
        prefix = _as_server_user()
        subprocess.run(
            [*prefix, folder / "initdb", "-D", data, "-U", "passerelle", "-A", "trust",
             "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8"],
            check=True, stdout=subprocess.DEVNULL, cwd=top,
        )  # fmt: skip
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={top} "
            "-c max_connections=60"
        )
        if not is_durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        control = [*prefix, folder / "pg_ctl", "-D", data, "-w", "-l", Path(top) / "log"]
        cluster = Cluster(control, options, port, top)
        cluster.start()
        try:
            yield cluster
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):  # stopped by a test
                cluster.stop()


@contextlib.contextmanager
def postgresql(*, is_durable: bool = False) -> Iterator[dict[str, str]]:
    with postgresql_cluster(is_durable=is_durable) as cluster:
        yield {"DATABASE_URL": cluster.address}


@contextlib.contextmanager
def redis(port: int = 0) -> Iterator[dict[str, str]]:
    program = shutil.which("redis-server")
    if not program:
        raise Missing("Redis is not installed. On Debian: apt-get install redis-server")
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="passerelle-redis-") as top:
        process = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", top],
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(port, process)
            yield {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=10)


def _wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 15) -> None:
    """Until something answers on the port. Raises RuntimeError when the process ends or time is up."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")


SERVICES = {"postgresql": postgresql, "redis": redis}


def main(arguments: list[str]) -> int:
    names, _, command = arguments[0], arguments[1], arguments[2:]
    with contextlib.ExitStack() as stack:
        environment = dict(os.environ)
        for name in names.split(","):
            environment |= stack.enter_context(SERVICES[name]())
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
