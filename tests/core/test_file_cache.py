"""What was drawn once is there for every process, and never grows beyond its room."""

import os
import stat
import time
from pathlib import Path

import pytest

from core.file_cache import A_DAY, SHELVES, FileCache


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "drawings"


def size_of(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def never():
    raise AssertionError("made again")


def test_a_cached_file_is_made_once_for_all_processes(folder):
    assert FileCache(folder, 10_000_000).get_or_make(("chart", 1), lambda: b"drawn") == b"drawn"

    assert FileCache(folder, 10_000_000).get_or_make(("chart", 1), never) == b"drawn"


def test_other_dependencies_make_another_file(folder):
    cache = FileCache(folder, 10_000_000)
    cache.get_or_make(("chart", 1, "fr"), lambda: b"un")

    assert cache.get_or_make(("chart", 1, "en"), lambda: b"one") == b"one"


def test_the_cache_stays_below_its_size(folder):
    cache = FileCache(folder, SHELVES * 3_000)

    for number in range(SHELVES * 8):
        cache.get_or_make(number, lambda: b"x" * 1_000)

    assert SHELVES * 1_000 <= size_of(folder) <= SHELVES * 3_000


def test_the_file_read_longest_ago_is_evicted_first(folder):
    cache = FileCache(folder, SHELVES * 2_500)
    cache.get_or_make("first", lambda: b"x" * 1_000)
    [first] = [path for path in folder.rglob("*") if path.is_file()]
    shelf = first.parent
    os.utime(first, (0, 0))
    other = shelf / "other"
    other.write_bytes(b"x" * 1_000)

    cache.get_or_make("first", never)  # read today
    os.utime(other, (1, 1))
    (shelf / "third").write_bytes(b"x" * 1_000)
    first.unlink()
    cache.get_or_make("first", lambda: b"y" * 1_000)

    assert not other.exists()
    assert first.exists()


def test_a_file_larger_than_its_shelf_is_not_cached(folder):
    cache = FileCache(folder, SHELVES * 10)

    assert cache.get_or_make("large", lambda: b"x" * 11) == b"x" * 11
    assert cache.get_or_make("large", lambda: b"y" * 11) == b"y" * 11


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    cache = FileCache(tmp_path / "file" / "drawings", 10_000_000)

    assert cache.get_or_make("chart", lambda: b"drawn") == b"drawn"


def test_nobody_else_on_the_machine_reads_it(folder):
    FileCache(folder, 10_000_000).get_or_make("chart", lambda: b"drawn")

    [shelf] = Path(folder).iterdir()
    assert stat.S_IMODE(shelf.stat().st_mode) == 0o700


def test_files_that_nobody_reads_are_deleted(folder):
    cache = FileCache(folder, 10_000_000)
    cache.get_or_make("old", lambda: b"old")
    [old] = [path for path in folder.rglob("*") if path.is_file()]
    long_ago = time.time() - 91 * A_DAY
    os.utime(old, (long_ago, long_ago))
    cache.get_or_make("new", lambda: b"new")

    assert cache.delete_unread(days=90) == 1
    assert cache.get_or_make("new", never) == b"new"
