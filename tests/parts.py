"""What `./run test` runs, each part under its own name, with its time.

Parts are cut into pieces that run two at a time, and what a piece says is shown when it has ended;
a piece alone is shown as it goes. A part that cannot run on this machine is skipped with a line that
says what to install; with REQUIRE_ALL=1 that is a failure.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from tests import services


ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
OUR_CODE = [
    "config", "core", "people", "cms", "quizzes", "learning", "ambassadors", "adoption", "demo",
]  # fmt: skip


class Skipped(Exception):
    """This part cannot run here; the message says what to install."""


class Lane(threading.local):
    """Where the parts of a lane write: `stream` is what they say, `folder` is theirs alone."""

    stream: IO[str] = sys.stdout
    folder: Path | None = None


lane = Lane()


def say(text: str) -> None:
    print(text, file=lane.stream, flush=True)


def run(*command: object, **environment: str) -> bool:
    words = [str(word) for word in command]
    say("    $ " + " ".join(words).replace(f"{BIN}/", "").replace(sys.executable, "python"))
    if lane.folder:
        environment = {"VAR_DIR": str(lane.folder)} | environment
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=lane.stream,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode == 0


def all_of(*steps: Callable[[], bool]) -> bool:
    """Every step runs, so that one look shows all that is wrong."""
    done = [step() for step in steps]
    return all(done)


DEPLOYED = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "a-key-of-more-than-fifty-characters-made-for-this-check-0123456789",
    "PSEUDONYM_KEY": "another-key-made-for-this-check-0123456789",
    "DATABASE_URL": "sqlite://:memory:",
    "ALLOWED_HOSTS": "passerelle.exemple.fr",
}


def manage(*arguments: object, **environment: str) -> bool:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings"} | environment
    return run(sys.executable, "-W", "ignore", "manage.py", *arguments, **settings)


def static() -> bool:
    return all_of(
        lambda: run(BIN / "ruff", "check", "."),
        lambda: run(BIN / "ruff", "format", "--check", "."),
        lambda: run(BIN / "mypy", *OUR_CODE),
        lambda: run(BIN / "lint-imports", "--no-cache"),
        lambda: run(BIN / "djangofmt", "check", "templates"),
        lambda: manage("makemigrations", "--check", "--dry-run", "-v0"),
        lambda: manage("build_css", "--check"),
        lambda: run(sys.executable, "-m", "tests.messages"),
        lambda: manage("check_content"),
        lambda: manage("check", "--deploy", "--fail-level", "WARNING", **DEPLOYED),
    )


def pytest(*arguments: object) -> bool:
    return run(sys.executable, "-m", "pytest", "-q", *arguments)


APART = ("tests/adoption", "tests/access")  # the largest folders
REST = [f"--ignore={folder}" for folder in ("tests/e2e", *APART)]


def postgresql() -> bool:
    try:
        services.postgresql_bin()
    except services.Missing as missing:
        raise Skipped(str(missing)) from missing
    return run(
        sys.executable, "-m", "tests.services", "postgresql", "--",
        sys.executable, "-m", "pytest", "--ignore=tests/e2e", "-q", "-m", "postgresql",
    )  # fmt: skip


def browser(half: int) -> bool:
    if not chromium():
        raise Skipped("Chromium is not installed. On Debian: apt-get install chromium")
    stories = sorted(path.relative_to(ROOT) for path in ROOT.glob("tests/e2e/test_*.py"))
    return pytest(
        "-p", "no:django", "-c", "tests/e2e/pytest.ini", "--rootdir", ".",
        "--reruns", "1", "-r", "fER",  # a story that failed and then passed is named, not hidden
        *stories[half::2],
    )  # fmt: skip


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


# The longest first. The first of the browser and of PostgreSQL migrate a database that the others load.
PIECES: dict[str, Callable[[], bool]] = {
    "browser 1": lambda: browser(0),
    "postgresql": postgresql,
    "browser 2": lambda: browser(1),
    "unit 1": lambda: pytest(APART[0]),
    "unit 2": lambda: pytest(*REST),
    "unit 3": lambda: pytest(APART[1]),
    "static": static,
}
PARTS = ("static", "unit", "postgresql", "browser")
AT_ONCE = 2
Result = tuple[str, str, float]  # a piece, what became of it, seconds


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"unknown part: {', '.join(unknown)}; there is {', '.join(PARTS)}")
        return 2
    wanted = [piece for piece in PIECES if piece.split()[0] in (names or PARTS)]
    with databases_of_this_run():
        results = side_by_side(wanted) if len(wanted) > 1 else [outcome(*wanted)]
    print()
    for name, word, seconds in results:
        print(f"{name:12} {word:8} {seconds:6.1f} s")
    passed = sum(word == "passed" for _, word, _ in results)
    skipped = sum(word == "skipped" for _, word, _ in results)
    failed = len(results) - passed - skipped + (skipped if REQUIRE_ALL else 0)
    print(f"parts: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


@contextlib.contextmanager
def databases_of_this_run() -> Iterator[None]:
    """Where nothing is kept from one run to the next, its pieces share what the first of them migrates."""
    with tempfile.TemporaryDirectory() as folder:
        if os.environ.get("CI"):
            os.environ["KEPT_DATABASES"] = folder
        yield


def side_by_side(wanted: list[str]) -> list[Result]:
    print("==> " + ", ".join(wanted) + ": shown as each ends", flush=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [*pool.map(shown_at_the_end, wanted)]


_one_at_a_time = threading.Lock()


def shown_at_the_end(name: str) -> Result:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as stream:
        lane.stream, lane.folder = stream, Path(folder)
        result = outcome(name)
        stream.seek(0)
        with _one_at_a_time:
            shutil.copyfileobj(stream, sys.stdout)
            sys.stdout.flush()
    return result


def outcome(name: str) -> Result:
    say(f"==> {name}")
    start = time.monotonic()
    try:
        word = "passed" if PIECES[name]() else "FAILED"
    except Skipped as reason:
        say(f"    skipped: {reason}")
        word = "skipped"
    return name, word, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
