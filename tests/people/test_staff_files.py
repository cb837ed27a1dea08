"""Staff files of other manners: workbooks, lost zeros, lines left out, people who come and go."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from people.importers.staff import import_staff
from people.models import ImportMapping, Person, Position, Team
from tests.core.workbooks import as_excel_writes, workbook
from tests.people.factories import PersonFactory
from tests.people.staff_lists import ANSWERED


pytestmark = pytest.mark.django_db

HEADINGS = ["matricule", "nom", "prenom", "courriel", "equipe", "date_entree"]
MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def listing(*lines, heading="matricule;nom;prenom;courriel;equipe"):
    return "\n".join([heading, *lines]).encode()


def load(*lines, as_of=MARCH, heading="matricule;nom;prenom;courriel;equipe", **options):
    options.setdefault("answers", ANSWERED)
    return import_staff(listing(*lines, heading=heading), as_of=as_of, **options)


def active():
    return set(Person.objects.filter(is_active=True).values_list("staff_number", flat=True))


# --- Workbooks --------------------------------------------------------------------------------------


def test_a_workbook_makes_the_same_rows_as_the_text_file():
    rows = [
        ["00123", "Benali", "Nadia", "nadia@exemple.fr", "Accueil", date(2019, 1, 7)],
        ["00124", "Petit", "Marc", None, "Accueil", date(2020, 3, 2)],
    ]

    report = import_staff(as_excel_writes(workbook(HEADINGS, *rows)), as_of=MARCH)

    assert (report.created, report.refused) == (2, [])
    text = [";".join(str(cell or "") for cell in row) for row in (HEADINGS, *rows)]
    again = import_staff("\n".join(text).encode(), as_of=MARCH)
    assert (again.unchanged, again.changed) == (2, 0)


def numbers(*each):
    return workbook(HEADINGS[:5], *[[number, "A", "B", None, "X"] for number in each])


def test_numbers_that_a_spreadsheet_cut_are_refused_with_their_lines():
    report = import_staff(numbers(123, 10456, 7), as_of=MARCH)

    assert [refusal.line for refusal in report.refused] == [2, 4]
    assert "lost zeros" in report.refused[0].reason
    assert "how many digits" in report.refused[0].expected
    assert not import_staff(numbers(123, 10456), as_of=MARCH, skip_refused=True).applied


def test_numbers_of_one_length_or_kept_as_text_are_taken():
    assert import_staff(numbers(123, 456), as_of=MARCH).created == 2
    assert import_staff(numbers("7", "10456"), as_of=MARCH).created == 2


@pytest.mark.parametrize("data", [numbers(123), listing("123;A;B;;X")])
def test_a_number_of_nobody_that_is_somebodys_with_zeros_is_refused(data):
    PersonFactory(staff_number="00123")

    report = import_staff(data, as_of=MARCH)

    assert [refusal.line for refusal in report.refused] == [2]
    assert not Person.objects.filter(staff_number="123").exists()


@pytest.mark.parametrize(("digits", "known"), [(5, {"00123", "10456"}), (1, {"123", "10456"})])
def test_a_mapping_says_how_many_digits_a_staff_number_has(digits, known):
    names = ["staff_number", "last_name", "first_name", "email", "team"]
    mapping = ImportMapping.objects.create(
        kind="staff",
        name="paie",
        columns=dict(zip(names, HEADINGS, strict=False)),
        staff_number_digits=digits,
    )

    assert import_staff(numbers(123, 10456), mapping=mapping, as_of=MARCH).created == 2
    assert active() == known


# --- Lines left out ------------------------------------------------------------------------------------


def test_refused_lines_are_left_out_when_asked_and_the_others_applied():
    report = load("1;A;B;;X", "2;;B;;X", "3;A;B;nobody;X", "4;A;B;;X", skip_refused=True)

    assert (report.created, report.applied) == (2, True)
    assert [refusal.line for refusal in report.refused] == [3, 4]
    assert active() == {"1", "4"}
    dry = load("1;A;B;;X", "2;;B;;X", skip_refused=True, dry_run=True)
    assert (dry.applied, dry.unchanged, len(dry.refused)) == (False, 1, 1)


def test_whom_a_refused_line_names_is_not_absent_from_a_full_list():
    load("1;A;B;;X", "2;A;B;;Y")

    report = load("1;A;B;;X", "2;A;B;nobody;Y", as_of=APRIL, full=True, skip_refused=True)

    assert (report.applied, report.leavers) == (True, [])
    assert active() == {"1", "2"}
    assert Team.objects.get(code="Y").closed_on is None


def test_a_full_list_with_a_line_that_names_nobody_is_refused_whole():
    load("1;A;B;;X", "2;A;B;;X")

    assert not load("1;A;B;;X", ";A;B;;X", as_of=APRIL, full=True, skip_refused=True).applied
    assert active() == {"1", "2"}


@pytest.mark.parametrize(
    "data",
    [
        listing("1;A;B;X", heading="matricule;nom;prenom;service"),
        listing(
            "1;A;B;;U;T",
            "2;A;B;;T;U",
            heading="matricule;nom;prenom;courriel;equipe;equipe_parente",
        ),
        listing("1;A;B;;X", "2;A"),
        listing("1;A;B;;X").decode().encode("utf-16"),
    ],
)
def test_columns_loops_and_broken_files_are_refused_whatever_was_asked(data):
    report = import_staff(data, as_of=MARCH, skip_refused=True)

    assert not report.applied
    assert not Person.objects.exists()


def test_an_address_that_a_refused_line_would_have_let_go_is_not_given_twice():
    load("1;A;B;a@x.fr;X", "2;C;D;c@x.fr;X", "3;E;F;e@x.fr;X", "4;G;H;;X")

    report = load(
        "1;A;B;c@x.fr;X",
        "2;C;D;e@x.fr;X",
        "3;E;F;bad;X",
        "4;G;H-I;;X",
        as_of=APRIL,
        skip_refused=True,
    )

    assert (report.applied, report.changed) == (True, 1)
    assert sorted({refusal.line for refusal in report.refused}) == [2, 3, 4]
    addresses = dict(Person.objects.values_list("staff_number", "email"))
    assert addresses == {"1": "a@x.fr", "2": "c@x.fr", "3": "e@x.fr", "4": None}


class AnyListInPart(TestCase):
    @settings(max_examples=25)
    @given(
        lists=st.lists(
            st.lists(
                st.tuples(
                    st.sampled_from("1234"),
                    st.sampled_from(["A", ""]),
                    st.sampled_from(["", "a@x.fr", "b@x.fr", "c@x.fr", "bad"]),
                    st.sampled_from("XY"),
                ),
                max_size=4,
            ),
            min_size=2,
            max_size=3,
        )
    )
    def test_a_list_taken_in_part_breaks_no_rule_and_the_second_time_changes_nothing(self, lists):
        for month, people in enumerate(lists, start=1):
            lines = [f"{number};{name};B;{email};{team}" for number, name, email, team in people]
            wanted = {"as_of": date(2026, month, 1), "full": True, "skip_refused": True}
            load(*lines, **wanted, max_leavers_percent=100)
            again = load(*lines, **wanted, max_leavers_percent=100)
            assert (again.created, again.changed, len(again.leavers)) == (0, 0, 0)


# --- People who come, go and change ------------------------------------------------------------------------


def test_two_people_of_one_name_stay_two():
    load("1;Benali;Nadia;;X", "2;Benali;Nadia;;X")
    load("1;Benali;Nadia;;Y", "2;Benali;Nadia;;X", as_of=APRIL)

    positions = Position.objects.held_on(MAY).values_list("person__staff_number", "team__code")
    assert sorted(positions) == [("1", "Y"), ("2", "X")]


def test_three_people_pass_their_addresses_round():
    load("1;A;B;a@x.fr;X", "2;C;D;b@x.fr;X", "3;E;F;c@x.fr;X")

    load("1;A;B;b@x.fr;X", "2;C;D;c@x.fr;X", "3;E;F;a@x.fr;X", as_of=APRIL)

    addresses = dict(Person.objects.values_list("staff_number", "email"))
    assert addresses == {"1": "b@x.fr", "2": "c@x.fr", "3": "a@x.fr"}


def test_a_name_that_changes_with_the_team_is_one_line_of_the_preview():
    load("1;Benali;Nadia;;X", "2;A;B;;X")

    report = load("1;Benali-Roux;Nadia;;Y", "2;A;B;;X", as_of=APRIL, dry_run=True)

    assert [line.what for line in report.moves] == ["X → Y; Last name: Benali → Benali-Roux"]
    assert report.corrections == []


def test_who_comes_back_under_the_same_number_keeps_the_account_and_the_history():
    load("1;A;B;;X", "2;A;B;;X")
    Person.objects.filter(staff_number="1").update(password="kept")
    load("2;A;B;;X", as_of=APRIL, full=True, max_leavers_percent=50)
    assert active() == {"2"}

    report = load("1;A;B;;Y", "2;A;B;;X", as_of=MAY, full=True)

    assert [line.staff_number for line in report.returns] == ["1"]
    person = Person.objects.get(staff_number="1")
    assert (person.is_active, person.password, person.positions.count()) == (True, "kept", 2)


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        ("Petit;Marc", False),
        ("Benali;Marc", True),
        ("Roux;Nadia", True),
        ("BENALI-ROUX;Nadia Marie", True),
        ("Nadia;Benali", True),
    ],
)
def test_the_number_of_who_left_does_not_give_their_account_to_somebody_else(name, is_taken):
    """Their password and their identity at the provider would still open it."""
    load("1;Benali;Nadia;;X", "2;A;B;;X")
    load("2;A;B;;X", as_of=APRIL, full=True, max_leavers_percent=50)

    report = load(f"1;{name};;Y", "2;A;B;;X", as_of=MAY)

    assert bool(report.refused) is not is_taken
    assert ("1" in active()) is is_taken


def test_a_full_list_of_half_the_staff_makes_nobody_leave():
    load(*[f"{n};A;B;;X" for n in range(10, 30)])

    report = load(*[f"{n};A;B;;X" for n in range(10, 20)], as_of=APRIL, full=True)

    assert (report.applied, report.is_held, len(report.leavers)) == (False, True, 10)
    assert len(active()) == 20
