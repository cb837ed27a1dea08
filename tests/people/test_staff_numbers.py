"""A staff number that changed: the record, the account and the history go on under the new one (F36)."""

import pytest

from adoption.usage.pseudonyms import subject_of
from people.actions.accounts import grant_role
from people.enums import Role, ViewedData
from people.models import Look, Person
from people.staffing import ListSender
from tests.people.factories import PersonFactory
from tests.people.staff_lists import APRIL, MARC, NADIA, everything, load, reasons, teams_of


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HEADING = "matricule;nom;prenom;equipe;ancien_matricule"
NEW = "N-77;Benali;Nadia;Accueil;001"


def change(*lines, **options):
    return load(*lines, heading=HEADING, as_of=APRIL, **options)


@pytest.mark.parametrize("full", [False, True])
def test_the_record_goes_on_under_the_new_number(full):
    load(NADIA)
    before = Person.objects.get()
    report = change(NEW, full=full)

    after = Person.objects.get()
    assert (after.pk, after.uuid, after.staff_number) == (before.pk, before.uuid, "N-77")
    assert subject_of(after) == subject_of(before)
    assert len(teams_of("N-77")) == 1
    assert (report.created, report.changed, report.leavers) == (0, 1, [])
    assert [line.what for line in report.corrections] == ["Staff number: 001 → N-77"]


def test_with_the_number_they_may_move_and_have_another_name():
    load(NADIA)
    report = change("N-77;Martin;Nadia;Médiation;001")

    assert report.moves[0].what == (
        "Accueil → Médiation; Staff number: 001 → N-77; Last name: Benali → Martin"
    )
    assert [team for team, *_days in teams_of("N-77")] == ["Accueil", "Médiation"]


def test_the_same_list_again_changes_nothing():
    load(NADIA)
    change(NEW, full=True)
    before = everything()

    again = change(NEW, full=True)

    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)
    assert everything() == before


def test_a_former_number_that_nobody_has_is_of_before_our_time():
    report = change("N-77;Benali;Nadia;Accueil;OLD-1")

    assert (report.created, report.refused) == (1, [])


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ([NEW, "001;Benali;Nadia;Accueil;"], "Former staff number 001 has a line of its own."),
        (["002;Petit;Marc;Accueil;001"], "Staff numbers 002 and 001 have a record each."),
        (
            [
                "N-78;Petit;Marc;Accueil;002",
                "002;Benali;Nadia;Accueil;001",
            ],  # one frees what the other takes
            "Staff numbers 002 and 001 have a record each.",
        ),
        ([NEW, "N-78;Benali;Nadia;Accueil;001"], "Former staff number 001 is already on line 2."),
    ],
)
def test_what_would_make_one_of_two_or_two_of_one_is_refused(lines, refused):
    load(NADIA, MARC)
    before = everything()
    report = change(*lines)

    assert refused in [reason for _line, reason in reasons(report)]
    assert everything() == before


@pytest.mark.parametrize(
    "line",
    [
        "N-77;Benali;;Accueil;001",  # no first name
        "002;Petit;Marc;Accueil;001",  # two records
    ],
)
def test_whoever_a_refused_line_meant_does_not_leave(line):
    load(NADIA, MARC)
    change(line, "003;Perrin;Julien;Accueil;", full=True, skip_refused=True)

    assert Person.objects.get(staff_number="001").employed_until is None


def test_two_records_stay_two_and_each_keeps_its_history():
    """The written way out: one number stays on the list, the other leaves."""
    load(NADIA, NADIA.replace("001", "N-77").replace("nadia.benali@exemple.fr", ""))
    load("N-77;Benali;Nadia;Accueil;", heading=HEADING, as_of=APRIL, full=True, leavers_confirmed=1)

    assert teams_of("001")[0][2] is not None
    assert teams_of("N-77")[0][2] is None


def test_zeros_that_a_spreadsheet_took_are_seen_in_the_former_number_too():
    load(NADIA)
    report = change(NEW.replace("001", "1"))

    assert "Staff number 1 may have lost zeros in front" in reasons(report)[0][1]


def test_no_former_number_is_no_number_that_lost_its_zeros():
    load("0;Benali;Nadia;Accueil;", heading=HEADING)

    assert change("0;Benali;Nadia;Accueil;").refused == []


def test_who_arrives_under_the_name_of_who_leaves_is_pointed_out():
    load(NADIA, MARC)
    lines = ["N-77;BENALI;nadia;Accueil;", "002;Petit;Marc;Accueil;"]
    report = load(*lines, heading=HEADING, as_of=APRIL, full=True, dry_run=True)

    (note,) = [note for note in report.notes if "N-77" in note]
    assert note.startswith("Staff number N-77 arrives under the name of 001, who leaves.")


@pytest.mark.parametrize(
    ("sender", "goes_in"), [(ListSender.COLLEAGUE, False), (ListSender.ADMINISTRATOR, True)]
)
def test_only_an_administrator_s_list_renumbers_whoever_holds_a_role(sender, goes_in):
    """An identity provider may find people by their number: a colleague could give them their own."""
    load(NADIA)
    grant_role(person=Person.objects.get(), role=Role.ADMINISTRATOR)
    report = change(NEW, sender=sender)

    assert report.applied is goes_in
    assert Person.objects.filter(staff_number="N-77").exists() is goes_in


def test_the_person_reads_who_changed_their_number():
    load(NADIA)
    Person.objects.update(last_login="2026-01-07T08:00Z")
    sender = PersonFactory()
    change(NEW, by=sender)
    nadia = Person.objects.get(staff_number="N-77")

    assert nadia.number_changed_at
    looks = Look.objects.filter(subject=nadia).values_list("viewer", "seen")
    assert list(looks) == [(sender.pk, ViewedData.ADDRESS)]
