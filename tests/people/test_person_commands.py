"""The commands about one person and the purge: what they say, to whom, and what they leave undone."""

import io
import json
import os
import stat
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from people.actions.privacy import preview_erasure, record_look
from people.enums import Purpose
from people.models import ErasureEntry, Look, OutgoingMail, Person, Position
from tests.people.factories import PersonFactory, PositionFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def me():
    person = PersonFactory(staff_number="00005", last_name="Benali")
    PositionFactory(person=person)
    record_look(by=PersonFactory(), at=[person], purpose=Purpose.STAFF_ADMINISTRATION)
    OutgoingMail.objects.create(
        person=person, kind="x", key="x", language="fr", next_try_at="2026-01-01T00:00Z"
    )
    return person


def answering(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text) if text is not None else None)


def said_by(capsys, *arguments):
    """What a command prints on standard output."""
    call_command(*arguments)
    return capsys.readouterr().out


# --- Erasing ----------------------------------------------------------------------------------------------


def test_an_erasure_says_what_is_gone_without_what_nobody_else_reads(me, capsys):
    output = said_by(capsys, "erase_person", "00005", "--yes")

    assert output.startswith("Erased, with staff number 00005:\n")
    assert "     1  Positions (people.Position)\n" in output
    assert "people.OutgoingMail" not in output
    assert "not counted because the number would tell something: " in output
    assert "Outgoing mails" in output.splitlines()[-1]
    assert "Benali" not in output
    assert not Person.objects.filter(pk=me.pk).exists()


def test_an_erasure_tells_a_program_the_same(me, capsys):
    report = json.loads(said_by(capsys, "erase_person", "00005", "--yes", "--json"))

    assert (report["staff_number"], report["dry_run"]) == ("00005", False)
    assert (report["counts"]["people.Position"], report["counts"]["people.Person"]) == (1, 1)
    assert {"people.OutgoingMail", "quizzes.Attempt", "adoption.Declaration"} <= set(
        report["not_counted"]
    )
    assert not set(report["counts"]) & set(report["not_counted"])


def test_a_dry_run_erases_nothing_and_leaves_a_trace_of_the_look(me, capsys, settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    report = json.loads(said_by(capsys, "erase_person", "00005", "--dry-run", "--json"))

    assert report["dry_run"]
    assert report["counts"]["people.Position"] == 1
    assert Person.objects.filter(pk=me.pk).exists()
    assert Position.objects.filter(person=me).exists()
    assert not ErasureEntry.objects.exists()
    assert not settings.ERASURE_JOURNAL.exists()
    assert me.looks_received.filter(viewer=None, purpose=Purpose.DATA_REQUEST).count() == 1


def test_what_would_be_erased_is_what_is_erased(me, capsys):
    would = preview_erasure(person=me)
    done = json.loads(said_by(capsys, "erase_person", "00005", "--yes", "--json"))["counts"]

    assert {key: would[key] for key in done} == done


@pytest.mark.parametrize("answer", ["", "another\n", None])
def test_without_the_number_as_an_answer_nothing_is_erased(me, monkeypatch, capsys, answer):
    """An empty standard input, and none at all, are a no and no traceback."""
    answering(monkeypatch, answer)

    with pytest.raises(CommandError, match="Nothing was erased") as error:
        call_command("erase_person", "00005")

    assert error.value.returncode == 1
    assert Person.objects.filter(pk=me.pk).exists()


def test_the_question_stands_beside_the_report_that_a_program_reads(me, monkeypatch, capsys):
    answering(monkeypatch, "00005\n")
    call_command("erase_person", "00005", "--json")

    printed = capsys.readouterr()
    assert json.loads(printed.out)["counts"]["people.Person"] == 1
    assert "Type their staff number" in printed.err


def test_without_its_journal_an_erasure_is_refused_and_says_why(me, settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "absent" / "erasures.jsonl"

    with pytest.raises(CommandError, match=r"journal .* Nothing was erased") as error:
        call_command("erase_person", "00005", "--yes")

    assert error.value.returncode == 2
    assert Person.objects.filter(pk=me.pk).exists()


# --- Exporting --------------------------------------------------------------------------------------------


def test_an_export_is_for_who_made_it_and_leaves_nothing_beside_it(me, tmp_path):
    call_command("export_person", "00005", "--output", str(tmp_path / "moi.zip"))

    assert os.listdir(tmp_path) == ["moi.zip"]
    assert stat.S_IMODE((tmp_path / "moi.zip").stat().st_mode) == 0o600


def test_an_export_overwrites_nothing_and_then_leaves_no_trace_of_a_look(me, tmp_path):
    taken = tmp_path / "moi.zip"
    taken.write_bytes(b"kept")

    with pytest.raises(CommandError, match="exists already, and is kept as it is") as error:
        call_command("export_person", "00005", "--output", str(taken))

    assert error.value.returncode == 2
    assert taken.read_bytes() == b"kept"
    assert os.listdir(tmp_path) == ["moi.zip"]
    assert not Look.objects.filter(viewer=None).exists()


@pytest.mark.parametrize("command", ["erase_person", "export_person", "reset_second_factor"])
def test_a_number_of_nobody_is_said(command, tmp_path):
    options = ["--output", str(tmp_path / "x.zip")] if command == "export_person" else []

    with pytest.raises(CommandError, match="Nobody has staff number 404") as error:
        call_command(command, "404", *options)

    assert error.value.returncode == 2
    assert os.listdir(tmp_path) == []
