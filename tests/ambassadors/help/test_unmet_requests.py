"""The list of direct requests for which nobody was found: who reads it, and what it says."""

import pytest
from django.test import Client
from django.urls import reverse

from ambassadors.help.actions.direct_matching import continue_direct_searches, send_request
from ambassadors.help.enums import Format, Urgency
from ambassadors.help.models import Ambassador, HelpRequest
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import Look
from tests.ambassadors.factories import AmbassadorFactory, HelpRequestFactory, ServiceFactory
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

LIST = reverse("ambassadors_admin:unmet")


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


@pytest.fixture
def reader():
    person = PersonFactory(is_superuser=False)
    grant_role(person=person, role=Role.TRAINING_MANAGER)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def urgent(topic, **more):
    return send_request(person=PersonFactory(), topics=[topic], urgency=Urgency.TODAY, **more)


def text(client):
    return client.get(LIST).content.decode()


def test_it_names_who_found_nobody_and_the_one_change_that_would_do(reader, topic):
    AmbassadorFactory(topics=[topic], formats=[Format.PHONE])
    stuck = urgent(topic, formats=[Format.IN_PERSON])
    helped = urgent(topic, formats=[Format.PHONE])
    slow = HelpRequestFactory(topics=[topic], formats=[Format.IN_PERSON])

    page = text(reader)

    assert str(stuck.person) in page
    assert "to meet in another way" in page
    assert str(helped.person) not in page
    assert str(slow.person) not in page


def test_each_person_named_can_read_who_looked(reader, topic):
    stuck = urgent(topic)

    text(reader)

    assert Look.objects.filter(subject=stuck.person).count() == 1


def test_one_more_place_is_said_where_the_right_ones_are_full(reader, topic):
    full = AmbassadorFactory(topics=[topic], capacity=1)
    urgent(topic)
    urgent(topic)
    Ambassador.objects.filter(pk=full.pk).update(capacity=1)

    assert "place" in text(reader).partition("What would help, each alone")[2].lower()


def test_whoever_is_found_meanwhile_leaves_the_list(reader, topic):
    stuck = urgent(topic)
    assert str(stuck.person) in text(reader)
    AmbassadorFactory(topics=[topic], formats=[])

    continue_direct_searches()

    assert str(stuck.person) not in text(reader)


def test_an_ambassador_or_a_manager_does_not_read_it(topic):
    client = Client()
    client.force_login(AmbassadorFactory().person)

    assert client.get(LIST).status_code in {302, 404}


def test_fifty_ask_no_more_queries_than_two(reader, topic, django_assert_max_num_queries):
    AmbassadorFactory(topics=[ServiceFactory()])
    for _ in range(2):
        urgent(topic)
    text(reader)
    with django_assert_max_num_queries(60) as few:
        text(reader)
    for _ in range(50):
        HelpRequestFactory(topics=[topic], at_once=True, found_nobody="no_common_topic")
    with django_assert_max_num_queries(len(few) + 1):  # looks are written in batches
        page = text(reader)
    assert HelpRequest.objects.count() == 52
    assert page.count('class="title"') == 50
