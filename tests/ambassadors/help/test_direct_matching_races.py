"""Simultaneous direct requests. SQLite writes one at a time: these run on PostgreSQL."""

import pytest
from django.db import connection

from ambassadors.help.actions.direct_matching import (
    answer_and_continue_search,
    choose_ambassador,
    continue_direct_searches,
    propose_best_ambassador,
    send_request,
)
from ambassadors.help.actions.rounds import publish_round
from ambassadors.help.enums import Format, PairStatus, Urgency
from ambassadors.help.models import HelpRequest, Pair
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    MatchingRoundFactory,
    PairFactory,
    ServiceFactory,
)
from tests.people.factories import PersonFactory
from tests.racing import at_once, refused


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
URGENT = {"urgency": Urgency.TODAY, "formats": [Format.PHONE]}


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


@pytest.fixture
def topic():
    return ServiceFactory()


def helper(topic, **changes):
    return AmbassadorFactory(topics=[topic], formats=[Format.PHONE], **changes)


@pytest.mark.parametrize("attempt", range(5))
def test_of_twenty_at_once_one_has_the_last_place_and_the_others_the_next(topic, attempt):
    """The best fits all of them: the same half-days are declared by nobody else."""
    best = helper(topic, capacity=1, slots=["mon_am", "tue_am", "wed_am", "thu_am", "fri_am"])
    others = [helper(topic, capacity=10, slots=[]) for _ in range(2)]
    people = PersonFactory.create_batch(20)

    at_once(
        *(
            lambda person=person: send_request(person=person, topics=[topic], **URGENT)
            for person in people
        )
    )

    assert Pair.objects.proposed().count() == 20
    assert best.pairs.count() == 1
    assert sum(other.pairs.count() for other in others) == 19
    assert not HelpRequest.objects.exclude(found_nobody="").exists()


@pytest.mark.parametrize("attempt", range(5))
def test_two_tasks_and_a_refusal_at_once_ask_one_more(topic, attempt):
    for _ in range(4):
        helper(topic)
    help_request = send_request(person=PersonFactory(), topics=[topic], **URGENT)
    pair = help_request.pairs.select_related("ambassador__person").get()

    at_once(
        lambda: answer_and_continue_search(pair=pair, person=pair.ambassador.person, accept=False),
        continue_direct_searches,
        continue_direct_searches,
    )

    statuses = sorted(help_request.pairs.values_list("status", flat=True))
    assert statuses == [PairStatus.DECLINED, PairStatus.PROPOSED]


@pytest.mark.parametrize("attempt", range(5))
def test_a_round_published_beside_urgent_requests_keeps_to_the_capacity(topic, attempt):
    ambassador = helper(topic, capacity=2)
    matching_round = MatchingRoundFactory()
    for _ in range(2):
        help_request = HelpRequestFactory(topics=[topic])
        PairFactory(round=matching_round, ambassador=ambassador, request=help_request)
    waiting = [HelpRequestFactory(topics=[topic], formats=[]) for _ in range(2)]

    outcomes = at_once(
        lambda: publish_round(matching_round=matching_round),
        *(
            lambda waiting_request=waiting_request: propose_best_ambassador(
                help_request=waiting_request
            )
            for waiting_request in waiting
        ),
    )

    assert not refused(outcomes)
    assert ambassador.pairs.proposed().count() == 2


@pytest.mark.parametrize("attempt", range(5))
def test_two_who_choose_the_same_last_place_get_one_between_them(topic, attempt):
    ambassador = helper(topic, capacity=1, may_be_chosen=True)
    waiting = [HelpRequestFactory(topics=[topic], formats=[]) for _ in range(2)]

    outcomes = at_once(
        *(
            lambda waiting_request=waiting_request: choose_ambassador(
                help_request=waiting_request, ambassador=ambassador
            )
            for waiting_request in waiting
        )
    )

    assert len(refused(outcomes)) == 1
    assert ambassador.pairs.proposed().count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_one_who_chooses_twice_at_once_asks_one_colleague(topic, attempt):
    willing = [helper(topic, may_be_chosen=True) for _ in range(2)]
    help_request = HelpRequestFactory(topics=[topic], formats=[])

    outcomes = at_once(
        *(
            lambda colleague=colleague: choose_ambassador(
                help_request=help_request, ambassador=colleague
            )
            for colleague in willing
        )
    )

    assert len(refused(outcomes)) == 1
    assert help_request.pairs.count() == 1
