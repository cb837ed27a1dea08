"""A served copy of the demo: the real server and worker over a database that a test may spoil."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests import migrated
from tests.e2e import evidence
from tests.e2e.commands import Commands
from tests.services import free_port


ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PASSWORD = "passerelle-demo"
NADIA = "nadia.benali@exemple.fr"  # an agent
MARC = "marc.lefevre@exemple.fr"  # an ambassador
SYLVIE = "sylvie.le-goff@exemple.fr"  # Nadia's manager
CLAIRE = "claire.dumont@exemple.fr"  # training manager
INES = "ines.caradec@exemple.fr"  # editor
HELENE = "helene.vasseur@exemple.fr"  # data protection officer
YANN = "yann.kerbrat@exemple.fr"  # administrator


@dataclass(frozen=True)
class Site:
    url: str
    environment: dict[str, str]
    commands: Commands

    def manage(self, *arguments: str) -> str:
        return self.commands.run(*arguments)

    def shell(self, code: str) -> str:
        """What a line of Python prints with the models of this site at hand."""
        return self.manage("shell", "-v0", "-c", code).strip()

    def open_accounts(self, *names: str) -> list[str]:
        """Give these people the password of the demo. Returns what they sign in with."""
        code = (
            "from people.models import Person\n"
            f"for name in {names!r}:\n"
            "    person = next(p for p in Person.objects.order_by('pk') if str(p) == name)\n"
            f"    person.set_password({PASSWORD!r})\n"
            "    person.save()\n"
            "    print(person.email or person.staff_number)"
        )
        return self.shell(code).splitlines()


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "browser-tests-only",
        "PSEUDONYM_KEY": "browser-tests-only-pseudonym-key",
        "SHARING_KEY": "YnJvd3Nlci10ZXN0cy1vbmx5LXNoYXJpbmcta2V5LTE=",
        "SERVE_OVER_HTTP": "1",
        "REQUIRE_SECOND_FACTOR": "0",
        "STATIC_MANIFEST": "0",
        "LOG_LEVEL": "WARNING",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'passerelle.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "CELERY_BROKER_URL": "",
        "EMAIL_URL": "memorymail://",
    } | more


def manage(*arguments: str, **settings: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {arguments[0]}: {done.stdout}\n{done.stderr}")
    return done.stdout


# All that the demo is made from.
SEEDED_FROM = (
    "config/**/*", "core/**/*", "people/**/*", "cms/**/*", "quizzes/**/*", "learning/**/*", "ambassadors/**/*",
    "adoption/**/*", "demo/**/*", "content/**/*", "locale/**/*", "templates/**/*", "requirements.txt", "tests/e2e/site.py",
)  # fmt: skip


def seed(settings: dict[str, str]) -> None:
    migrate(settings)
    manage("seed_demo", "--if-empty", **settings)


def migrate(settings: dict[str, str]) -> None:
    database = settings["DATABASE_URL"].replace("sqlite:///", "file:")
    migrated.load(database)
    manage("migrate", "-v0", **settings)
    migrated.keep(database)


def seed_or_load(folder: Path) -> None:
    """The demo in SQLite, as it was seeded today from the same files if it was."""
    make_or_load("demo", folder, lambda: seed(environment(folder)))


def load_courses(folder: Path) -> None:
    """The starter courses with nobody to read them: most of the time that a demo takes goes into these."""

    def load() -> None:
        migrate(environment(folder))
        for language in ("fr", "en"):
            content = f"content/{language}"
            manage("load_content", content, "--no-variant", **environment(folder))

    make_or_load("courses", folder, load)


def seed_campaign(folder: Path, name: str, staff: int) -> None:
    """A campaign of the demo, over courses that are loaded already: it changes what its variant changes."""

    def seed() -> None:
        load_courses(folder)
        manage("seed_demo", "--campaign", name, "--staff", str(staff), **environment(folder))

    make_or_load(f"{name}-{staff}", folder, seed)


def make_or_load(what: str, folder: Path, make: Callable[[], None]) -> None:
    """Fill a folder with what was made today from the same files, or make it and keep it."""
    kept = migrated.kept_folder()
    if not kept:
        make()
        return
    today = datetime.now(tz=ZoneInfo("Europe/Paris")).date()
    kept /= f"{migrated.digest(SEEDED_FROM, f'{sys.version} {today}')}.{what}"
    if not kept.exists():
        make()
        for earlier in kept.parent.glob(f"*.{what}"):
            shutil.rmtree(earlier, ignore_errors=True)
        part = kept.with_suffix(f".{os.getpid()}")
        copy_of(folder, part)
        part.replace(kept)
    copy_of(kept, folder)


def copy_of(seeded: Path, folder: Path) -> None:
    shutil.copytree(seeded, folder, dirs_exist_ok=True)


@contextlib.contextmanager
def served(settings: dict[str, str]) -> Iterator[Site]:
    with loaded(settings) as commands, serving(commands) as site:
        yield site


@contextlib.contextmanager
def loaded(settings: dict[str, str]) -> Iterator[Commands]:
    """A process that has loaded Django with these settings, for a site that is served more than once at one address."""
    address = {"BASE_URL": f"http://127.0.0.1:{free_port()}"}
    watched = settings | evidence.settings(settings)
    with contextlib.closing(Commands(watched | address)) as commands:
        yield commands


@contextlib.contextmanager
def serving(commands: Commands) -> Iterator[Site]:
    url = commands.settings["BASE_URL"]
    with commands.serving(int(url.rpartition(":")[2])):
        wait_until_ready(url)
        site = Site(url, commands.settings, commands)
        yield site
        evidence.keep_site(site)


@contextlib.contextmanager
def worker(settings: dict[str, str]) -> Iterator[None]:
    command = [BIN / "celery", "-A", "config", "worker", "--pool", "solo", "--loglevel", "WARNING"]
    with background(command, settings):
        yield


@contextlib.contextmanager
def background(command: list, settings: dict[str, str]) -> Iterator[subprocess.Popen]:
    with open(settings.get("SERVER_LOG", os.devnull), "a") as log:
        process = subprocess.Popen(
            [str(word) for word in command], cwd=ROOT, env=os.environ | settings,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # also the workers of a parent that has gone
            process.wait()


def eventually(is_so: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Until it is so, which another process brings about."""
    limit = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > limit:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.2)


def wait_until_ready(url: str, seconds: float = 40) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{url}/sante/pret", timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer in {seconds:.0f} s")
