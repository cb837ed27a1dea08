"""Pairs under way in a large demo, where an ambassador meets several people."""

import pytest

from ambassadors.help.models import Meeting, MeetingProposal
from demo.seeding.pairs import seed_pairs
from tests.ambassadors.factories import AmbassadorFactory, PairFactory, ServiceFactory


pytestmark = pytest.mark.django_db


def test_an_ambassador_of_many_meets_each_at_another_moment(demo):
    ambassador, portal = AmbassadorFactory(), ServiceFactory().portal
    PairFactory.create_batch(30, active=True, ambassador=ambassador)

    seed_pairs(demo, portal)

    moments = set(Meeting.objects.values_list("starts_at", flat=True))
    assert len(moments) == 8
    assert MeetingProposal.objects.count() == 7
