"""More time for somebody: an administrator's to give, and nobody else's to see."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.enums import ViewedData
from people.models import Look
from quizzes.models import ExtraTime
from quizzes.policies import extra_times_visible_to
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

INDEX = "quiz_admin:extra_times"


def one(person):
    return reverse("quiz_admin:extra_time", args=[person.uuid])


def test_an_administrator_finds_somebody_and_gives_them_time(client, administrator):
    client.force_login(administrator)
    someone = PersonFactory(last_name="Zénobie")

    found = client.get(reverse(INDEX), {"q": "zenobie"})
    client.post(one(someone), {"percent": "33"})

    assert one(someone) in found.content.decode()
    assert ExtraTime.objects.get().percent == 33


def test_nothing_in_the_field_takes_it_away(client, administrator):
    client.force_login(administrator)
    held = ExtraTime.objects.create(learner=PersonFactory(), percent=50)

    client.post(one(held.learner), {"percent": ""})

    assert not ExtraTime.objects.exists()


@pytest.mark.parametrize("percent", ["0", "301", "x"])
def test_what_is_out_of_range_is_refused(client, administrator, percent):
    client.force_login(administrator)

    client.post(one(PersonFactory()), {"percent": percent})

    assert not ExtraTime.objects.exists()


def test_the_database_refuses_what_is_out_of_range(person):
    with transaction.atomic(), pytest.raises(IntegrityError):
        ExtraTime.objects.create(learner=person, percent=301)


@pytest.mark.parametrize("role", ["editor", "training_manager"])
def test_no_other_role_sees_or_sets_it(client, request, role):
    held = ExtraTime.objects.create(learner=PersonFactory(), percent=50)
    viewer = request.getfixturevalue(role)
    client.force_login(viewer)

    pages = [client.get(reverse(INDEX)), client.get(one(held.learner))]
    pages.append(client.post(one(held.learner), {"percent": "10"}))

    assert {page.status_code for page in pages} == {404}
    assert not extra_times_visible_to(viewer).exists()
    held.refresh_from_db()
    assert held.percent == 50


def test_no_manager_sees_it(client):
    team = TeamFactory()
    manager = PositionFactory(team=team, is_manager=True).person
    learner = PositionFactory(team=team).person
    ExtraTime.objects.create(learner=learner, percent=50)

    assert not extra_times_visible_to(manager).exists()


def test_those_whom_the_list_names_read_that_it_was_seen(client, administrator):
    client.force_login(administrator)
    held = ExtraTime.objects.create(learner=PersonFactory(), percent=50)

    client.get(reverse(INDEX))
    client.get(one(held.learner))

    looks = Look.objects.filter(subject=held.learner, seen=ViewedData.EXTRA_TIME)
    assert [look.viewer for look in looks] == [administrator] * 2
