"""What was erased is on file before it is gone, and is erased again after a backup is restored."""

import json
import resource
import signal
import stat

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection, transaction

from people import erasure_journal
from people.actions.erasures import journalled_erasure
from people.actions.privacy import erase_person
from people.enums import ErasureRoute
from people.models import ErasureEntry, Person
from people.privacy_registry import holdings
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def path(tmp_path, settings):
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    return settings.ERASURE_JOURNAL


def replay(capsys, *options):
    """Exit code and report."""
    try:
        call_command("replay_erasures", "--json", *options)
        code = 0
    except SystemExit as exit_:
        code = exit_.code
    report = json.loads(capsys.readouterr().out)
    return code, {name: report[name] for name in ("changed", "unchanged", "ignored", "applied")}


def restored(person):
    """As a backup made before the erasure has them, and the journal of the table too."""
    ErasureEntry.objects.all().delete()
    columns = ("uuid", "staff_number", "first_name", "last_name", "email")
    return Person.objects.create(**{name: getattr(person, name) for name in columns})


# --- Written down -----------------------------------------------------------------------------------


def test_a_line_says_the_day_and_the_route_and_names_nobody(path):
    person = PersonFactory(staff_number="M-CANARI", last_name="CANARI")

    erase_person(person=person, route=ErasureRoute.RETENTION)

    (line,) = path.read_text().splitlines()
    assert set(json.loads(line)) == {"uuid", "day", "route", "mark", "key"}
    assert json.loads(line)["route"] == "retention"
    for known in ("CANARI", person.email, str(person.uuid), person.uuid.hex, "person"):
        assert known not in line
    entry = ErasureEntry.objects.get()
    assert (str(entry.uuid), entry.mark) == (json.loads(line)["uuid"], json.loads(line)["mark"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_the_key_a_mark_is_found_by_no_hash_of_what_one_knows(path, settings):
    """P15: the file and the staff list together find nobody."""
    person = PersonFactory()
    erase_person(person=person)
    (line,) = erasure_journal.read_journal(path).lines

    settings.PSEUDONYM_KEY = "another"

    assert erasure_journal.erasure_mark("person", str(person.uuid)) != line.mark


def test_where_the_journal_cannot_be_written_nothing_is_erased(path, settings):
    settings.ERASURE_JOURNAL = path.parent / "missing" / "erasures.jsonl"
    person = PersonFactory()

    with pytest.raises(FileNotFoundError):
        erase_person(person=person)

    assert Person.objects.filter(uuid=person.uuid).exists()
    assert not ErasureEntry.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_line_is_on_file_before_the_commit_and_taken_back_where_that_fails(
    path, capsys, monkeypatch
):
    person, on_file = PersonFactory(), []

    def goes_away():
        on_file.extend(erasure_journal.read_journal(path).lines)
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "commit", goes_away)
        with pytest.raises(OperationalError):
            erase_person(person=person)

    assert len(on_file) == 1

    assert Person.objects.filter(uuid=person.uuid).exists()
    assert len(path.read_text().splitlines()) == 2
    assert erasure_journal.read_journal(path).lines == ()
    assert replay(capsys)[1]["changed"] == 0


def test_a_full_disk_leaves_the_journal_as_it_was_and_erases_nothing(path):
    erase_person(person=PersonFactory())
    before, person = path.read_bytes(), PersonFactory()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, hard))
    earlier = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with pytest.raises(OSError, match="large"):
            erase_person(person=person)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, earlier)

    assert path.read_bytes() == before
    assert Person.objects.filter(uuid=person.uuid).exists()


def test_an_erasure_that_fails_leaves_no_line_in_the_journal(path):
    def broken(execute, sql, params, many, context):
        if sql.startswith('DELETE FROM "people_person"'):
            raise ConnectionError
        return execute(sql, params, many, context)

    person = PersonFactory()
    with connection.execute_wrapper(broken), pytest.raises(ConnectionError):
        erase_person(person=person)

    assert not path.exists()


def test_a_nested_erasure_is_written_with_the_outer_one(path):
    with journalled_erasure(ErasureRoute.DATA_REQUEST) as outer:
        outer.note("a", "1")
        with journalled_erasure(ErasureRoute.OWN_HAND) as inner:
            inner.note("b", "2")
        assert not path.exists()

    assert [line.route for line in erasure_journal.read_journal(path).lines] == ["data_request"] * 2


