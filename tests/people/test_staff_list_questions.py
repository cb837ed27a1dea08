"""What a list leaves open, what it may be written like, and departures to come."""

import os
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
import requests
from django.core.management import call_command

from core.dates import today
from people.importers.fetching import fetch_staff_file
from people.importers.folder import pick_up_staff_files
from people.importers.staff import import_staff
from people.models import ImportRun, Person, Position, Team
from people.staffing import ANY, CLEAR, KEEP, NO_ANSWERS, StaffAnswers
from tests.core.opendocuments import spreadsheet
from tests.core.workbooks import workbook
from tests.people.staff_lists import APRIL, MARCH, crowd, load, reasons, teams_of


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HEAD = "matricule;nom;prenom;equipe;courriel;metier;responsable;date_entree;date_sortie"
NADIA = "001;Benali;Nadia;Accueil;nadia@exemple.fr;Conseillère;oui;2019-01-07;2030-01-31"
EMPTY = "001;Benali;Nadia;Accueil;;;;;"


def facts():
    person = Person.objects.get(staff_number="001")
    held = Position.objects.filter(person=person).latest("started_on")
    job = held.job.name if held.job else ""
    return person.email, person.employed_from, person.employed_until, job, held.is_manager


# --- Empty cells -----------------------------------------------------------------------------------


def test_an_empty_cell_of_a_list_of_changes_changes_nothing_and_a_no_does():
    load(NADIA, heading=HEAD)
    before = facts()

    load(EMPTY, heading=HEAD, as_of=APRIL, answers=NO_ANSWERS)
    assert facts() == before
    load("001;Benali;Nadia;Accueil;;;non;;", heading=HEAD, as_of=APRIL)
    assert facts() == (*before[:-1], False)


def test_a_full_list_asks_once_for_each_column_what_empty_cells_mean():
    load(NADIA, heading=HEAD)
    before = facts()

    asked = load(EMPTY, heading=HEAD, as_of=APRIL, full=True, answers=NO_ANSWERS)
    assert (asked.applied, asked.is_asking) == (False, True)
    assert {question.name: question.count for question in asked.column_questions} == dict.fromkeys(
        ("email", "job", "is_manager", "started_on", "ended_on"), 1
    )
    answers = StaffAnswers(empty={ANY: KEEP})
    assert load(EMPTY, heading=HEAD, as_of=APRIL, full=True, answers=answers).unchanged == 1
    assert facts() == before
    answers = StaffAnswers(empty={ANY: KEEP, "email": CLEAR})
    load(EMPTY, heading=HEAD, as_of=APRIL, full=True, answers=answers)
    assert facts() == (None, *before[1:])


# --- Teams that nobody knows -----------------------------------------------------------------------


def test_a_team_that_nobody_knows_is_asked_about_unless_the_list_places_it():
    heading = "matricule;nom;prenom;equipe;equipe_parente"
    load("1;A;B;Accueil;", heading=heading)

    asked = load("2;A;B;Acceuil;", "3;A;B;Numérique;", heading=heading, answers=NO_ANSWERS)
    assert [(question.team, question.near) for question in asked.team_questions] == [
        ("Acceuil", "Accueil"),
        ("Numérique", ""),
    ]
    assert not Team.objects.filter(code="Numérique").exists()
    placed = load("3;A;B;Numérique;Accueil", "4;A;B;Siège;-", heading=heading, answers=NO_ANSWERS)
    assert placed.applied
    nowhere = StaffAnswers(parents={"Labo": "Nulle part"})
    refused = load("5;A;B;Labo;", heading=heading, answers=nowhere)
    assert reasons(refused) == [(2, "The parent team “Nulle part” is nowhere.")]


def test_the_command_line_answers_too(tmp_path):
    load("1;A;B;Accueil;n@exemple.fr", heading="matricule;nom;prenom;equipe;courriel")
    file = tmp_path / "agents.csv"
    file.write_text("matricule;nom;prenom;equipe\n1;A;B;Acceuil\n2;A;B;Labo\n3;A;B;Siège\n")
    arguments = [
        "--new-team",
        "Labo=Accueil",
        "--new-team",
        "*=-",
        "--same-team",
        "Acceuil=Accueil",
    ]

    with pytest.raises(SystemExit):
        call_command("import_staff", file, stdout=StringIO(), stderr=StringIO())
    call_command("import_staff", file, *arguments, "--empty-cells", "keep", stdout=StringIO())

    parents = {team.code: team.get_parent().code for team in Team.objects.exclude(code=".")}
    assert parents == {"Accueil": ".", "Labo": "Accueil", "Siège": "."}


# --- Departures to come ----------------------------------------------------------------------------


def test_who_leaves_tomorrow_is_a_leaver_who_stays_until_then():
    load(*crowd(10))
    tomorrow, later = today() + timedelta(days=1), today() + timedelta(days=900)
    heading = "matricule;nom;prenom;equipe;date_sortie"
    lines = [f"1{n:03};N;P;Accueil;{tomorrow}" for n in range(10)]

    held = load(*lines, heading=heading)
    assert (held.is_held, len(held.leavers)) == (True, 10)
    one = load(lines[0], f"1001;N;P;Accueil;{later}", heading=heading)

    assert [line.staff_number for line in one.leavers] == ["1000"]
    assert one.notes[0] == "1 person will have their last day, by the list, and leaves then."
    person = Person.objects.get(staff_number="1000")
    assert (person.is_active, person.employed_until) == (True, tomorrow)
    assert person in Person.objects.employed_on(tomorrow)
    assert person not in Person.objects.employed_on(tomorrow + timedelta(days=1))
    assert load(lines[0], heading=heading).leavers == []


