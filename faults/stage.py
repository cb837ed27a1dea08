"""The product as an organisation runs it, each process of its own, over the seeded demo.

The web server, the workers and beat are begun with the commands of ops/systemd/, and begun again when they end,
as a supervisor of the system would.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from faults.servers import Database, MailServer, Proxy, Redis, until
from tests import migrated
from tests.e2e import site as sites
from tests.e2e.commands import Commands
from tests.layout import celery_commands, web_command
from tests.services import free_port, postgresql_cluster


RESTART_AFTER = 1.0  # seconds
MONTHS = 3  # of the demo's life
SEEDED = "demo.dump"


class Process:
    """A program in a group of its own. Killed alone, it may leave children, which end with it as under a supervisor."""

    def __init__(self, name: str, command: list[str], settings: dict[str, str], log: Path) -> None:
        self.name, self.command, self.settings, self.log = name, command, settings, log
        self.process: subprocess.Popen[bytes] | None = None
        self.is_wanted = False
        self.starts = 0

    def start(self) -> None:
        self.is_wanted = True
        self.starts += 1
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=sites.ROOT, env=os.environ | self.settings,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def workers(self) -> list[int]:
        """The processes that this one has begun for its work."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        with contextlib.suppress(OSError):
            return [pid for pid in map(int, children.read_text().split()) if _does_work(pid)]
        return []

    def kill_group(self) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        self.is_wanted = False
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=10)
        self.kill_group()


