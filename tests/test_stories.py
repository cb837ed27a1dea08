"""A browser story that failed runs once more with all of its file, on a site of its own."""

import shutil

from tests import stories
from tests.imports import ROOT


COUNTING = """
from pathlib import Path

TIMES = Path({times!r})


def test_before():
    TIMES.write_text(TIMES.read_text() + "." if TIMES.exists() else ".")


def test_fails():
    assert TIMES.read_text() == {passes_at!r}
"""


def run(folder, passes_at):
    file = folder / "tests" / "e2e" / "test_counting.py"
    times = folder / "times"
    times.unlink(missing_ok=True)
    file.write_text(COUNTING.format(times=str(times), passes_at=passes_at))
    return stories.main(["-m", "not smoke", "tests/e2e/test_counting.py"]), times.read_text()


def test_a_file_with_a_failure_runs_twice_and_no_more(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests" / "e2e").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "e2e" / "pytest.ini", "tests/e2e/pytest.ini")
    assert run(tmp_path, passes_at=".") == (0, ".")
    assert run(tmp_path, passes_at="..") == (0, "..")
    assert run(tmp_path, passes_at="...") == (1, "..")
