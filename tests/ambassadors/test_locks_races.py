"""Who holds what while others wait. Each order is made certain: one waits for a lock that another holds."""

import threading

import pytest
from django.db import connection, transaction

from ambassadors.actions import draft_round, leave_network
from ambassadors.actions.asking import (
    answer_and_look_further,
    choose_ambassador,
    keep_looking,
    send_request,
)
from ambassadors.enums import Format, PairStatus, RequestStatus, Slot, Urgency
from ambassadors.models import Ambassador, HelpRequest, Pair
from tests.ambassadors.factories import AmbassadorFactory, HelpRequestFactory, ServiceFactory
from tests.people.factories import PersonFactory
from tests.racing import at_once, refused, until_blocked


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


def test_a_round_drafted_beside_somebody_who_chooses_leaves_them_out_and_takes_the_others(topic):
    chosen = AmbassadorFactory(topics=[topic], capacity=9, may_be_chosen=True)
    AmbassadorFactory(topics=[topic], capacity=9)
    requests = [HelpRequestFactory(topics=[topic], formats=[], slots=[]) for _ in range(6)]
    is_held = threading.Event()

    def choose():
        with transaction.atomic():
            list(Ambassador.objects.select_for_update().filter(pk=chosen.pk))
            is_held.set()
            until_blocked()
            choose_ambassador(request=requests[3], ambassador=chosen)

    def draft():
        assert is_held.wait(20)
        return draft_round(title="Printemps")

    drafted = at_once(choose, draft)[1]

    drafts = set(drafted.pairs.drafts().values_list("request", flat=True))
    assert drafts == {each.pk for each in requests} - {requests[3].pk}
    assert requests[3].pairs.get().status == PairStatus.PROPOSED
    assert drafted.best_people == 5


@pytest.mark.parametrize("attempt", range(3))
def test_two_rounds_drafted_at_once_share_the_requests_out(topic, attempt):
    AmbassadorFactory(topics=[topic], capacity=9)
    for _ in range(4):
        HelpRequestFactory(topics=[topic])

    outcomes = at_once(*(lambda title=title: draft_round(title=title) for title in "AB"))

    assert len(refused(outcomes)) <= 1
    assert Pair.objects.drafts().count() == 4


def test_a_request_refused_and_given_to_another_while_its_ambassador_leaves_keeps_the_other(topic):
    leaver = AmbassadorFactory(topics=[topic], formats=[Format.PHONE], slots=list(Slot.values))
    held, refused_one = (
        send_request(person=PersonFactory(), topics=[topic], **URGENT) for _ in range(2)
    )
    AmbassadorFactory(topics=[topic], formats=[Format.PHONE])
    pair = refused_one.pairs.get()
    is_held, has_refused = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(HelpRequest.objects.select_for_update().filter(pk=held.pk))
            is_held.set()
            until_blocked()
            assert has_refused.wait(20)

    def leave():
        assert is_held.wait(20)
        leave_network(ambassador=leaver)

    def refuse():
        assert is_held.wait(20)
        until_blocked()
        answer_and_look_further(pair=pair, person=leaver.person, accept=False)
        has_refused.set()

    at_once(hold, leave, refuse)
    keep_looking()

    refused_one.refresh_from_db()
    assert refused_one.status == RequestStatus.PROPOSED
    assert refused_one.pairs.proposed().count() == 1