# --- Ways to write ---------------------------------------------------------------------------------


LOOSE = [
    "N° MATRICULE".replace("N° ", ""),
    "NOM ",
    "Prénom",
    "Équipe",
    "Date-Entrée",
    "RESPONSABLE",
]


@pytest.mark.parametrize("make", [workbook, spreadsheet])
def test_headings_are_known_however_they_are_written_below_a_title(make):
    rows = [["Liste des agents, novembre"], [], LOOSE, ["001", "A", "B", "X", "43472", "O"]]

    report = import_staff(make(*rows), as_of=MARCH)

    assert (report.created, report.refused) == (1, [])
    assert teams_of("001") == [("X", date(2019, 1, 7), None)]
    assert Position.objects.get().is_manager


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize(("yes", "no"), [("O", "N"), ("Oui", "Non"), ("X", ""), ("1", "0")])
def test_a_text_file_is_read_as_loosely(separator, yes, no):
    rows = [LOOSE, ["1", "A", "B", "X", "20190107", yes], ["2", "A", "B", "X", "07/01/2019", no]]
    text = "Liste des agents\n\n" + "\n".join(separator.join(row) for row in rows)

    report = import_staff(text.encode(), as_of=MARCH)

    assert report.refused == []
    assert list(Position.objects.order_by("pk").values_list("is_manager", "started_on")) == [
        (True, date(2019, 1, 7)),
        (False, date(2019, 1, 7)),
    ]


def test_two_headings_that_look_alike_are_refused():
    report = import_staff(b"Matricule;MATRICULE;nom;prenom;equipe\n1;1;A;B;X\n", as_of=MARCH)

    assert reasons(report) == [(1, "The heading line names twice: Matricule, MATRICULE.")]


def test_a_character_that_nobody_sees_is_named_with_its_place():
    heading = "matricule;nom;prenom;equipe;courriel"
    report = load(
        "00\u00a01;A;B;X;", "2;Pe\u200btit;B;X;", "3;A;B;X;a\u202f@exemple.fr", heading=heading
    )

    assert [reason for _line, reason in reasons(report)] == [
        "“matricule” holds a no-break space (U+00A0) at place 3 of “00 1”.",
        "“nom” holds a zero-width space (U+200B) at place 3 of “Pe\ufffdtit”.",
        "“courriel” holds a narrow no-break space (U+202F) at place 2 of “a @exemple.fr”.",
    ]


@pytest.mark.parametrize("line", [";A;B;X", "00\u00a01;A;B;X", f"{'9' * 41};A;B;X", "1;Autre;B;X"])
def test_a_full_list_with_a_line_of_which_nobody_knows_whom_it_names_is_refused_whole(line):
    head = "matricule;nom;prenom;equipe"
    load("1;A;B;X", "2;A;B;X", heading=head)

    report = load("1;A;B;X", line, heading=head, as_of=APRIL, full=True, skip_refused=True)

    assert (report.applied, report.leavers) == (False, [])
    assert load("1;A;B;X", line, heading=head, as_of=APRIL, skip_refused=True).applied


# --- Fetched ---------------------------------------------------------------------------------------


class Personnel(BaseHTTPRequestHandler):
    """A personnel system that gives its list for a token."""

    def do_GET(self):
        is_known = self.headers["Authorization"] == "Bearer jeton"
        self.send_response(self.server.answers if is_known else 403)
        self.end_headers()
        self.wfile.write(b"matricule;nom;prenom;equipe\n1;A;B;X\n" if is_known else b"")

    def log_message(self, *arguments):
        pass


def test_the_list_of_the_personnel_system_lands_in_the_folder_that_is_read_next(tmp_path, settings):
    server = HTTPServer(("127.0.0.1", 0), Personnel)
    server.answers = 200
    Thread(target=server.serve_forever, daemon=True).start()
    settings.OUTBOUND_PRIVATE_HOSTS = [f"127.0.0.1:{server.server_port}"]
    settings.STAFF_IMPORT_FOLDER = str(tmp_path)
    settings.STAFF_IMPORT_URL = f"http://127.0.0.1:{server.server_port}/agents"
    settings.STAFF_IMPORT_TOKEN = "autre"
    with pytest.raises(requests.HTTPError):
        fetch_staff_file()
    assert list(tmp_path.iterdir()) == []

    settings.STAFF_IMPORT_TOKEN = "jeton"
    for server.answers in (206, 302):  # part of a list, and none
        with pytest.raises(requests.RequestException, match=str(server.answers)):
            fetch_staff_file()
    assert list(tmp_path.iterdir()) == []

    server.answers = 200
    fetched = fetch_staff_file()
    assert fetch_staff_file() == fetched
    server.shutdown()
    server.server_close()
    os.utime(fetched, (0, 0))
    assert pick_up_staff_files() == 1

    assert Person.objects.filter(staff_number="1").exists()
    assert ImportRun.objects.get().as_of == today()


def test_the_list_of_the_personnel_system_is_asked_for_through_the_guard(tmp_path, settings):
    settings.STAFF_IMPORT_FOLDER = str(tmp_path)
    assert fetch_staff_file() is None
    settings.STAFF_IMPORT_URL = "https://127.0.0.1/agents"

    with pytest.raises(requests.RequestException, match="private address"):
        fetch_staff_file()

    assert list(Path(tmp_path).iterdir()) == []
