"""The servers that a fault hits: PostgreSQL, Redis, a mail server, a proxy between two of them."""

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests import migrated
from tests.services import Cluster, Missing, _wait_for, free_port


class Database:
    """A PostgreSQL server whose commits outlive it."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.url = cluster, cluster.address
        self.stop()
        self.start()

    def start(self, **options: object) -> None:
        """Start it, unless it is there, with these settings beside those of the tests."""
        if self.is_there():
            return
        options = {"synchronous_commit": "on", "max_connections": 100} | options
        words = " ".join(f"-c {name}={value}" for name, value in options.items())
        replace(self.cluster, options=f"{self.cluster.options} {words}").start()

    def is_there(self) -> bool:
        return Path(self.cluster.folder, "data", "postmaster.pid").exists()

    def stop(self) -> None:
        """Stop it at once: what was under way is undone when it starts."""
        if self.is_there():
            self.cluster.stop()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def program(self, name: str, *words: object) -> subprocess.CompletedProcess[str]:
        """Run a client that came with the server."""
        command = [migrated._client(name), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=False)


class Redis:
    """A Redis server without a file: stopped, it has lost everything."""

    def __init__(self) -> None:
        found = shutil.which("redis-server")
        if not found:
            raise Missing("Redis is not installed. On Debian: apt-get install redis-server")
        self.program, self.port = found, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        if self.process:
            return
        options = ["--port", self.port, "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"]  # noqa: S108
        self.process = subprocess.Popen(
            [self.program, *map(str, options)], stdout=subprocess.DEVNULL
        )
        _wait_for(self.port, self.process)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def client(self, number: int = 0) -> Any:
        import redis

        return redis.Redis(port=self.port, db=number)


class MailServer:
    """Counts the mails that it takes, by recipient and Message-ID, and errs as `manner` says.

    ok · busy (451) · refuses (550) · slow (takes `seconds`) · hangs · cuts (takes the mail, and ends the
    connection before it says so).
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.manner, self.seconds = "ok", 0.0
        self.taken: Counter[tuple[str, str]] = Counter()
        self.sessions = 0
        self.controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        if self.controller:
            return
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.manner == "busy":
            return "451 Busy"
        if self.manner == "refuses":
            return "550 Not here"
        if self.manner == "slow":
            await asyncio.sleep(self.seconds)
        if self.manner == "hangs":
            await asyncio.sleep(3600)
        found = [
            line[12:].strip()
            for line in envelope.content.decode("utf-8", "replace").splitlines()
            if line.lower().startswith("message-id: ")
        ]
        for recipient in envelope.rcpt_tos:
            self.taken[recipient, found[0] if found else ""] += 1
        if self.manner == "cuts":
            server.transport.abort()
        return "250 OK"

    def doubled(self) -> int:
        """Count the mails that somebody got more than once."""
        return sum(count - 1 for count in self.taken.values())


class Proxy:
    """A TCP proxy that errs as `manner` says: ok · refuses · hangs · drops (the answer) · cuts (after `limit` bytes).

    `delay`: seconds before each part of an answer.
    """

    def __init__(self, target: int) -> None:
        self.port, self.target = free_port(), target
        self.manner, self.delay, self.limit = "ok", 0.0, 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()

    def start(self) -> None:
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def cut(self) -> None:
        """End every connection under way."""
        for writer in list(self._writers):
            self._loop.call_soon_threadsafe(writer.transport.abort)

    async def _listen(self) -> None:
        await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            if self.manner == "refuses":
                return
            there, beyond = await asyncio.open_connection("127.0.0.1", self.target)
            ends.append(beyond)
            self._writers.update(ends)
            await asyncio.gather(self._pass(reader, beyond), self._answer(there, writer))
        except OSError:
            pass
        finally:  # as the kernel does for a process that is gone
            self._writers.difference_update(ends)
            for end in ends:
                end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(65536):
            while self.manner == "hangs":
                await asyncio.sleep(0.05)
            writer.write(part)
            await writer.drain()
        writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = 0
        while part := await reader.read(65536):
            while self.manner == "hangs":
                await asyncio.sleep(0.05)
            await asyncio.sleep(self.delay)
            passed += len(part)
            if self.manner == "drops" or (self.manner == "cuts" and passed > self.limit):
                break
            writer.write(part)
            await writer.drain()
        writer.transport.abort()


@contextlib.contextmanager
def small_disk(mebibytes: int = 1) -> Iterator[Path]:
    """A file system of its own that is soon full. Raises Missing where this process may not mount one."""
    with tempfile.TemporaryDirectory(prefix="passerelle-disk-") as top:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", top]
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            raise Missing("a file system cannot be mounted here: root is needed")
        try:
            yield Path(top)
        finally:
            subprocess.run(["umount", "-l", top], check=True)


def fill(folder: Path) -> Path:
    """Write until nothing more fits."""
    file = folder / "filler"
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as filler:
        while True:
            filler.write(b"0" * 4096)
    return file


def until(is_so: Any, what: str, seconds: float = 60) -> float:
    """Wait until it is so. Returns how long it took; raises AssertionError when it never is."""
    start = time.monotonic()
    while not is_so():
        if time.monotonic() - start > seconds:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.2)
    return time.monotonic() - start
