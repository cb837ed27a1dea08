"""Limits on what one person can trigger by asking, and what a withdrawal reveals."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ambassadors.help.actions.direct_matching import choose_ambassador, continue_direct_searches
from ambassadors.help.actions.requests import cancel_request
from ambassadors.help.enums import Format, PairStatus, RequestStatus
from ambassadors.help.follow_up_mails import PAIR_CLOSED
from ambassadors.help.mails import SHORT_PROPOSAL
from ambassadors.help.matching import Guide, Seeker
from ambassadors.help.models import HelpRequest, Pair
from ambassadors.help.queries.direct_matching import AmbassadorSearch
from people.models import OutgoingMail
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    PairFactory,
    ServiceFactory,
)
from tests.ambassadors.help.request_steps import helper, people_mailed, send_urgent_request
from tests.ambassadors.visits import signed_in
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return ServiceFactory()


def test_asking_and_withdrawing_again_and_again_mails_a_colleague_once_and_stops_at_five(topic):
    colleague, person = helper(topic), PersonFactory()
    for _ in range(5):
        cancel_request(help_request=send_urgent_request(topic, person))

    with pytest.raises(ValidationError) as refusal:
        send_urgent_request(topic, person)

    assert refusal.value.code == "many"
    assert people_mailed(SHORT_PROPOSAL) == [colleague.person]
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert send_urgent_request(topic, person).pairs.get().ambassador == colleague


def test_choosing_the_same_colleague_again_after_a_withdrawal_waits_a_day(topic):
    colleague, person = helper(topic, may_be_chosen=True), PersonFactory()
    first = HelpRequestFactory(person=person, topics=[topic], formats=[])
    choose_ambassador(help_request=first, ambassador=colleague)
    cancel_request(help_request=first)
    second = HelpRequestFactory(person=person, topics=[topic], formats=[])

    with pytest.raises(ValidationError):
        choose_ambassador(help_request=second, ambassador=colleague)

    assert OutgoingMail.objects.filter(person=colleague.person).count() == 1


def test_who_helped_today_may_be_asked_again_today(topic):
    colleague, person = helper(topic), PersonFactory()
    first = send_urgent_request(topic, person)
    Pair.objects.update(ambassador_answer="accepted", status=PairStatus.ENDED)
    HelpRequest.objects.filter(pk=first.pk).update(status=RequestStatus.CLOSED)

    assert send_urgent_request(topic, person).pairs.get().ambassador == colleague


def test_a_request_that_the_database_refuses_keeps_nobody_else_waiting(topic):
    helper(topic, capacity=9)
    broken = send_urgent_request(topic)
    HelpRequest.objects.filter(pk=broken.pk).update(status=RequestStatus.OPEN)
    helper(topic)
    other = ServiceFactory()
    waiting = send_urgent_request(other)
    AmbassadorFactory(topics=[other], formats=[Format.PHONE])

    assert continue_direct_searches() == 1
    assert waiting.pairs.get().status == PairStatus.PROPOSED


def test_whoever_withdraws_a_request_under_way_lets_the_two_know(client):
    pair = PairFactory(active=True)

    signed_in(client, pair.request.person).post(reverse("ambassadors:cancel"))

    pair.refresh_from_db()
    assert pair.status == PairStatus.ENDED
    assert pair.ambassador.person in people_mailed(PAIR_CLOSED)


def test_a_withdrawal_before_anybody_accepted_tells_nobody(topic):
    helper(topic)
    cancel_request(help_request=send_urgent_request(topic))
    assert not people_mailed(PAIR_CLOSED)


def test_the_first_three_are_those_that_one_search_after_the_other_finds():
    seeker = Seeker(
        id=1, topics=frozenset({"a", "b"}), slots=frozenset({"mon_am"}), excludes=frozenset({7})
    )
    guides = tuple(
        Guide(
            id=key,
            topics=frozenset("ab" if key % 3 else "c" if key % 2 else "a"),
            slots=frozenset({"mon_am"} if key % 4 else ()),
            capacity=1,
            load=key % 5,
        )
        for key in range(2, 40)
    )
    search = AmbassadorSearch(seeker, guides, {})
    one_by_one, left = [], search
    for _ in range(3):
        best = left.best()
        one_by_one.append(best)
        left = left.without(best.guide)

    fits = search.best_fits(3)

    assert [fit.points for fit in fits] == [fit.points for fit in one_by_one]
    loads = {guide.id: guide.load for guide in guides}
    assert [loads[fit.guide] for fit in fits] == [loads[fit.guide] for fit in one_by_one]
