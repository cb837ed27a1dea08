"""Finding somebody in the staff list, whatever the accents, and the order of the list."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.actions.externals import add_external
from people.admin_views import staff
from people.importers.staff import import_staff
from people.models import Person
from people.queries.staff import found_by_name
from tests.people.factories import (
    ExternalFactory,
    PartnerFactory,
    PersonFactory,
    PositionFactory,
)


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

STAFF = reverse("people_admin:staff")
NADIA, NUNEZ, MULLER = "AX-101", "AX-102", "AX-103"  # in no number that factories make


@pytest.fixture
def in_the_list(client, administrator):
    PersonFactory(staff_number=NADIA, last_name="Benali", first_name="Nadia", email="nb@exemple.fr")
    PersonFactory(staff_number=NUNEZ, last_name="Ñuñez", first_name="Jean-Loïc", email=None)
    PersonFactory(staff_number=MULLER, last_name="Müller", first_name="Cœur", email=None)
    client.force_login(administrator)

    def numbers(words="", **more):
        page = client.get(STAFF, {"q": words, **more})
        return [person.staff_number for person in page.context["object_list"]]

    return numbers


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("nadia benali", NADIA),
        ("BENALI Nadia", NADIA),
        ("ben  nad", NADIA),
        ("benali ax-101", NADIA),
        ("nb@exemple.fr", NADIA),
        ("nunez", NUNEZ),
        ("Ñuñez", NUNEZ),
        ("jean loic nunez", NUNEZ),
        ("Jean-Loïc", NUNEZ),
        ("muller coeur", MULLER),
        ("Mu\u0308ller", MULLER),  # decomposed
        ("ax-103", MULLER),
    ],
)
def test_each_word_is_found_in_any_order_and_with_or_without_accents(in_the_list, words, number):
    assert in_the_list(words) == [number]


@pytest.mark.parametrize("words", ["nadia muller", "%", "_", "' or 1=1"])
def test_words_of_two_people_and_signs_find_nobody(in_the_list, words):
    assert in_the_list(words) == []


def test_the_answer_to_a_search_in_vain_says_how_to_search(client, in_the_list):
    PersonFactory(staff_number="L1", last_name="Martel", employed_until=date(2020, 1, 1))

    for url in (STAFF, reverse("people_admin:staff_results")):
        page = client.get(url, {"q": "<b>martel"}).content.decode()
        assert "&lt;b&gt;martel" in page
        assert "personnes ne correspond" not in page
        assert "No people match" not in page
        assert f"{STAFF}?q=%3Cb%3Emartel&amp;post=all" in page
    assert in_the_list("martel", post="all") == ["L1"]


def test_accents_and_capitals_move_nobody_in_the_order(client, in_the_list):
    Person.objects.exclude(staff_number__startswith="AX-").delete()
    for number, last, first in [
        ("1", "Émile", "Zoé"),
        ("2", "emile", "Anne"),
        ("3", "Zola", "B"),
        ("4", "Le Goff", "C"),
        ("5", "Leblanc", "D"),
        ("6", "d’Ormesson", "E"),
    ]:
        PersonFactory(staff_number=number, last_name=last, first_name=first)

    expected = [NADIA, "6", "2", "1", "4", "5", MULLER, NUNEZ, "3"]
    assert list(Person.objects.values_list("staff_number", flat=True)) == expected
    root = PersonFactory(last_name="AAA", is_superuser=True)
    client.force_login(root)
    assert in_the_list() == [root.staff_number, *expected]
    assert in_the_list(ordering="-last_name") == [*reversed(expected), root.staff_number]


def test_every_way_to_a_name_keeps_what_it_is_found_by(client):
    head = b"matricule;nom;prenom;equipe\n"
    import_staff(head + "1;Élan;Zoé;X\n".encode(), as_of=date(2026, 1, 1))
    import_staff(head + "1;Ébène;Zoé;X\n".encode(), as_of=date(2026, 1, 1))
    add_external(
        first_name="Ümit",
        last_name="Şahin",
        email="",
        partner=PartnerFactory(),
        from_day=date(2026, 1, 1),
        last_day=date(2099, 1, 1),
    )
    saved = PersonFactory(last_name="Avant")
    saved.last_name = "Après"
    saved.save(update_fields=["last_name"])
    root = PersonFactory(staff_number="R", last_name="Root", is_superuser=True)
    client.force_login(root)
    client.post(
        reverse("wagtailusers_users:edit", args=[root.pk]),
        {"staff_number": "R", "email": "a@b.fr", "first_name": "Ève", "last_name": "Œdipe"}
        | {"is_active": "on", "is_superuser": "on"},
    )

    folded = set(Person.objects.values_list("folded_name", flat=True))
    assert folded == {"ebene zoe", "sahin umit", "apres camille", "oedipe eve"}
    assert [str(person) for person in found_by_name(Person.objects.all(), "OEdipe")] == [
        "Ève Œdipe"
    ]


def test_partners_learners_are_found_by_their_name_and_their_partner(client, administrator):
    ExternalFactory(
        staff_number="E1", last_name="Müller", first_name="Ana", partner=PartnerFactory(name="Sud")
    )
    client.force_login(administrator)

    for words in ("ana muller", "sud"):
        page = client.get(reverse("organisation_admin:externals"), {"q": words})
        assert [person.staff_number for person in page.context["object_list"]] == ["E1"]


def test_a_search_costs_the_same_number_of_queries_whatever_it_finds(client, administrator):
    client.force_login(administrator)
    client.get(STAFF, {"q": "durand"})
    counts = []
    for size in (5, 60):
        for _each in range(size):
            PositionFactory()
        with CaptureQueriesContext(connection) as queries:
            client.get(STAFF, {"q": "durand camille"})
        counts.append(len(queries))

    assert counts[1] <= counts[0] + 1  # more than a page: how many there are is asked


def test_few_are_looked_for_once_and_many_are_listed_alike(client, in_the_list, monkeypatch):
    with CaptureQueriesContext(connection) as queries:
        few = in_the_list("ax-10")
    assert sorted(few) == [NADIA, NUNEZ, MULLER]
    assert sum("LIKE" in query["sql"] and "ax-10" in query["sql"] for query in queries) == 1

    monkeypatch.setattr(staff, "FEW_FOUND", 1)
    assert in_the_list("ax-10") == few


# --- Those who left ------------------------------------------------------------------------------------


def test_those_who_left_are_marked_and_shown_only_when_asked_for(client, in_the_list):
    PersonFactory(staff_number="A-L", last_name="Zed", employed_until=date(2020, 1, 31))
    PersonFactory(staff_number="A-N", last_name="Zee", employed_from=date(2099, 1, 1))
    PersonFactory(staff_number="A-M", last_name="Zef", employed_until=date(2099, 1, 31))

    assert {"A-N", "A-M"} < set(in_the_list())
    assert "A-L" not in in_the_list()
    assert in_the_list(post="left") == ["A-L"]
    assert {"A-L", "A-N", NADIA} < set(in_the_list(post="all"))
    assert "31/01/2020" in client.get(STAFF, {"post": "left"}).content.decode()
    assert "31/01/2099" not in client.get(STAFF).content.decode()
