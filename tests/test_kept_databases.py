import sqlite3
from contextlib import closing

from tests import migrated


def test_a_kept_copy_of_a_write_ahead_database_can_be_rewritten_in_memory(tmp_path, monkeypatch):
    """A deserialised database whose header says write-ahead cannot be opened by VACUUM."""
    monkeypatch.setenv("KEPT_DATABASES", str(tmp_path / "kept"))
    story = tmp_path / "story.sqlite3"
    with closing(sqlite3.connect(story)) as site:
        site.execute("PRAGMA journal_mode=WAL")
        site.execute("CREATE TABLE people (name TEXT)")
    migrated.keep(f"file:{story}")

    loaded = "file:loaded?mode=memory&cache=shared"
    with closing(sqlite3.connect(loaded, uri=True)) as there:
        assert migrated.load(loaded)
        with closing(sqlite3.connect(":memory:")) as copy:
            copy.deserialize(there.serialize())
            copy.execute("VACUUM")
            assert copy.execute("SELECT name FROM sqlite_master").fetchall() == [("people",)]
