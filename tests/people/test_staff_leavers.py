"""Whom a staff list makes leave: counted however it comes about, and never the last administrator."""

from datetime import date

import pytest
from django.utils import timezone, translation

from people.actions.accounts import grant_role
from people.enums import Role, ViewedData
from people.importers.staff import import_staff
from people.importers.staff_teams import near_names
from people.models import Look, Person, Team
from people.staffing import ListSender
from tests.people.factories import PersonFactory, TeamFactory
from tests.people.staff_lists import ANSWERED


pytestmark = pytest.mark.django_db

HEADING = "matricule;nom;prenom;equipe;date_sortie"
MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def load(*lines, as_of=MARCH, heading=HEADING, **options):
    options.setdefault("answers", ANSWERED)
    return import_staff("\n".join([heading, *lines]).encode(), as_of=as_of, **options)


def crowd(count, last_day="", *, first=10):
    return [f"{n};N;P;Accueil;{last_day}" for n in range(first, first + count)]


def active():
    return set(Person.objects.filter(is_active=True).values_list("staff_number", flat=True))


def administrator(number="1", **facts):
    person = PersonFactory(staff_number=number, last_name="N", first_name="P", **facts)
    grant_role(person=person, role=Role.ADMINISTRATOR)
    return person


# --- How many ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "last_day",
    ["2026-04-29", "2026-05-15"],  # before the day of the list; after it, and long ago today
)
@pytest.mark.parametrize("full", [False, True])
def test_a_last_day_for_everybody_is_held_as_absence_is(last_day, full):
    load(*crowd(20))
    everybody = active()

    report = load(*crowd(20, last_day), as_of=APRIL, full=full)

    assert (report.is_held, report.applied) == (True, False)
    assert "20 of 20 people would leave" in report.refused[0].reason
    assert active() == everybody


def test_absence_and_a_last_day_are_counted_together():
    load(*crowd(20))

    report = load(*crowd(3, "2026-04-15"), *crowd(15, first=13), as_of=APRIL, full=True)

    assert (report.is_held, report.changed, len(report.leavers)) == (True, 0, 5)
    assert report.as_dict()["left"] == 5
    assert not load(
        *crowd(3, "2026-04-15"), *crowd(15, first=13), as_of=APRIL, leavers_confirmed=4
    ).is_held
    assert load(
        *crowd(3, "2026-04-15"), *crowd(15, first=13), as_of=APRIL, full=True, leavers_confirmed=2
    ).applied


def test_a_departure_on_a_line_stands_among_the_departures_with_what_the_line_says():
    load(*crowd(20))

    report = load(*crowd(1, "2026-04-15"), as_of=APRIL, dry_run=True)

    assert [(line.staff_number, line.what) for line in report.leavers] == [
        ("10", "Accueil; Last day: – → 2026-04-15; May sign in: yes → no")
    ]
    assert report.corrections == []
    assert report.notes == ["1 person has had their last day, by the list, and leaves."]


def test_who_left_before_is_not_counted_again():
    load(*crowd(20))
    load(*crowd(20, "2026-04-15"), as_of=APRIL, max_leavers_percent=100)

    report = load(*crowd(20, "2026-04-10"), as_of=APRIL)

    assert (report.applied, report.changed, report.leavers) == (True, 20, [])


# --- Who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "full", "line"),
    [(["1;N;P;Accueil;2026-04-15"], False, 2), (crowd(19), True, 0)],
)
@pytest.mark.parametrize(
    "options",
    [{}, {"leavers_confirmed": 1}, {"sender": ListSender.ADMINISTRATOR, "leavers_confirmed": 1}],
)
def test_the_last_administrator_never_leaves_by_a_list(lines, full, line, options):
    administrator()
    load(*crowd(19))
    closed = administrator("2", is_active=False)
    gone = administrator("3", employed_until=date(2026, 1, 31))

    report = load(*lines, as_of=APRIL, full=full, **options)

    assert [(refusal.line, refusal.whole_file) for refusal in report.refused] == [(line, True)]
    assert "no administrator would be left" in report.refused[0].reason
    assert (report.applied, report.is_held) == (False, False)
    assert active() >= {"1", "10"}
    assert not {closed.staff_number} & active()
    assert gone.roles == {Role.ADMINISTRATOR}


def test_the_account_of_the_installation_is_an_administrator_too():
    PersonFactory(staff_number="1", is_superuser=True)
    load(*crowd(19))

    assert not load(*crowd(19), as_of=APRIL, full=True).applied

    PersonFactory(staff_number="2", is_superuser=True)
    assert load("1;N;P;Accueil;2026-04-15", as_of=APRIL, leavers_confirmed=1).applied


@pytest.mark.parametrize("role", list(Role))
def test_whoever_holds_a_role_leaves_by_a_confirmation_or_an_administrators_file(role):
    administrator("2")
    holder = PersonFactory(staff_number="1")
    grant_role(person=holder, role=role)
    load(*crowd(18))
    line = "1;N;P;Accueil;2026-04-15"

    report = load(line, as_of=APRIL)

    assert (report.is_held, [refusal.line for refusal in report.refused]) == (True, [2])
    assert str(role.label) in report.refused[0].reason
    assert "1" in active()
    assert load(line, as_of=APRIL, max_leavers_percent=100).is_held
    assert load(line, as_of=APRIL, dry_run=True, sender=ListSender.ADMINISTRATOR).refused == []
    assert load(line, as_of=APRIL, leavers_confirmed=1).applied
    assert "1" not in active()


# --- Teams -------------------------------------------------------------------------------------------


TREE = "matricule;nom;prenom;equipe;equipe_parente"


def parents():
    return {team.code: team.get_parent().code for team in Team.objects.exclude(code=Team.ROOT_CODE)}


