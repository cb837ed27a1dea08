"""A house is backed up, tried, lost and restored; nothing that was erased comes back, and what cannot be is said."""

import contextlib
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from core.backups.archive import About, ArchiveWriter, Manifest
from core.backups.errors import BackupError
from core.backups.places import Folder, backup_name
from core.backups.sealing import new_identity, read_identities, recipients_of, sealed_into
from people import erasure_journal
from people.actions import backups
from people.actions.backups import LEFT_OUT, applied_migrations
from people.actions.erasure_collection import (
    collect_erasures,
    collected_journal,
    collected_until,
)
from people.actions.privacy import erase_person
from people.actions.restores import check_backup, journal_lines, look_at, newest
from people.enums import BackupRunKind
from people.models import BackupRun, ErasureEntry, Person
from people.tasks import back_up_task, check_backup_task, collect_erasures_task
from tests import migrated
from tests.e2e.commands import Commands
from tests.e2e.site import environment
from tests.people.factories import PersonFactory


SECRET, PUBLIC = new_identity()
FILL = """
from datetime import timedelta
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from people.models import OutgoingMail, OpenSession, Person
from people.session_store import session_store
for number in ("00001", "00002"):
    Person.objects.create(staff_number=number, first_name="Ana", last_name=number, employed_from="2020-01-01")
person = Person.objects.get(staff_number="00001")
session = session_store(None); session["a"] = 1; session.save()
OpenSession.objects.create(person=person, session_key=session.session_key)
OutgoingMail.objects.create(person=person, kind="x", key="x", language="fr", content="sealed")
storages["default"].save("images/été.txt", ContentFile("before"))
storages["packages"].save("one.zip", ContentFile("package"))
"""
CHANGE = """
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from people.actions.privacy import erase_person
from people.models import Person
erase_person(person=Person.objects.get(staff_number="00001"))
Person.objects.create(staff_number="00003", first_name="Ana", last_name="3", employed_from="2020-01-01")
storages["default"].delete("images/été.txt")
storages["default"].save("images/été.txt", ContentFile("after"))
"""
TELL = """
import json
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.db import connection
from people.models import BackupRun, ErasureEntry, OutgoingMail, OpenSession, Person
read = lambda alias, name: storages[alias].open(name).read().decode()
print(json.dumps({
    "people": sorted(Person.objects.values_list("staff_number", flat=True)),
    "sessions": Session.objects.count() + OpenSession.objects.count(),
    "mails": list(OutgoingMail.objects.values_list("status", "content")),
    "erasures": ErasureEntry.objects.count(),
    "files": [read("default", "images/été.txt"), read("packages", "one.zip")],
    "tables": len(connection.introspection.table_names()),
}))
"""


@pytest.fixture
def identity(tmp_path):
    path = tmp_path / "identity.txt"
    path.write_text(SECRET)
    return path


# --- A house of its own -----------------------------------------------------------------------------


