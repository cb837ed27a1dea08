"""The staff list: what a file does to the tables, and what it never does."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from people.importers.staff import import_staff
from people.models import Person, Position
from tests.people.staff_lists import (
    APRIL,
    HEADING,
    MARC,
    MARCH,
    MAY,
    NADIA,
    crowd,
    everything,
    load,
    reasons,
    teams_of,
)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

# --- What goes in ----------------------------------------------------------------------------------


def test_first_list_makes_people_teams_and_positions_from_the_day_of_arrival():
    report = load(NADIA, MARC)

    assert (report.created, report.changed, report.refused, report.applied) == (2, 0, [], True)
    nadia = Person.objects.get(staff_number="001")
    assert (str(nadia), nadia.email, nadia.employed_from) == (
        "Nadia Benali",
        "nadia.benali@exemple.fr",
        date(2019, 1, 7),
    )
    assert Person.objects.get(staff_number="002").email is None
    assert teams_of("001") == [("Accueil", date(2019, 1, 7), None)]
    assert Position.objects.get(person__staff_number="002").is_manager


def test_nobody_imported_can_sign_in_before_opening_their_account():
    load(NADIA)

    assert not Person.objects.get(staff_number="001").has_usable_password()


def test_position_starts_on_the_day_of_the_list_when_no_arrival_is_known():
    load("1;A;B;X", heading="matricule;nom;prenom;equipe", as_of=MARCH)

    assert teams_of("1") == [("X", MARCH, None)]


def test_the_same_list_again_changes_nothing():
    load(NADIA, MARC)
    before = everything()

    again = load(NADIA, MARC, full=True)
    later = load(NADIA, MARC, as_of=MAY, full=True)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    assert (later.created, later.changed, later.unchanged) == (0, 0, 2)
    assert everything() == before


def test_an_arrival_without_contact_has_that_of_their_job_and_the_preview_says_so():
    heading = "matricule;nom;prenom;equipe;metier;site;contact"
    known = [f"{n};N;P;Accueil;Agent d’accueil;L’Île;accueil" for n in range(3)]
    load(*known, "9;N;P;Siège;Juriste;L’Île;accueil", heading=heading)

    lines = ["4;A;B;Accueil;Agent d'accueil;L'Île;", "5;A;B;Siège;Juriste;L’Île;"]
    report = load(*lines, "6;A;B;Siège;Agent du fonds;Tour;arriere-guichet", heading=heading)

    held = Position.objects.filter(person__staff_number__in="456").order_by("person__staff_number")
    assert list(held.values_list("job__name", "site__name", "contact")) == [
        ("Agent d’accueil", "L’Île", "front_office"),
        ("Juriste", "L’Île", "back_office"),
        ("Agent du fonds", "Tour", "back_office"),
    ]
    assert report.notes == [
        "1 job is new: Agent du fonds.",
        "1 site is new: Tour.",
        (
            "Of 2 arrivals the list does not say the contact with the public. It is taken from those who hold "
            "the job, else from the team, else back office: 1 in front office, 1 in back office."
        ),
    ]
    assert load(*lines, heading=heading, as_of=MAY).unchanged == 2

    report = load("7;A;B;Accueil", "8;A;B;Siège", heading="matricule;nom;prenom;equipe")
    assert "else from the team, else back office: 1 in front office, 1 in back" in report.notes[0]


def test_a_move_ends_one_position_the_day_before_and_opens_another():
    load(NADIA)

    report = load(NADIA.replace("Accueil", "Médiation"), as_of=APRIL)

    assert (report.changed, report.moves[0].what) == (1, "Accueil → Médiation")
    assert teams_of("001") == [
        ("Accueil", date(2019, 1, 7), date(2026, 4, 29)),
        ("Médiation", APRIL, None),
    ]


@pytest.mark.parametrize(
    ("heading", "before", "after"),
    [
        ("metier", "Conseiller", "Formateur"),
        ("site", "Angers", "Cholet"),
        ("contact", "accueil", "arriere-guichet"),
        ("responsable", "non", "oui"),
    ],
)
def test_another_job_site_contact_or_level_is_a_new_position_too(heading, before, after):
    headings = f"matricule;nom;prenom;equipe;{heading}"
    load(f"1;A;B;X;{before}", heading=headings)
    load(f"1;A;B;X;{after}", heading=headings, as_of=APRIL)

    assert [start for _team, start, _end in teams_of("1")] == [MARCH, APRIL]


def test_a_second_list_of_the_same_day_corrects_the_position_in_place():
    load("1;A;B;X", heading="matricule;nom;prenom;equipe")
    load("1;A;B;Y", heading="matricule;nom;prenom;equipe")

    assert teams_of("1") == [("Y", MARCH, None)]


def test_an_older_list_is_refused_once_a_later_one_moved_somebody():
    load(NADIA, as_of=MARCH)
    load(NADIA.replace("Accueil", "Médiation"), as_of=MAY)

    report = load(NADIA, as_of=APRIL)

    assert [line for line, _reason in reasons(report)] == [2]
    assert "later list" in report.refused[0].reason


def test_columns_that_the_file_has_not_leave_what_is_known():
    load(NADIA)
    load("001;Benali;Nadia;Accueil", heading="matricule;nom;prenom;equipe", as_of=APRIL)

    nadia = Person.objects.get(staff_number="001")
    assert (nadia.email, nadia.employed_from) == ("nadia.benali@exemple.fr", date(2019, 1, 7))
    assert len(teams_of("001")) == 1


def test_a_name_and_an_empty_address_follow_the_list():
    load(NADIA)

    report = load("001;Benali-Roux;Nadia;;Accueil;Conseillère;non;2019-01-07;", full=True)

    nadia = Person.objects.get(staff_number="001")
    assert (report.changed, nadia.last_name, nadia.email) == (1, "Benali-Roux", None)


def test_two_people_may_swap_their_addresses_in_one_list():
    heading = "matricule;nom;prenom;courriel;equipe"
    load("1;A;B;a@exemple.fr;X", "2;C;D;c@exemple.fr;X", heading=heading)

    report = load("1;A;B;C@exemple.fr;X", "2;C;D;A@exemple.fr;X", heading=heading)

    assert report.changed == 2
    addresses = dict(Person.objects.values_list("staff_number", "email"))
    assert addresses == {"1": "C@exemple.fr", "2": "A@exemple.fr"}


def test_a_newcomer_may_have_the_address_of_somebody_who_left():
    heading = "matricule;nom;prenom;courriel;equipe;date_sortie"
    load("1;A;B;a@exemple.fr;X;2026-01-31", heading=heading)

    report = load("2;A;B;a@exemple.fr;X;", heading=heading, as_of=APRIL)

    assert (report.created, report.refused) == (1, [])
    assert Person.objects.get(staff_number="1").email is None


# --- Who leaves --------------------------------------------------------------------------------------


def test_a_last_day_ends_employment_position_and_account():
    load(NADIA, *crowd(9))

    load(f"{NADIA}2026-04-15", as_of=APRIL)

    nadia = Person.objects.get(staff_number="001")
    assert (nadia.employed_until, nadia.is_active) == (date(2026, 4, 15), False)
    assert teams_of("001") == [("Accueil", date(2019, 1, 7), date(2026, 4, 15))]


def test_a_last_day_to_come_leaves_the_account_open():
    load(NADIA)

    report = load(f"{NADIA}2099-12-31")

    assert (report.changed, report.leavers) == (1, [])
    nadia = Person.objects.get(staff_number="001")
    assert (nadia.employed_until, nadia.is_active) == (date(2099, 12, 31), True)
    assert teams_of("001") == [("Accueil", date(2019, 1, 7), date(2099, 12, 31))]


def test_who_is_absent_from_a_full_list_left_the_day_before():
    load(NADIA, *crowd(9))

    report = load(*crowd(9), as_of=APRIL, full=True)

    assert [(line.staff_number, line.name) for line in report.leavers] == [("001", "Nadia Benali")]
    nadia = Person.objects.get(staff_number="001")
    assert (nadia.employed_until, nadia.is_active) == (date(2026, 4, 29), False)
    assert teams_of("001") == [("Accueil", date(2019, 1, 7), date(2026, 4, 29))]
    assert load(*crowd(9), as_of=APRIL, full=True).leavers == []


def test_absence_from_a_partial_list_means_nothing():
    load(NADIA, *crowd(9))
    before = everything()

    load(*crowd(9), as_of=APRIL)

    assert everything() == before


def test_who_arrived_after_the_day_of_a_full_list_is_not_missed():
    load(*crowd(9), as_of=APRIL)
    load("001;Benali;Nadia;;Accueil;;non;2026-05-18;", as_of=MAY)

    assert load(*crowd(9), as_of=APRIL, full=True).leavers == []


def test_a_full_list_that_would_lose_a_fifth_of_the_staff_is_refused():
    load(*crowd(10))
    before = everything()

    report = load(*crowd(7), as_of=APRIL, full=True)

    assert (report.refused[0].line, report.applied) == (0, False)
    assert "3 of 10 people would leave" in report.refused[0].reason
    assert everything() == before
    assert load(*crowd(8), as_of=APRIL, full=True).applied


def test_the_limit_on_leavers_is_a_setting(settings):
    settings.STAFF_IMPORT_MAX_LEAVERS_PERCENT = 50
    load(*crowd(10))

    assert load(*crowd(5), as_of=APRIL, full=True).applied


def test_who_comes_back_gets_a_new_position_and_their_account():
    load(NADIA, *crowd(9))
    load(*crowd(9), as_of=APRIL, full=True)

    load(NADIA, *crowd(9), as_of=MAY, full=True)

    nadia = Person.objects.get(staff_number="001")
    assert (nadia.employed_until, nadia.is_active) == (None, True)
    assert teams_of("001") == [
        ("Accueil", date(2019, 1, 7), date(2026, 4, 29)),
        ("Accueil", MAY, None),
    ]


def test_an_account_blocked_by_hand_stays_blocked():
    load(NADIA)
    Person.objects.update(is_active=False)

    load(NADIA, as_of=APRIL)

    assert not Person.objects.get(staff_number="001").is_active


# --- Nothing halfway ------------------------------------------------------------------------------------


def test_a_dry_run_says_the_same_and_writes_nothing():
    load(NADIA, *crowd(9))
    before = everything()
    lines = [*crowd(9, team="Médiation"), MARC]

    dry = load(*lines, as_of=APRIL, full=True, dry_run=True)
    assert everything() == before
    wet = load(*lines, as_of=APRIL, full=True)

    assert not dry.applied
    assert wet.applied
    same = ("created", "changed", "unchanged", "refused", "arrivals", "moves", "leavers")
    assert [getattr(dry, name) for name in same] == [getattr(wet, name) for name in same]


def test_a_failure_in_the_midst_of_writing_leaves_nothing():
    before = everything()

    def cut(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "people_position"'):
            raise ConnectionError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut), pytest.raises(ConnectionError):
        load(NADIA)

    assert everything() == before


@pytest.mark.parametrize("size", [10, 400])
def test_query_count_does_not_grow_with_the_list(size):
    lines = [f"{n};N;P;;Équipe {n % 5};Métier;non;2019-01-07;" for n in range(size)]
    with CaptureQueriesContext(connection) as first:
        load(*lines)
    moved = [line.replace("Équipe", "Service") for line in lines]
    with CaptureQueriesContext(connection) as second:
        load(*moved, as_of=APRIL, full=True)

    assert len(first) <= 60 + size // 50
    assert len(second) <= 60 + size // 20


odd = st.sampled_from(['"', ";", "\n", ".", "\u0301", "0001-01-01", "9999-12-31"])


def cells(*usual):
    return st.sampled_from(usual)


plain = st.lists(
    st.tuples(
        cells("1", "2", "3", "4", "5", "6"),
        cells("A", "É"),
        cells("B"),
        cells(""),
        cells("T", "U"),
        cells("", "J"),
        cells("oui", "non", ""),
        cells("", "2020-01-01"),
        cells("", "2026-01-31", "2026-12-31"),
    ),
    max_size=5,
    unique_by=lambda line: line[0],
)


def halved(data):
    return data[: 2 * len(data) // 3]


@st.composite
def tables(draw):
    """A list that is mostly right, with at most one cell that does not belong there."""
    lines = [list(line) for line in draw(plain)]
    if lines and draw(st.booleans()):
        draw(st.sampled_from(lines))[draw(st.integers(0, 8))] = draw(odd)
    return "\n".join([HEADING, *map(";".join, lines)]).encode()


class AnyBytes(TestCase):
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.one_of(st.binary(max_size=200), tables(), tables(), tables().map(halved)))
    def test_any_bytes_go_in_whole_or_are_refused(self, data):
        before = everything()
        report = import_staff(data, as_of=MARCH, full=True)
        event("applied" if report.applied else "refused")

        assert report.applied == (not report.refused)
        if report.refused:
            assert everything() == before
        else:
            again = import_staff(data, as_of=MARCH + timedelta(days=30), full=True)
            assert (again.created, again.changed, len(again.leavers)) == (0, 0, 0)
