"""What `./run test` runs, in order, each part under its own name, with its time.

A part that cannot run on this machine is skipped with a line that says what to install; with
REQUIRE_ALL=1 that is a failure.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests import services


ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
OUR_CODE = [
    "config", "core", "people", "cms", "quizzes", "learning", "ambassadors", "adoption",
]  # fmt: skip


class Skipped(Exception):
    """This part cannot run here; the message says what to install."""


def run(*command: object, **environment: str) -> bool:
    words = [str(word) for word in command]
    print(
        "    $",
        " ".join(words).replace(f"{BIN}/", "").replace(sys.executable, "python"),
        flush=True,
    )
    return (
        subprocess.run(words, cwd=ROOT, env=os.environ | environment, check=False).returncode == 0
    )


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
        lambda: manage("check", "--deploy", "--fail-level", "WARNING", **DEPLOYED),
    )


def unit() -> bool:
    return run(sys.executable, "-m", "pytest", "--ignore=tests/e2e", "-q")


def postgresql() -> bool:
    try:
        services.postgresql_bin()
    except services.Missing as missing:
        raise Skipped(str(missing)) from missing
    return run(
        sys.executable, "-m", "tests.services", "postgresql", "--",
        sys.executable, "-m", "pytest", "--ignore=tests/e2e", "-q", "-m", "postgresql",
    )  # fmt: skip


def browser() -> bool:
    if not chromium():
        raise Skipped("Chromium is not installed. On Debian: apt-get install chromium")
    return run(
        sys.executable, "-m", "pytest", "tests/e2e", "-q", "-p", "no:django",
        "-c", "tests/e2e/pytest.ini", "--rootdir", ".",
    )  # fmt: skip


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


PARTS = {"static": static, "unit": unit, "postgresql": postgresql, "browser": browser}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"unknown part: {', '.join(unknown)}; there is {', '.join(PARTS)}")
        return 2
    results = [(name, *outcome(PARTS[name])) for name in names or PARTS]
    print()
    for name, word, seconds in results:
        print(f"{name:12} {word:8} {seconds:6.1f} s")
    passed = sum(word == "passed" for _, word, _ in results)
    skipped = sum(word == "skipped" for _, word, _ in results)
    failed = len(results) - passed - skipped + (skipped if REQUIRE_ALL else 0)
    print(f"parts: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


def outcome(part: Callable[[], bool]) -> tuple[str, float]:
    print(f"==> {part.__name__}", flush=True)
    start = time.monotonic()
    try:
        word = "passed" if part() else "FAILED"
    except Skipped as reason:
        print(f"    skipped: {reason}")
        word = "skipped"
    return word, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