@pytest.fixture
def own_database(tmp_path):
    """The address of an empty database of the kind that these tests run on, and what empties it."""
    if connection.vendor != "postgresql":
        path = tmp_path / "passerelle.sqlite3"
        yield f"sqlite:///{path}", lambda: path.unlink(missing_ok=True)
        return
    import psycopg

    server = os.environ["DATABASE_URL"]
    url = server.rpartition("/")[0] + "/backed_up"

    def ask(address, *statements):
        with psycopg.connect(address, autocommit=True) as asked:
            for statement in statements:
                asked.execute(statement)

    ask(server, "DROP DATABASE IF EXISTS backed_up WITH (FORCE)", "CREATE DATABASE backed_up")
    yield url, lambda: ask(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    ask(server, "DROP DATABASE backed_up WITH (FORCE)")


@pytest.fixture
def house(tmp_path, own_database):
    url, _empty = own_database
    (tmp_path / "backups").mkdir()
    settings = environment(
        tmp_path,
        DATABASE_URL=url,
        BACKUP_DESTINATION=str(tmp_path / "backups"),
        BACKUP_RECIPIENTS=PUBLIC,
        BACKUP_STAMP=str(tmp_path / "stamp"),
        ERASURE_JOURNAL=str(tmp_path / "erasures.jsonl"),
        PACKAGES_ROOT=str(tmp_path / "packages"),
    )
    database = url.replace("sqlite:///", "file:")
    is_loaded = migrated.load(database)
    with contextlib.closing(Commands(settings)) as commands:
        if not is_loaded:
            commands.run("migrate", "-v0")
            migrated.keep(database)
        yield commands


def shell(house, code):
    return house.run("shell", "-v0", "--no-imports", "-c", code)


@pytest.mark.postgresql
def test_a_house_is_backed_up_tried_lost_and_restored(house, own_database, tmp_path, identity):
    shell(house, FILL)
    before = json.loads(shell(house, TELL))
    made = json.loads(house.run("backup", "--json"))
    assert made["files"] == 2
    assert (tmp_path / "stamp").exists()
    key = ("--identity", str(identity))
    tried = json.loads(house.run("check_backup", *key, "--json"))
    assert (tried["rows"], tried["tables"]) == (made["rows"], made["tables"])

    shell(house, CHANGE)
    with pytest.raises(RuntimeError, match="--replace"):
        house.run("restore", *key)
    assert json.loads(shell(house, TELL))["people"] == ["00002", "00003"]
    house.run("restore", *key, "--replace", "--dry-run")
    assert json.loads(shell(house, TELL))["people"] == ["00002", "00003"]

    restored = json.loads(house.run("restore", *key, "--replace", "--json"))
    after = json.loads(shell(house, TELL))
    assert restored["replayed"] == {"known": 0, "again": 1, "absent": 0}
    assert after["people"] == ["00002"]  # erased again; whoever came since is not in it
    assert after["files"] == ["before", "package"]
    assert (before["sessions"], after["sessions"]) == (2, 0)
    assert before["mails"] == [["waiting", "sealed"]]
    assert after["tables"] == before["tables"]

    own_database[1]()
    house.run("restore", *key)
    assert json.loads(shell(house, TELL)) == after
    house.run("migrate", "--check")
    left = {*tmp_path.glob("*restor*"), *tmp_path.glob(".*restor*"), *tmp_path.glob("unsealed*")}
    assert left == set()


@pytest.mark.postgresql
def test_a_restore_that_fails_half_way_leaves_the_database_as_it_was(
    house, own_database, tmp_path, identity
):
    shell(house, FILL)
    house.run("backup")
    shell(house, CHANGE)
    media = Path(house.settings["MEDIA_ROOT"])
    for path in sorted(media.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    media.rmdir()
    media.touch()  # files cannot be put there
    with pytest.raises(RuntimeError, match=r"media|Not a directory|NotADirectory|File exists"):
        house.run("restore", "--identity", str(identity), "--replace")
    media.unlink()
    people = "from people.models import Person; print(Person.objects.count())"
    assert shell(house, people).strip() == "2"
    tables = (
        "from django.db import connection as c; print([n for n in c.introspection.table_names()])"
    )
    assert "passerelle_restoring" not in shell(house, tables)


# --- What cannot be ---------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path, settings):
    folder = tmp_path / "backups"
    folder.mkdir()
    settings.BACKUP_DESTINATION, settings.BACKUP_RECIPIENTS = str(folder), [PUBLIC]
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    return Folder(folder)


def made(place, moment=None, **about):
    """A backup without a dump, which says this of itself."""
    moment = moment or timezone.now()
    values = {
        "made_at": moment.isoformat(), "version": "9.9", "engine": connection.vendor, "migrations": [],
    } | about  # fmt: skip
    name = backup_name(moment)
    with (
        place.writing(name) as target,
        sealed_into(target, recipients_of([PUBLIC])) as plain,
        ArchiveWriter(plain) as writer,
    ):
        writer.add_about(About(**values))
        writer.add_database([b"x"])
        writer.finish(Manifest({}, []))
    return name


@pytest.mark.django_db
def test_what_this_code_cannot_take_is_refused_before_anything_is_read(place, identity):
    keys = read_identities(identity)
    for words, about in (
        ("9.9, people.9999_later", {"migrations": [*applied_migrations(), "people.9999_later"]}),
        ("oracle", {"engine": "oracle"}),
        ("Passerelle", {"format": 2}),
    ):
        with pytest.raises(BackupError, match=words):
            look_at(place, made(place, **about), keys)
    assert look_at(place, made(place, migrations=applied_migrations()), keys).version == "9.9"
    later = backup_name(timezone.now() + timedelta(days=9))
    place.write(later, place.read(made(place, timezone.now() - timedelta(days=9))))
    with pytest.raises(BackupError, match=later):  # an earlier one, which somebody named otherwise
        look_at(place, later, keys)
    with pytest.raises(BackupError, match="passerelle-"):
        newest(place, "passerelle-19990101T000000Z.age")


@pytest.mark.django_db
def test_a_missing_or_other_journal_stops_a_restore(place, settings, tmp_path):
    missing = {"may_lack": False, "skip_refused": False}
    with pytest.raises(BackupError, match="--without-journal"):
        journal_lines(place, [], **missing)
    assert journal_lines(place, [], may_lack=True, skip_refused=False) == []
    with pytest.raises(BackupError, match="No such file"):
        journal_lines(place, [tmp_path / "absent.jsonl"], **missing)

    erase_person(person=PersonFactory())
    with settings.ERASURE_JOURNAL.open("ab") as torn:
        torn.write(b'{"uuid": "0f')
    with pytest.raises(BackupError, match="--skip-refused"):
        journal_lines(place, [], **missing)
    assert len(journal_lines(place, [], may_lack=False, skip_refused=True)) == 1
    settings.PSEUDONYM_KEY = "another"
    with pytest.raises(BackupError, match="PSEUDONYM_KEY"):
        journal_lines(place, [], may_lack=False, skip_refused=True)


def test_no_table_that_is_kept_points_at_one_that_is_not():
    from django.apps import apps

    pointing = {
        (model._meta.db_table, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.related_model._meta.db_table in LEFT_OUT
        and model._meta.db_table not in LEFT_OUT
    }
    assert pointing == set()
    assert set(LEFT_OUT) <= {
        model._meta.db_table for model in apps.get_models(include_auto_created=True)
    }


# --- One journal of all machines ----------------------------------------------------------------------


@pytest.mark.django_db
def test_two_machines_that_are_lost_leave_one_journal(place, settings, tmp_path, capsys):
    people = PersonFactory.create_batch(3)
    rows = list(Person.objects.filter(pk__in=[person.pk for person in people]).values())
    for number, person in enumerate(people[:2]):
        settings.ERASURE_JOURNAL = tmp_path / f"machine-{number}.jsonl"
        erase_person(person=person)
    collect_erasures_task()
    assert collected_until(place) is not None
    settings.ERASURE_JOURNAL = tmp_path / "machine-2.jsonl"
    erase_person(person=people[2])  # since the last hour: on that machine alone
    later = settings.ERASURE_JOURNAL

    for number in range(2):
        (tmp_path / f"machine-{number}.jsonl").unlink()
    settings.ERASURE_JOURNAL = tmp_path / "new-machine.jsonl"
    lines = journal_lines(place, [later], may_lack=False, skip_refused=False)
    assert len({line.uuid for line in lines}) == 3

    ErasureEntry.objects.all().delete()  # the database of the day before
    Person.objects.bulk_create(Person(**row) for row in rows)
    key, settings.PSEUDONYM_KEY = settings.PSEUDONYM_KEY, "another"
    with pytest.raises(CommandError, match="PSEUDONYM_KEY"):
        call_command("replay_erasures", "--json")
    settings.PSEUDONYM_KEY = key
    assert not ErasureEntry.objects.exists(), "under another key nothing is marked as done"
    call_command("replay_erasures", "--json")
    assert json.loads(capsys.readouterr().out)["changed"] == 2
    call_command("replay_erasures", "--json", f"--journal={later}")
    assert json.loads(capsys.readouterr().out)["changed"] == 1
    assert not Person.objects.filter(uuid__in=[row["uuid"] for row in rows]).exists()


@pytest.mark.django_db
def test_what_was_collected_twice_or_cut_off_is_one_line_each(place, monkeypatch):
    erase_person(person=PersonFactory())
    erase_person(person=PersonFactory())
    with monkeypatch.context() as patch:
        patch.setattr("people.actions.erasure_collection._note_collected", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            collect_erasures(place)
    assert collect_erasures(place) == 2
    assert collect_erasures(place) == 0

    uuids = [str(entry.uuid) for entry in ErasureEntry.objects.order_by("pk")]
    assert [line.uuid for line in collected_journal(place).lines] == uuids
    assert {line.key for line in collected_journal(place).lines} == {
        erasure_journal.key_fingerprint()
    }
    held = "".join(path.read_text() for path in place.path.glob("erasures-*.jsonl"))
    assert "person" not in held.replace("person_", "")


def _power_cut(_entries):
    raise KeyboardInterrupt


# --- By night, and what administrators are told -------------------------------------------------------


@pytest.fixture
def quickly(monkeypatch):
    """Backups of a database in memory: without its dump."""

    def write(archive, moment):
        manifest = Manifest({"people_person": 2}, [])
        archive.add_about(About(moment.isoformat(), "9.9", connection.vendor, []))
        archive.add_database([b"x"])
        archive.finish(manifest)
        return manifest

    monkeypatch.setattr(backups, "_write", write)


@pytest.mark.django_db
def test_a_backup_is_evened_out_first_noted_and_old_ones_go(
    place, quickly, settings, monkeypatch, tmp_path
):
    settings.BACKUP_STAMP = str(tmp_path / "stamp")
    done = []
    monkeypatch.setattr(
        "adoption.registration.scrub_transaction_ids",
        lambda today: done.append(today),  # noqa: PLW0108
    )
    for days in (40, 31, 29):
        made(place, timezone.now() - timedelta(days=days))
    erase_person(person=PersonFactory())
    collect_erasures(place)
    for name in place.sizes():
        if name.endswith(".jsonl"):
            place.delete(name)  # as if it had been written below a disk that was not there
    place.write("erasures-20200101T000000Z-0.jsonl", b"")

    back_up_task()
    assert len(collected_journal(place).lines) == 1

    assert done == [timezone.localdate()]
    assert len(place.backups()) == 2  # of today and 29 days ago
    assert "erasures-20200101T000000Z-0.jsonl" in place.sizes()
    run = BackupRun.objects.get(kind=BackupRunKind.BACKUP)
    assert (run.backup, run.rows) == (place.backups()[-1].name, 2)
    assert Path(settings.BACKUP_STAMP).exists()

    settings.BACKUP_KEEP_DAYS = -1
    backups.back_up()
    assert len(place.backups()) == 1  # the newest stays
    ErasureEntry.objects.all().delete()
    backups.back_up()
    assert len(collected_journal(place).lines) == 1, "a database that knows less takes nothing away"
    key, settings.PSEUDONYM_KEY = settings.PSEUDONYM_KEY, "another"
    with pytest.raises(BackupError, match="PSEUDONYM_KEY"):
        backups.back_up()
    settings.PSEUDONYM_KEY = key
    settings.BACKUP_STAMP = str(tmp_path / "absent" / "stamp")
    assert backups.back_up().backup == place.backups()[-1].name, "it is whole: none is made again"


@pytest.mark.django_db
def test_a_trial_elsewhere_is_told_to_administrators_the_next_night(
    place, quickly, identity, monkeypatch
):
    name = made(place, migrations=applied_migrations())
    monkeypatch.setattr("people.actions.restores.databases.loaded_apart", _loads_nothing)
    with pytest.raises(BackupError):
        check_backup(place=place, name=name, identities=read_identities(identity))
    assert not BackupRun.objects.filter(kind=BackupRunKind.CHECK).exists()

    back_up_task()

    run = BackupRun.objects.get(kind=BackupRunKind.CHECK)
    assert (run.backup, run.error) == (name, "people_person 3 → 2")
    told = json.loads(place.read("last-check.json"))
    strange = [
        told | {"size": float("inf")},
        told | {"error": "", "finished_at": "2099-01-01T00:00:00+00:00"},
    ]
    for spoilt in (
        b"\xff",
        b"[]",
        b"{}",
        b'{"finished_at": 1}',
        *(json.dumps(one).encode() for one in strange),
    ):
        place.write("last-check.json", spoilt)
        back_up_task()
    run = BackupRun.objects.get(kind=BackupRunKind.CHECK)
    assert (run.backup, run.error) == (name, "people_person 3 → 2")


@contextlib.contextmanager
def _loads_nothing(_dump):
    raise BackupError("people_person 3 → 2")
    yield


@pytest.mark.django_db
def test_without_a_destination_or_a_key_nothing_is_done(settings, place):
    check_backup_task()
    settings.BACKUP_DESTINATION = ""
    for task in (back_up_task, check_backup_task, collect_erasures_task):
        task()
    assert not BackupRun.objects.exists()
    assert list(place.path.iterdir()) == []
    settings.BACKUP_DESTINATION, settings.BACKUP_RECIPIENTS = str(place.path), []
    with pytest.raises(CommandError, match="BACKUP_RECIPIENTS"):
        call_command("backup")


def test_what_lies_together_is_warned_of(settings, place, tmp_path):
    from people.checks import check_what_lies_apart

    settings.VAR_DIR = Path("/proc")
    assert check_what_lies_apart() == []
    (tmp_path / "passerelle.env").write_text(f"PSEUDONYM_KEY={settings.PSEUDONYM_KEY}\n")
    settings.BACKUP_IDENTITY, settings.VAR_DIR = str(tmp_path / "identity.txt"), tmp_path
    said = " ".join(warning.msg for warning in check_what_lies_apart())
    for words in ("passerelle.env", "BACKUP_IDENTITY", "VAR_DIR"):
        assert words in said
    assert settings.PSEUDONYM_KEY not in said
