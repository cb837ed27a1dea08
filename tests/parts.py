"""What `./run test` runs, each part under its own name, with its time.

Without a word: the tests that a change can break, and the proofs of privacy and access. `--changed [BASE]`: the first of
these alone; of the proofs, those that were edited. Both leave out what is marked `full`, save in a test file that was
itself edited. `--full`, or the name of a part: every test. The change is what follows BASE or the commit before the
last, with what is not committed.

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
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from tests import selection, services
from tests.imports import OUR_CODE, ROOT, files_of_tests


BIN = Path(sys.executable).parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"


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
    return status_of(*command, **environment) == 0


def status_of(*command: object, **environment: str) -> int:
    words = [str(word) for word in command]
    shown = [*words[:20], f"… and {len(words) - 20} more"] if len(words) > 21 else words
    say("    $ " + " ".join(shown).replace(f"{BIN}/", "").replace(sys.executable, "python"))
    if lane.folder:
        environment = {"VAR_DIR": str(lane.folder)} | environment
    return subprocess.run(
        words,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=lane.stream,
        stderr=subprocess.STDOUT,
        check=False,
    ).returncode


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


@dataclass(frozen=True)
class Choice:
    """The test files to run, and those among them that were edited. Without files: every test of each."""

    files: frozenset[str] | None = None
    edited: frozenset[str] = frozenset()

    @classmethod
    def since(cls, base: str, choose: Callable[[set[str], str], set[str]]) -> "Choice":
        try:
            changed = selection.changed_files(base)
        except selection.Unknown:
            print(f"git knows no commit {base}: every file is chosen")
            return cls(frozenset(files_of_tests()))
        files = frozenset(choose(changed, base))
        return cls(files, files & changed)

    def among(self, files: list[str]) -> list[str]:
        return files if self.files is None else [path for path in files if path in self.files]


def pytest(
    choice: Choice,
    files: list[str],
    *,
    marker: str = "",
    within: tuple = (),
    module: tuple = ("pytest", "-q"),
) -> bool:
    def status(chosen: list[str], *markers: str) -> int:
        marked = " and ".join(filter(None, [marker, *markers]))
        selected = ["-m", marked] if marked else []
        return status_of(*within, sys.executable, "-m", *module, *selected, *chosen)

    if choice.files is None:
        return status(files) == 0
    edited = [path for path in files if path in choice.edited and has_full(path)]
    return all_of(
        lambda: status(files, "not full") in NOTHING_FAILED,
        lambda: not edited or status(edited, "full") in NOTHING_FAILED,
    )


NOTHING_FAILED = (0, 5)  # 5: these files have no such test


def has_full(path: str) -> bool:
    return path.startswith("tests/e2e/") or mentions(path, "mark.full")


def mentions(path: str, word: str) -> bool:
    return word in (ROOT / path).read_text("utf-8")


def postgresql(choice: Choice, files: list[str]) -> bool:
    try:
        services.postgresql_bin()
    except services.Missing as missing:
        raise Skipped(str(missing)) from missing
    server = (sys.executable, "-m", "tests.services", "postgresql", "--")
    return pytest(choice, files, marker="postgresql", within=server)


def browser(choice: Choice, files: list[str]) -> bool:
    if not chromium():
        raise Skipped("Chromium is not installed. On Debian: apt-get install chromium")
    return pytest(choice, files, module=("tests.stories",))


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def files_below(*folders: str) -> list[str]:
    return [path for path in files_of_tests() if path.startswith(folders)]


STORIES = files_below("tests/e2e/")
APART = ("tests/access/", "tests/adoption/", "tests/learning/", "tests/quizzes/")
OTHERS = [path for path in files_of_tests() if not path.startswith(("tests/e2e/", *APART))]
Piece = tuple[Callable[[Choice, list[str]], bool], list[str]]


def pieces(choice: Choice) -> dict[str, Piece]:
    """The longest first, after one of the browser and that of PostgreSQL: each makes a database that later ones load."""
    shares = 4 if choice.files is None else 2
    stories = [STORIES[start::shares] for start in range(shares)]
    units = [*files_below(*APART), *OTHERS]
    found: dict[str, Piece] = {
        "browser 1": (browser, stories[0]),
        "postgresql": (postgresql, [path for path in units if mentions(path, "mark.postgresql")]),
        "unit access": (pytest, files_below(APART[0])),
        "unit adoption": (pytest, files_below(APART[1])),
        **{f"browser {at}": (browser, share) for at, share in enumerate(stories[1:], 2)},
        "unit learning": (pytest, files_below(*APART[2:])),
        "unit others": (pytest, OTHERS),
    }
    chosen = {name: (test, choice.among(files)) for name, (test, files) in found.items()}
    return {name: piece for name, piece in chosen.items() if piece[1]} | {
        "static": (lambda _choice, _files: static(), [])
    }


PARTS = ("static", "unit", "postgresql", "browser")
AT_ONCE = 2
Result = tuple[str, str, float]  # a piece, what became of it, seconds


def main(words: list[str]) -> int:
    choice = Choice()
    match words:
        case []:
            choice = Choice.since("HEAD^", selection.per_commit)
        case ["--changed", *base] if len(base) < 2:
            choice, words = Choice.since("".join(base) or "HEAD^", selection.while_working), []
        case ["--full"]:
            words = []
    unknown = [name for name in words if name not in PARTS]
    if unknown:
        print(f"unknown part: {', '.join(unknown)}; there is {', '.join(PARTS)}")
        return 2
    wanted: list[tuple[str, Callable[[], bool]]] = [
        (name, partial(test, choice, files))
        for name, (test, files) in pieces(choice).items()
        if name.split()[0] in (words or PARTS)
    ]
    with databases_of_this_run():
        results = side_by_side(wanted) if len(wanted) > 1 else [outcome(*wanted[0])]
    print()
    for name, word, seconds in results:
        print(f"{name:13} {word:8} {seconds:6.1f} s")
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


def side_by_side(wanted: list[tuple[str, Callable[[], bool]]]) -> list[Result]:
    names = [name for name, _ in wanted]
    print("==> " + ", ".join(names) + ": shown as each ends", flush=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [*pool.map(shown_at_the_end, *zip(*wanted, strict=True))]


_one_at_a_time = threading.Lock()


def shown_at_the_end(name: str, piece: Callable[[], bool]) -> Result:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as stream:
        lane.stream, lane.folder = stream, Path(folder)
        result = outcome(name, piece)
        stream.seek(0)
        with _one_at_a_time:
            shutil.copyfileobj(stream, sys.stdout)
            sys.stdout.flush()
    return result


def outcome(name: str, piece: Callable[[], bool]) -> Result:
    say(f"==> {name}")
    start = time.monotonic()
    try:
        word = "passed" if piece() else "FAILED"
    except Skipped as reason:
        say(f"    skipped: {reason}")
        word = "skipped"
    return name, word, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
