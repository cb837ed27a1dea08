"""The migrated database that the demo begins from, beside a real migration."""

import sqlite3
from contextlib import closing

import pytest
from django.db.backends.sqlite3._functions import register

from demo import migrated


def test_the_snapshot_is_of_the_migrations_that_are_here():
    assert migrated.is_current(), "a migration has changed: ./run manage demo_snapshot"


def test_a_database_made_from_the_snapshot_is_written_back_as_the_same_bytes():
    with closing(sqlite3.connect(":memory:")) as database:
        register(database)
        migrated.load(database)
        assert not database.execute("PRAGMA foreign_key_check").fetchall()
        again = migrated.heading() + migrated.dump(database)

    assert again == migrated.SNAPSHOT.read_text(encoding="utf-8")


def test_a_snapshot_of_other_migrations_is_not_used(monkeypatch, tmp_path):
    other = tmp_path / "migrated.sql"
    other.write_text("-- ./run manage demo_snapshot 0\n")
    monkeypatch.setattr(migrated, "SNAPSHOT", other)
    assert not migrated.is_current()
    other.unlink()
    assert not migrated.is_current()


def test_a_snapshot_that_cannot_be_run_leaves_an_empty_database(monkeypatch, tmp_path):
    damaged = tmp_path / "migrated.sql"
    damaged.write_text("BEGIN;\nCREATE TABLE one (id);\nCREATE TABEL two (id);\nCOMMIT;\n")
    monkeypatch.setattr(migrated, "SNAPSHOT", damaged)
    with closing(sqlite3.connect(":memory:")) as database:
        with pytest.raises(sqlite3.Error):
            migrated.load(database)
        assert not database.execute("SELECT name FROM sqlite_master").fetchall()


@pytest.mark.full
def test_the_snapshot_is_what_a_real_migration_makes_table_by_table():
    kept, made = (
        lines_by_table(text)
        for text in (migrated.SNAPSHOT.read_text(encoding="utf-8"), migrated.make())
    )
    assert [name for name in kept | made if kept.get(name) != made.get(name)] == []
    assert list(kept) == list(made)


def lines_by_table(text):
    """Each statement under its first name, the rows of a table apart."""
    return {line.partition("(")[0]: line for line in text.splitlines()}
