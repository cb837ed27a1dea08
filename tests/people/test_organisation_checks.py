"""What the staff list would make wrong in figures by team, said before they are published."""

from datetime import timedelta

import pytest
from django.db.models import CharField
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core.dates import today
from people.models import Person, Team
from people.queries import checks
from people.queries.checks import checks_of_organisation
from tests.growth import reads
from tests.people.factories import ExternalFactory, PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

YESTERDAY = today() - timedelta(days=1)


def found():
    checks = checks_of_organisation(Person.objects.all(), Team.objects.all(), today())
    return {check.key: [*check.people, *check.teams] for check in checks}


@pytest.fixture(autouse=True)
def in_order(db):
    """A team with its manager, and a smaller one below that has none of its own."""
    above = TeamFactory()
    PositionFactory(team=above, is_manager=True)
    PositionFactory(team=TeamFactory(parent=Team.objects.get(pk=above.pk)))


def test_an_organisation_in_order_has_nothing_to_put_right():
    ExternalFactory()
    PersonFactory(employed_until=YESTERDAY)

    assert set(map(len, found().values())) == {0}


def test_somebody_without_a_position_today():
    person = PersonFactory()
    PositionFactory(person=person, started_on=YESTERDAY - timedelta(days=9), ended_on=YESTERDAY)

    assert found()["no_team"] == [person]


def test_somebody_in_a_closed_team():
    position = PositionFactory(team=TeamFactory(closed_on=YESTERDAY))

    assert found()["closed_team"] == [position.person]


def test_two_people_of_one_name_are_found_however_it_is_written():
    names = [("Élodie", "Le Goff"), ("Elodie", "LE GOFF"), ("Elodie", "Legrand")]
    positions = [
        PositionFactory(
            person=PersonFactory(first_name=first, last_name=last), team=Team.objects.last()
        )
        for first, last in names
    ]

    assert found()["same_name"] == [position.person for position in positions[:2]]


def test_a_team_that_nobody_leads_and_one_where_nobody_works():
    led_by_a_leaver, empty = TeamFactory(), TeamFactory()
    leaver = PersonFactory(employed_until=YESTERDAY)
    PositionFactory(team=led_by_a_leaver, person=leaver, is_manager=True)
    PositionFactory(team=led_by_a_leaver)
    PositionFactory(team=Team.objects.organisation(), is_manager=True)

    assert found()["no_manager"] == [led_by_a_leaver]
    assert found()["empty_team"] == [empty]


def test_the_page_counts_all_and_shows_the_first(
    client, administrator, django_assert_max_num_queries
):
    PersonFactory.create_batch(25)
    client.force_login(administrator)
    with django_assert_max_num_queries(40):
        page = client.get(reverse("organisation_admin:checks"), headers={"accept-language": "en"})

    (check,) = [check for check in page.context["checks"] if check.key == "no_team"]
    assert (check.count, len(check.people), check.more) == (25, 20, 5)
    assert "And 5 more." in page.content.decode()


def test_queries_and_rows_do_not_grow_with_those_in_order():
    def asked():
        for person in PersonFactory.create_batch(20):
            PositionFactory(person=person, team=Team.objects.last())
        Person.objects.update(folded_name=Concat("folded_name", Cast("pk", CharField())))
        with reads() as seen:
            assert set(map(len, found().values())) == {0}
        return seen

    assert asked() == asked()


def test_among_more_names_than_are_read_at_first_those_of_staff_are_found(monkeypatch):
    monkeypatch.setattr(checks, "FEW", 2)
    names = [("Ada", "Bot"), ("Ada", "Bot"), ("Bo", "Kern"), ("Bo", "Kern"), ("Cy", "Rau")]
    people = [PersonFactory(first_name=first, last_name=last) for first, last in names]
    PersonFactory(first_name="Cy", last_name="Rau", employed_until=YESTERDAY)

    (same_name,) = [
        check
        for check in checks.checks_of_organisation(
            Person.objects.all(), Team.objects.all(), today()
        )
        if check.key == "same_name"
    ]
    assert (same_name.count, list(same_name.people)) == (4, people[:4])
