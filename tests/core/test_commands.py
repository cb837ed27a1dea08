"""What the commands share: files written whole or not at all, and arguments that are checked."""

import os
import stat
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy, override

from core.commands import (
    TranslatedCommand,
    create_private_file,
    integer_between,
    parse_day,
    replace_file,
)


def full_disk(*_arguments):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("write", [create_private_file, replace_file])
def test_a_file_that_cannot_be_written_whole_is_not_there(write, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", full_disk)

    with pytest.raises(CommandError, match="No space left on device") as error:
        write(tmp_path / "a.zip", b"content")

    assert error.value.returncode == 2
    assert os.listdir(tmp_path) == []


def test_a_new_file_is_for_its_owner_and_replaces_none(tmp_path):
    target = tmp_path / "a.zip"

    create_private_file(target, b"first")
    with pytest.raises(CommandError):
        create_private_file(target, b"second")

    assert target.read_bytes() == b"first"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["a.zip"]


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path):
    (tmp_path / "a.zip").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CommandError):
        create_private_file(tmp_path / "a.zip", b"content")

    assert os.listdir(tmp_path) == ["a.zip"]


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_file_system_without_links_is_written_to_as_well(tmp_path, monkeypatch, is_taken):
    def no_links(path, target):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    target = tmp_path / "a.zip"
    if is_taken:
        target.write_bytes(b"first")
        with pytest.raises(CommandError):
            create_private_file(target, b"second")
    else:
        create_private_file(target, b"first")

    assert target.read_bytes() == b"first"
    assert os.listdir(tmp_path) == ["a.zip"]


def test_a_file_that_is_replaced_stays_until_the_new_one_is_whole(tmp_path, monkeypatch):
    target, link = tmp_path / "a.gift", tmp_path / "link.gift"
    target.write_bytes(b"old")
    link.symlink_to(target)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_disk)
        with pytest.raises(CommandError):
            replace_file(target, b"new")
    assert target.read_bytes() == b"old"

    replace_file(link, b"new")

    assert target.read_bytes() == b"new"
    assert link.is_symlink()


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match=r"absent/a.gift: .*"):
        replace_file(tmp_path / "absent" / "a.gift", b"new")


def test_the_device_behind_a_name_is_written_to_and_not_replaced():
    before = Path("/dev/null").stat()

    replace_file("/dev/null", b"content")

    assert Path("/dev/null").stat().st_ino == before.st_ino


@pytest.mark.parametrize("text", ["", "0", "61", "-1", "1.5", "x", "١٢", "1_0"])
def test_a_number_out_of_its_bounds_is_refused(text):
    with pytest.raises(ArgumentTypeError, match=r"1.*60"):
        integer_between(1, 60)(text)


def test_numbers_and_days_are_read():
    assert [integer_between(1, 60)(text) for text in ("1", "60")] == [1, 60]
    assert parse_day("2026-11-24") == date(2026, 11, 24)
    with pytest.raises(ArgumentTypeError, match="2026-11-24"):
        parse_day("24/11/2026")


# --- What --help says ---------------------------------------------------------------------------------

APPS = ("core", "people", "cms", "quizzes", "learning", "ambassadors", "adoption")
OURS = sorted(name for name, app in get_commands().items() if app in APPS)
OF_DJANGO = {action.dest for action in BaseCommand().create_parser("manage.py", "x")._actions}
OBVIOUS = {"staff_number", "format", "path", "language"}


@pytest.mark.parametrize("name", OURS)
def test_every_command_says_its_purpose_and_that_of_its_arguments(name):
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("manage.py", name)

    assert isinstance(command, TranslatedCommand)
    assert parser.description == str(command.purpose)
    assert " ".join(parser.description.split()) in " ".join(parser.format_help().split())
    silent = {action.dest for action in parser._actions if not action.help}
    assert silent <= OF_DJANGO | OBVIOUS


class Translated(TranslatedCommand):
    purpose = gettext_lazy("Password")  # a word of Django’s own catalogue


def test_help_is_in_the_language_of_the_installation():
    with override("fr"):
        french = Translated().create_parser("manage.py", "x").description
    with override("en"):
        english = Translated().create_parser("manage.py", "x").description

    assert (french, english) == ("Mot de passe", "Password")
