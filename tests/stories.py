"""Runs browser stories, and a file with one that failed once more: `python -m tests.stories [OPTION ...] FILE ...`.

The second time it begins on a site of its own, as the first did: a story run again on what it left would only tell of
that. Both are shown. What a log told about somebody is never run again.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest


PYTEST = (
    sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-c", "tests/e2e/pytest.ini", "--rootdir", ".",
)  # fmt: skip


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory() as cache:
        command = [*PYTEST, "-o", f"cache_dir={cache}"]
        status = subprocess.run([*command, *words], check=False).returncode
        failed = files_with_a_failure(Path(cache))
        if status != pytest.ExitCode.TESTS_FAILED or not failed:
            return status
        print(f"==> once more: {', '.join(failed)}", flush=True)
        options = [word for word in words if not word.endswith(".py")]
        return subprocess.run([*command, *options, *failed], check=False).returncode


def files_with_a_failure(cache: Path) -> list[str]:
    path = cache / "v" / "cache" / "lastfailed"
    failed = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return sorted({name.partition("::")[0] for name in failed})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
