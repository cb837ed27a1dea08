"""The command line: summary, JSON, standard input, exit codes 0, 1 and 2."""

import contextlib
import io
import json
import sys
from datetime import date

import pytest
from django.core.management import ManagementUtility, call_command
from django.core.management.base import CommandError
from django.db import connection
from django.urls import reverse
from django.utils import translation

from core.commands import ImportCommand
from people.actions.accounts import grant_role
from people.actions.imports import digest_of
from people.models import ImportMapping, ImportRun, Person
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

LIST = "matricule;nom;prenom;equipe\n1;Benali;Nadia;Accueil\n"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def run(*arguments):
    """(exit code, what was printed)"""
    printed = io.StringIO()
    try:
        call_command("import_staff", *map(str, arguments), stdout=printed)
    except SystemExit as exited:
        return exited.code, printed.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, printed.getvalue()


def test_a_good_list_goes_in_and_says_so(file):
    code, printed = run(file, "--as-of", "2026-03-31")

    assert code == 0
    assert "created 1, changed 0, unchanged 0, ignored 0, refused 0" in printed
    assert Person.objects.count() == 1


def test_json_is_for_a_program(file):
    code, printed = run(file, "--json")

    report = json.loads(printed)
    assert code == 0
    assert (report["created"], report["refused"], report["applied"]) == (1, [], True)


def test_a_refusal_exits_1_with_its_line_and_applies_nothing(file):
    file.write_text(LIST + "1;Petit;Marc;Accueil\n", encoding="utf-8")

    code, printed = run(file)
    json_code, json_printed = run(file, "--json")

    assert (code, json_code) == (1, 1)
    assert "Line 3: Staff number 1 is already on line 2." in printed
    assert [refusal["line"] for refusal in json.loads(json_printed)["refused"]] == [3]
    assert not Person.objects.exists()


def test_many_refusals_are_shown_in_part(file):
    lines = "".join(f"{n};;Marc;Accueil\n" for n in range(30))
    file.write_text(LIST.splitlines()[0] + "\n" + lines, encoding="utf-8")

    _code, printed = run(file)

    assert printed.count("Nothing under") == 20
    assert "and 10 more" in printed


def test_a_dry_run_changes_nothing(file):
    code, printed = run(file, "--dry-run")

    assert code == 0
    assert "nothing was changed" in printed
    assert not Person.objects.exists()


def test_who_holds_a_role_leaves_once_their_number_is_confirmed(file):
    administrator, holder = PersonFactory(), PersonFactory(staff_number="700")
    for person, role in ((administrator, "administrator"), (holder, "editor")):
        grant_role(person=person, role=role)
    PersonFactory.create_batch(10)
    file.write_text(
        "matricule;nom;prenom;equipe;date_sortie\n700;A;B;Accueil;2026-03-01\n", encoding="utf-8"
    )

    code, printed = run(file, "--as-of", "2026-03-31")
    assert code == 1
    assert "Line 2: Staff number 700 would leave, and holds a role here: editor." in printed
    assert run(file, "--as-of", "2026-03-31", "--confirm-leavers", 2)[0] == 1
    assert run(file, "--as-of", "2026-03-31", "--confirm-leavers", 1)[0] == 0
    holder.refresh_from_db()
    assert not holder.is_active


def test_a_dash_is_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LIST.encode())))

    assert run("-")[0] == 0
    assert Person.objects.count() == 1


def test_a_saved_mapping_is_called_by_name(file):
    columns = {"staff_number": "matricule", "last_name": "prenom", "first_name": "nom"}
    ImportMapping.objects.create(
        kind="staff", name="inverse", columns={**columns, "team": "equipe"}
    )

    assert run(file, "--mapping", "inverse")[0] == 0
    assert str(Person.objects.get()) == "Benali Nadia"


