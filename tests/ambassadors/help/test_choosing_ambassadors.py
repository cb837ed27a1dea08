"""Choosing an ambassador among those who agreed to be chosen."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ambassadors.help.actions.direct_matching import (
    answer_and_continue_search,
    choose_ambassador,
    send_request,
)
from ambassadors.help.actions.network import become_ambassador
from ambassadors.help.actions.pairs import answer_pair
from ambassadors.help.enums import Answer, PairStatus, Urgency
from tests.ambassadors.factories import PairFactory, ServiceFactory
from tests.ambassadors.help.request_steps import ambassadors_asked, helper
from tests.ambassadors.visits import signed_in, text
from tests.people.factories import (
    PersonFactory,
    PositionFactory,
    SiteFactory,
)


pytestmark = pytest.mark.django_db

ASK, OWN = reverse("ambassadors:ask"), reverse("ambassadors:own_request")
INDEX, CHOOSE = reverse("ambassadors:index"), reverse("ambassadors:choose")


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


def waiting(topic, **changes):
    return send_request(
        person=PersonFactory(), topics=[topic], urgency=Urgency.DAYS, formats=["phone"], **changes
    )


def test_only_who_agreed_to_be_chosen_is_named_with_reasons(client, topic):
    willing, other = helper(topic, may_be_chosen=True), helper(topic)
    site = SiteFactory(name="Saint-Aubin")
    help_request = waiting(topic)
    for person in (willing.person, help_request.person):
        PositionFactory(person=person, site=site)

    page = text(signed_in(client, help_request.person).get(OWN))

    assert str(willing.person) in page
    assert str(other.person) not in page
    assert "Knows this well: Messagerie" in page
    assert "Same site as you" in page


def test_at_most_three_are_suggested_and_never_who_is_full(client, topic):
    people = [helper(topic, may_be_chosen=True, capacity=1) for _ in range(5)]
    PairFactory(ambassador=people[0], active=True)
    help_request = waiting(topic)

    page = text(signed_in(client, help_request.person).get(OWN))

    named = [ambassador for ambassador in people if str(ambassador.person) in page]
    assert len(named) == 3
    assert people[0] not in named


def test_the_chosen_one_is_asked_then_somebody_else(client, topic):
    chosen, other = helper(topic, may_be_chosen=True), helper(topic)
    help_request = waiting(topic)
    page = text(
        signed_in(client, help_request.person).post(
            CHOOSE, {"person": chosen.person.uuid}, follow=True
        )
    )
    assert "Your colleague has been asked" in page
    pair = help_request.pairs.get()
    assert (pair.ambassador, pair.seeker_answer) == (chosen, Answer.ACCEPTED)
    assert "wished" in pair.reasons

    answer_and_continue_search(pair=pair, person=chosen.person, accept=False)

    assert ambassadors_asked(help_request) == [chosen, other]


def test_nobody_is_suggested_while_somebody_is_asked(client, topic):
    helper(topic, may_be_chosen=True)
    other = helper(topic, may_be_chosen=True)
    help_request = waiting(topic)
    choose_ambassador(help_request=help_request, ambassador=request_first(topic))

    page = text(signed_in(client, help_request.person).get(OWN))

    assert str(other.person) not in page


def request_first(topic):
    return topic.ambassadors.order_by("pk").first()


@pytest.mark.parametrize(
    "offer", [{"may_be_chosen": False}, {"is_paused": True}, {"ended_at": timezone.now()}]
)
def test_who_cannot_be_chosen_is_not_found(client, topic, offer):
    ambassador = helper(topic, **{"may_be_chosen": True} | offer)
    help_request = waiting(topic)

    answer = signed_in(client, help_request.person).post(CHOOSE, {"person": ambassador.person.uuid})

    assert answer.status_code == 404
    assert not help_request.pairs.exists()


@pytest.mark.parametrize("person", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_made_up_choice_is_not_found(client, topic, person):
    help_request = waiting(topic)

    assert (
        signed_in(client, help_request.person).post(CHOOSE, {"person": person}).status_code == 404
    )


def test_choosing_who_filled_up_meanwhile_says_no_more_than_not_now(client, topic):
    ambassador = helper(topic, may_be_chosen=True, capacity=1)
    help_request = waiting(topic)
    PairFactory(ambassador=ambassador, active=True)

    page = text(
        signed_in(client, help_request.person).post(
            CHOOSE, {"person": ambassador.person.uuid}, follow=True
        )
    )

    assert "This colleague cannot be asked just now." in page
    assert not help_request.pairs.exists()


def test_existing_ambassadors_are_not_chosen_unless_they_say_so(topic):
    ambassador = become_ambassador(
        person=PersonFactory(), topics=[topic], formats=["phone"], slots=["mon_am"], capacity=2
    )

    assert not ambassador.may_be_chosen


def test_a_choice_may_be_withdrawn_from_what_one_offers(client, topic):
    offered = {"topics": [topic.pk], "formats": ["phone"], "slots": ["mon_am"], "capacity": 2}
    ambassador = helper(topic)
    signed_in(client, ambassador.person)
    url = reverse("ambassadors:offer")

    client.post(url, {**offered, "may_be_chosen": "on"})
    ambassador.refresh_from_db()
    assert ambassador.may_be_chosen
    client.post(url, offered)

    ambassador.refresh_from_db()
    assert not ambassador.may_be_chosen


@pytest.mark.parametrize("size", [4, 12])
def test_the_page_of_suggestions_costs_as_much_with_many(
    client, topic, size, django_assert_max_num_queries
):
    for _ in range(size):
        helper(topic, may_be_chosen=True)
    help_request = waiting(topic)
    signed_in(client, help_request.person)
    client.get(OWN)

    with django_assert_max_num_queries(45):
        client.get(OWN)


def test_answering_pairs_of_rounds_needs_both_still(topic):
    pair = PairFactory(proposed=True)

    answer_pair(pair=pair, person=pair.ambassador.person, accept=True)

    pair.refresh_from_db()
    assert pair.status == PairStatus.PROPOSED