def _does_work(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


@dataclass
class Stage:
    folder: Path
    database: Database
    redis: Redis
    mail: MailServer
    to_database: Proxy
    settings: dict[str, str]
    commands: Commands
    processes: dict[str, Process] = field(default_factory=dict)
    ending: threading.Event = field(default_factory=threading.Event)
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return self.settings["BASE_URL"]

    def shell(self, code: str) -> str:
        """Return what Python prints that runs with Django and a way of its own to the database."""
        return self.manage("shell", "-v0", "--no-imports", "-c", code).strip()

    def manage(self, *words: str) -> str:
        with self.one_at_a_time:
            return self.commands.run(*words)

    def workers(self) -> list[Process]:
        return [one for name, one in self.processes.items() if name.startswith("worker")]

    def start(self) -> None:
        for process in self.processes.values():
            process.start()
        threading.Thread(target=self._supervise, daemon=True).start()
        wait_for_site(self.url)

    def _supervise(self) -> None:
        while not self.ending.wait(RESTART_AFTER):
            for process in self.processes.values():
                is_over = process.process is not None and process.process.poll() is not None
                if process.is_wanted and is_over:
                    process.kill_group()
                    process.start()

    def mend(self) -> None:
        """Bring back what a case that failed half way has left stopped or spoilt."""
        self.to_database.manner, self.to_database.delay = "ok", 0.0
        self.mail.manner = "ok"
        for server in (self.database, self.redis, self.mail):
            server.start()
        for process in self.processes.values():
            process.is_wanted = True

    def stop(self) -> None:
        self.ending.set()
        for process in self.processes.values():
            process.stop()

    @contextlib.contextmanager
    def another_web(self, *before: str, cwd: Path | None = None, **settings: str) -> Iterator[str]:
        """Serve at another address, behind the words of `before`, with other settings or other code."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        here = dict(self.settings) | {"BASE_URL": url} | settings
        log = self.folder / "another.log"
        with log.open("ab") as stream:
            process = subprocess.Popen(
                [*before, *_web(port, workers=1)], cwd=cwd or sites.ROOT, env=os.environ | here,
                stdout=stream, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        try:
            wait_for_site(url)
            yield url
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for_site(url: str) -> None:
    """Wait until people can sign in, whatever a probe says of the rest."""

    def is_there() -> bool:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{url}/compte/connexion/", timeout=5) as answer,
        ):
            return answer.status == 200
        return False

    until(is_there, f"{url} answers", 120)


def _web(port: int, workers: int | None = None) -> list[str]:
    return web_command(port, **{"workers": workers} if workers else {})


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """The servers and processes of a run, over the seeded demo."""
    with contextlib.ExitStack() as stack:
        top = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="passerelle-faults-", ignore_cleanup_errors=True)
        )
        cluster = stack.enter_context(postgresql_cluster())
        database, redis, mail, proxy = Database(cluster), Redis(), MailServer(), Proxy(cluster.port)
        stack.callback(database.start)  # it is stopped with its cluster
        for server in (redis, mail, proxy):
            server.start()
            stack.callback(server.stop)
        whole = _stage(Path(top), database, redis, mail, proxy)
        stack.callback(whole.commands.close)
        seed_or_load(database, whole.commands.settings, Path(top))
        stack.callback(whole.stop)
        whole.start()
        yield whole


def _stage(folder: Path, database: Database, redis: Redis, mail: MailServer, proxy: Proxy) -> Stage:
    port = free_port()
    settings = sites.environment(
        folder,
        DATABASE_URL=database.url.replace(str(database.cluster.port), str(proxy.port)),
        REDIS_URL=redis.url,
        CELERY_BROKER_URL=redis.url.replace("/0", "/1"),
        EMAIL_URL=mail.url,
        EMAIL_TIMEOUT="5",
        BASE_URL=f"http://127.0.0.1:{port}",
        MAIL_QUIET_FROM="8",
        MAIL_QUIET_UNTIL="8",
        MAIL_QUIET_WEEKENDS="0",
    )
    whole = Stage(
        folder, database, redis, mail, proxy, settings,
        Commands(settings | {"DATABASE_URL": database.url, "CELERY_BROKER_URL": settings["CELERY_BROKER_URL"]}),
    )  # fmt: skip
    commands = {"web": _web(port)}
    started = celery_commands()
    beat = started.pop("beat")
    for number, words in enumerate(started.values(), 1):
        commands[f"worker {number}"] = [*words, "-n", f"w{number}@stage"]
    commands["beat"] = beat
    whole.processes = {
        name: Process(name, command, settings, folder / f"{name}.log")
        for name, command in commands.items()
    }
    return whole


def seed_or_load(database: Database, settings: dict[str, str], folder: Path) -> None:
    """Load the demo as it was seeded today, by this code or an earlier one, and bring it up to date; or seed it."""
    kept = migrated.kept_folder()
    today = datetime.now(tz=ZoneInfo("Europe/Paris")).date()
    place = kept / f"{today}.faults" if kept else None
    if place and place.exists():
        database.program("pg_restore", "--no-owner", "-d", database.url, place / SEEDED)
        shutil.copytree(place, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(SEEDED))
        sites.manage("migrate", "-v0", **settings)
        return
    migrated.load(database.url)
    sites.manage("migrate", "-v0", **settings)
    migrated.keep(database.url)
    sites.manage("seed_demo", "--months", str(MONTHS), **settings | {"CELERY_BROKER_URL": ""})
    if place:
        _keep(database, folder, place)


def _keep(database: Database, folder: Path, place: Path) -> None:
    for earlier in place.parent.glob("*.faults"):
        shutil.rmtree(earlier, ignore_errors=True)
    part = place.with_suffix(f".{os.getpid()}")
    shutil.copytree(folder, part)
    database.program("pg_dump", "-Fc", "-f", part / SEEDED, database.url)
    part.replace(place)


def wait_for_rest(stage: Stage, seconds: float = 180) -> float:
    """Wait until nothing is under way or due, without the pauses between two tries. Returns how long that took."""
    from faults.invariants import AT_REST

    def is_at_rest() -> bool:
        stage.database.ask(
            "UPDATE people_outboxtask SET next_try_at = now() WHERE status = 'waiting'"
        )
        return stage.shell(AT_REST) == "0"

    return until(is_at_rest, "the outbox is empty", seconds)