def test_a_mapping_of_another_name_is_refused_with_those_that_there_are(file):
    for name, kind in (("paie", "staff"), ("agence", "staff"), ("portail", "usage")):
        ImportMapping.objects.create(kind=kind, name=name)

    assert run(file, "--mapping", "payroll") == (
        2,
        "No mapping of this kind of file is called payroll. There are: agence, paie.",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--mapping", "none"],
        ["--as-of", "31/03/2026"],
        ["--max-leavers-percent", "101"],
        ["--confirm-leavers", "-1"],
        ["--unknown"],
    ],
)
def test_wrong_usage_exits_2(file, arguments, capsys):
    with pytest.raises(SystemExit) as exited:
        ManagementUtility(["manage.py", "import_staff", str(file), *arguments]).execute()

    assert exited.value.code == 2


def test_a_file_that_is_not_there_or_too_large_exits_2(file, settings):
    assert run(file.with_name("absent.csv"))[0] == 2
    settings.IMPORT_MAX_BYTES = 5
    assert run(file)[0] == 2


def test_a_record_stays_of_a_list_that_was_applied_as_from_the_folder(file):
    run(file, "--as-of", "2026-03-31", "--full")

    record = ImportRun.objects.get()
    assert (record.source, record.state, record.name) == ("command", "applied", "staff.csv")
    assert (record.sender, record.as_of, record.is_full) == (None, date(2026, 3, 31), True)
    assert (record.counts["created"], record.counts["left"], record.refusals) == (1, 0, [])
    assert record.digest == digest_of(LIST.encode(), date(2026, 3, 31))
    assert record.finished_at is not None


def test_a_record_stays_of_a_refused_list_without_what_it_says(file):
    file.write_text(LIST + "1;Canari;Marc;Accueil\n", encoding="utf-8")

    run(file)

    record = ImportRun.objects.get()
    assert (record.state, record.counts["refused"], record.counts["created"]) == ("refused", 1, 0)
    assert [refusal["line"] for refusal in record.refusals] == [3]
    assert "Canari" not in str(record.refusals)


def test_no_record_stays_of_a_dry_run(file):
    run(file, "--dry-run")

    assert not ImportRun.objects.exists()


def test_a_list_whose_record_cannot_be_kept_is_not_applied(file):
    def broken(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "people_importrun"'):
            raise ConnectionError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(broken), pytest.raises(ConnectionError):
        run(file)

    assert not Person.objects.exists()


def test_who_administers_the_list_finds_the_record_on_the_screen(file, client, administrator):
    run(file)

    client.force_login(administrator)
    page = client.get(reverse("people_admin:imports"), headers={"accept-language": "en"})

    assert "staff.csv" in page.content.decode()
    assert "on the command line" in page.content.decode()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def progress_on(stream, *arguments):
    """What stands on this stream once the command has ended."""
    with contextlib.suppress(SystemExit):
        call_command("import_staff", *map(str, arguments), stdout=io.StringIO(), stderr=stream)
    return stream.getvalue()


def test_a_bar_rewrites_itself_on_a_terminal_and_ends_its_line(file):
    shown = progress_on(Terminal(), file)

    steps = [int(step.split("%")[0]) for step in shown.split("\r")[1:]]
    assert steps[-1] == 100
    assert steps == sorted(steps)
    assert shown.endswith("100 %  1 / 1\n")
    assert shown.count("\n") == 1
    assert "\x1b" not in shown  # it is no error, and is not coloured like one


class BreaksOff(ImportCommand):
    purpose = "Breaks off."
    takes_file = False

    def run(self, data, options):
        self.progress(1, 3)
        raise CommandError("The disk is full.")


def test_what_follows_a_bar_that_breaks_off_is_not_written_behind_it():
    shown = Terminal()

    with pytest.raises(CommandError):
        call_command(BreaksOff(), stderr=shown)

    assert shown.getvalue() == "\r 33 %  1 / 3\n"


def test_elsewhere_than_on_a_terminal_there_is_no_bar(file):
    assert progress_on(io.StringIO(), file) == ""


def test_an_import_command_without_run_cannot_be_made():
    with pytest.raises(TypeError):
        ImportCommand()
