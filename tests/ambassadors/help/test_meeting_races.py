"""Two acceptances at once. SQLite writes one at a time: PostgreSQL only."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ambassadors.help.actions.meetings import accept_meeting, propose_meeting
from ambassadors.help.models import Meeting, MeetingProposal
from people.models import OutgoingMail
from tests.ambassadors.factories import AmbassadorFactory, PairFactory
from tests.ambassadors.pair_steps import helper, seeker
from tests.racing import at_once, refused


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


def asked(pair, by):
    starts = [timezone.now() + timedelta(days=days) for days in (2, 3)]
    return propose_meeting(pair=pair, by=by, starts=starts, minutes=30)


def accept(pair, by, proposal, number=0):
    return lambda: accept_meeting(
        pair=pair, by=by, proposal=proposal.uuid, starts_at=proposal.moments[number]
    )


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_taps_on_two_moments_one_is_the_meeting(attempt):
    pair = PairFactory(active=True)
    proposal = asked(pair, helper(pair))

    outcomes = at_once(*(accept(pair, seeker(pair), proposal, number) for number in (0, 1)))

    assert len(refused(outcomes)) == 1
    assert Meeting.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="pair_meeting_agreed").count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_pairs_that_agree_at_once_on_one_hour_of_one_ambassador_one_has_it(attempt):
    ambassador = AmbassadorFactory()
    pairs = [PairFactory(active=True, ambassador=ambassador) for _number in range(2)]
    proposals = [asked(pair, helper(pair)) for pair in pairs]

    outcomes = at_once(
        *(
            accept(pair, seeker(pair), proposal)
            for pair, proposal in zip(pairs, proposals, strict=True)
        )
    )

    assert len(refused(outcomes)) == 1
    assert (Meeting.objects.count(), MeetingProposal.objects.count()) == (1, 1)