def test_an_empty_parent_moves_no_team_and_a_new_team_goes_to_the_top():
    load("1;A;B;U;", "2;A;B;T;U", heading=TREE)

    report = load("2;A;B;T;", "3;A;B;W;", heading=TREE, as_of=APRIL)

    assert report.applied
    assert parents() == {"U": ".", "T": "U", "W": "."}


@pytest.mark.parametrize("word", [".", "-", "–", "—"])
def test_a_dash_moves_a_team_to_the_top(word):
    load("1;A;B;U;", "2;A;B;T;U", heading=TREE)

    report = load(f"2;A;B;T;{word}", f"3;A;B;W;{word}", heading=TREE, as_of=APRIL)

    assert report.applied
    assert parents() == {"U": ".", "T": ".", "W": "."}
    assert not load(f"4;A;B;{word};", heading=TREE).applied


def test_new_moved_and_closed_teams_stand_apart_and_a_near_name_is_pointed_out():
    load("1;A;B;U;", "2;A;B;T;U", "3;A;B;Old;", "4;A;B;Médiation numérique;", heading=TREE)
    named = TeamFactory(code="REL-7", name="Relation client")

    report = load(
        "1;A;B;Accueil;U",
        "2;A;B;T;-",
        "3;A;B;mediation-numerique;",
        "4;A;B;Relations client;",
        "5;A;B;REL-7;",
        heading=TREE,
        as_of=APRIL,
        full=True,
    )

    assert report.applied
    assert [(team.kind, team.team, team.change) for team in report.teams] == [
        ("New team", "Relations client", "top of the organisation"),
        ("New team", "mediation-numerique", "top of the organisation"),
        ("New team", "Accueil", "below U"),
        ("Moved team", "T", "U → top of the organisation"),
        ("Closed team", "Médiation numérique", ""),
        ("Closed team", "Old", ""),
    ]
    near = {team.team: team.warning for team in report.teams if team.warning}
    assert near == {
        "Relations client": f"close to “{named.code}”: a slip of the hand?",
        "mediation-numerique": "close to “Médiation numérique”: a slip of the hand?",
    }
    assert [note for note in report.notes if "slip of the hand" in note]


@pytest.mark.parametrize(
    ("new", "known", "is_near"),
    [
        ("Acceuil", "Accueil", True),
        ("ETUDES", "Études", True),
        ("Saint Nazaire", "Saint-Nazaire", True),
        ("Guichet d’Angers", "Guichet d'Angers", True),
        ("Agence 12", "Agence 13", False),
        ("Équipe A", "Équipe B", False),
        ("Finance", "Logistique", False),
    ],
)
def test_near_names(new, known, is_near):
    assert near_names([new], {known: known}) == ({new: known} if is_near else {})


# --- Ways to a role: the address of who holds one, and the return of who held one -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "goes_in"),
    [
        (ListSender.COLLEAGUE, False),
        (ListSender.ADMINISTRATOR, True),
        (ListSender.MACHINE, True),
    ],
)
def test_only_an_administrator_gives_another_address_to_who_holds_a_role(sender, goes_in):
    """With another address a forgotten password is mailed elsewhere."""
    administrator(email="yann@exemple.fr")

    report = load(
        "1;N;P;Accueil;claire@exemple.fr",
        heading="matricule;nom;prenom;equipe;courriel",
        sender=sender,
    )

    assert report.applied is goes_in
    assert [refusal.line for refusal in report.refused] == ([] if goes_in else [2])
    expected = "claire@exemple.fr" if goes_in else "yann@exemple.fr"
    assert Person.objects.get(staff_number="1").email == expected


def test_the_address_of_who_left_with_a_role_is_no_colleague_s_to_change():
    administrator("2")
    administrator(email="yann@exemple.fr", employed_until=date(2026, 1, 31), is_active=False)

    report = load(
        "1;N;P;Accueil;2026-01-31;claire@exemple.fr",
        heading=f"{HEADING};courriel",
        sender=ListSender.COLLEAGUE,
    )

    assert [refusal.line for refusal in report.refused] == [2]
    assert Person.objects.get(staff_number="1").email == "yann@exemple.fr"


@pytest.mark.parametrize(
    ("sender", "goes_in"), [(ListSender.COLLEAGUE, False), (ListSender.ADMINISTRATOR, True)]
)
def test_who_left_with_a_role_comes_back_by_an_administrator_s_list_only(sender, goes_in):
    administrator("2")
    administrator(employed_until=date(2026, 1, 31), is_active=False)

    report = load("1;N;P;Accueil;", sender=sender)

    assert report.applied is goes_in
    assert ("1" in active()) is goes_in


# --- Whose address was changed, and by whom --------------------------------------------------------------------


def test_a_new_address_is_noted_with_who_sent_the_list():
    load("7;N;P;Accueil;n@exemple.fr", heading="matricule;nom;prenom;equipe;courriel")
    Person.objects.filter(staff_number="7").update(last_login=timezone.now())
    sender = administrator("2")
    for address in ("n@exemple.fr", "N@exemple.fr", "autre@exemple.fr"):
        load(
            f"7;N;P;Accueil;{address}",
            heading="matricule;nom;prenom;equipe;courriel",
            as_of=APRIL,
            by=sender,
        )
    person = Person.objects.get(staff_number="7")

    looks = Look.objects.filter(subject=person).values_list("viewer", "seen")
    assert list(looks) == [(sender.pk, ViewedData.ADDRESS)]
    assert person.address_changed_at


def test_a_first_address_takes_nothing_from_anybody():
    load("7;N;P;Accueil;n@exemple.fr", heading="matricule;nom;prenom;equipe;courriel")

    assert Person.objects.get(staff_number="7").address_changed_at is None
