"""What is refused of a staff list, and in which manners it may be written."""

from datetime import date

import pytest

from people.importers.staff import import_staff
from people.models import ImportMapping, Person, Team
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory
from tests.people.staff_lists import (
    APRIL,
    MARC,
    MARCH,
    NADIA,
    everything,
    listing,
    load,
    reasons,
    teams_of,
)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (";Petit;Marc;;Accueil;;non;;", "Nothing under “matricule”."),
        ("002;;Marc;;Accueil;;non;;", "Nothing under “nom”."),
        ("002;Petit;Marc;;;;non;;", "Nothing under “equipe”."),
        ("002;Petit;Marc;marc;Accueil;;non;;", "“marc” is not an e-mail address."),
        ("001;Petit;Marc;;Accueil;;non;;", "Staff number 001 is already on line 2."),
        (
            "002;Petit;Marc;NADIA.benali@exemple.fr;Accueil;;non;;",
            "The address NADIA.benali@exemple.fr is already on line 2.",
        ),
        ("002;Petit;Marc;;Accueil;;peut-être;;", "“peut-être” cannot be read under “responsable”."),
        (
            "002;Petit;Marc;;Accueil;;non;12/31/2020;",
            "“12/31/2020” cannot be read under “date_entree”.",
        ),
        (
            "002;Petit;Marc;;Accueil;;non;2020-03-02;2019-01-01",
            "The last day (2019-01-01) comes before the first (2020-03-02).",
        ),
        (f"002;{'x' * 101};Marc;;Accueil;;non;;", "“nom” has 101 characters."),
        ("002;Pe\x07tit;Marc;;Accueil;;non;;", "“nom” holds U+0007 at place 3 of “Pe\ufffdtit”."),
        ("002;Petit;Marc;;.;;non;;", "A team cannot be called “.”."),
    ],
)
def test_a_bad_line_is_named_and_nothing_of_the_list_is_taken(line, reason):
    before = everything()

    report = load(NADIA, line)

    assert reasons(report) == [(3, reason)]
    assert not report.applied
    assert everything() == before


def test_a_day_is_written_the_day_first_or_the_year_first():
    load("001;Benali;Nadia;;Accueil;;non;02/03/2020;", "002;Petit;Marc;;Accueil;;non;2020-03-02;")
    (refusal,) = load("003;Roy;Zoé;;Accueil;;non;12/31/2020;").refused

    assert {position[1] for number in ("001", "002") for position in teams_of(number)} == {
        date(2020, 3, 2)
    }
    assert refusal.expected == "a date written like 2026-11-24 or 24/11/2026"


def test_every_bad_line_is_reported_at_once():
    report = load("1;;B;x;X;;non;;", "2;A;B;;X;;non;hier;")

    assert [line for line, _reason in reasons(report)] == [2, 2, 3]


def test_the_address_of_somebody_who_is_not_in_the_list_is_refused():
    PersonFactory(staff_number="900", email="nadia.benali@exemple.fr")

    report = load(NADIA)

    assert reasons(report) == [
        (2, "The address nadia.benali@exemple.fr is that of staff number 900.")
    ]


def test_a_move_into_a_team_of_ones_second_position_is_refused():
    load(NADIA)
    second = TeamFactory(name="Médiation")
    nadia = Person.objects.get(staff_number="001")
    PositionFactory(person=nadia, team=second, is_primary=False)

    report = load(NADIA.replace("Accueil", "Médiation"), as_of=APRIL)

    assert "second position" in report.refused[0].reason


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (listing(), 0),
        (listing(NADIA).replace(b";", b","), None),
        (listing(NADIA).decode().encode("utf-16"), 1),
        (listing(NADIA, MARC).decode().encode("cp1252"), 2),
        (listing(NADIA, "\x00"), 3),
        (b"nom;prenom\nA;B\n", 1),
        (listing(NADIA, "002;Petit"), 3),
    ],
)
def test_a_file_of_other_manners_is_read_or_refused_with_its_line(data, line):
    report = import_staff(data, as_of=MARCH)

    assert [refusal.line for refusal in report.refused] == ([] if line is None else [line])
    assert report.applied == (line is None)
    assert Person.objects.exists() == (line is None)


def test_a_byte_order_mark_is_accepted():
    assert import_staff(b"\xef\xbb\xbf" + listing(NADIA), as_of=MARCH).created == 1


def test_composed_and_decomposed_accents_name_one_team():
    heading = "matricule;nom;prenom;equipe"
    load("1;A;B;\u00c9tudes", "2;A;B;E\u0301tudes", "3;A;B;  \u00c9tudes\u00a0 ", heading=heading)

    assert Team.objects.exclude(code=Team.ROOT_CODE).get().code == "\u00c9tudes"


def test_a_saved_mapping_names_columns_encoding_separator_and_dates():
    mapping = ImportMapping.objects.create(
        kind="staff",
        name="paie",
        columns={
            "staff_number": "ID",
            "last_name": "NOM",
            "first_name": "PRÉNOM",
            "team": "SERVICE",
            "started_on": "ENTRÉE",
        },
        encoding="cp1252",
        separator="|",
        date_format="%d/%m/%Y",
    )
    data = "ID|NOM|PRÉNOM|SERVICE|ENTRÉE|SALAIRE\n7|Hervé|Éloïse|Paie|02/03/2020|1\n".encode(
        "cp1252"
    )

    report = import_staff(data, mapping=mapping, as_of=MARCH)

    assert report.created == 1
    eloise = Person.objects.get()
    assert (str(eloise), eloise.employed_from) == ("Éloïse Hervé", date(2020, 3, 2))