# --- Read again -------------------------------------------------------------------------------------


def test_a_restored_person_is_erased_again_once(path, capsys):
    person, other = PersonFactory(), PersonFactory()
    erase_person(person=person)
    back = restored(person)

    assert replay(capsys, "--dry-run") == (
        0,
        {"changed": 1, "unchanged": 0, "ignored": 0, "applied": False},
    )
    assert Person.objects.filter(pk=back.pk).exists()
    assert replay(capsys)[1] == {"changed": 1, "unchanged": 0, "ignored": 0, "applied": True}
    assert list(Person.objects.all()) == [other]
    assert len(path.read_text().splitlines()) == 1  # a replay is no new erasure
    assert replay(capsys)[1]["unchanged"] == 1


def test_an_erasure_that_the_database_knows_is_not_replayed(capsys):
    """A person who comes back under the same number has another identity, and stays."""
    person = PersonFactory(staff_number="00007")
    erase_person(person=person)
    PersonFactory(staff_number="00007")

    assert replay(capsys)[1]["changed"] == 0
    assert Person.objects.filter(staff_number="00007").exists()


def test_a_replay_passes_over_people_who_are_not_in_the_copy(capsys):
    erase_person(person=PersonFactory())
    ErasureEntry.objects.all().delete()

    assert replay(capsys)[1] == {"changed": 0, "unchanged": 0, "ignored": 1, "applied": True}
    assert ErasureEntry.objects.count() == 1


def test_several_journals_are_read_in_turn(tmp_path, settings, capsys):
    people = PersonFactory.create_batch(2)
    for number, person in enumerate(people):
        settings.ERASURE_JOURNAL = tmp_path / f"{number}.jsonl"
        erase_person(person=person)
    for person in people:
        restored(person)

    files = [f"--journal={tmp_path / name}" for name in ("0.jsonl", "1.jsonl")]
    assert replay(capsys, *files)[1]["changed"] == 2
    assert not Person.objects.exists()


def test_a_line_cut_off_refuses_the_file_unless_passed_over_and_harms_no_other(path, capsys):
    first, second = PersonFactory.create_batch(2)
    erase_person(person=first)
    with path.open("ab") as torn:
        torn.write(b'{"uuid": "0f')
    erase_person(person=second)
    restored(first), restored(second)

    code, report = replay(capsys)
    assert (code, report["applied"], Person.objects.count()) == (1, False, 2)
    code, report = replay(capsys, "--skip-refused")
    assert (code, report["changed"], Person.objects.count()) == (1, 2, 0)


@pytest.mark.parametrize("text", ["[]", "null", '"void"', "{}", '{"uuid": "x"}', "\xff", "12"])
def test_a_line_that_is_not_ours_is_not_read(path, text):
    path.write_text(text + "\n", encoding="latin-1")

    assert erasure_journal.read_journal(path) == erasure_journal.Journal((), (1,))


def test_another_key_or_no_file_is_said(path, settings):
    with pytest.raises(CommandError) as error:
        call_command("replay_erasures")
    assert error.value.returncode == 2
    erase_person(person=PersonFactory())
    settings.PSEUDONYM_KEY = "another"

    with pytest.raises(CommandError, match="PSEUDONYM_KEY") as error:
        call_command("replay_erasures")
    assert error.value.returncode == 2


def test_a_failing_replay_erases_nobody(path, monkeypatch):
    people = PersonFactory.create_batch(2)
    for person in people:
        erase_person(person=person)
    for person in people:
        restored(person)
    deleted = []

    def broken(execute, sql, params, many, context):
        if sql.startswith('DELETE FROM "people_person" '):
            deleted.append(sql)
            if len(deleted) == 2:
                raise ConnectionError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(broken), pytest.raises(ConnectionError), transaction.atomic():
        call_command("replay_erasures")

    assert Person.objects.count() == 2
    assert not ErasureEntry.objects.exists()


def test_the_person_is_told_of_the_journal():
    assert "people.ErasureEntry" in {holding.model for holding in holdings()}
