"""Taps, taking back and publishing at the same moment. On PostgreSQL alone."""

from datetime import date
from functools import partial

import pytest
from django.db import connection

from adoption.contacts.actions.front_desk import publish_tallies, record_tap, undo_tap
from adoption.contacts.enums import Tap
from adoption.contacts.models import TallyBox, TallyPublication
from adoption.contacts.tap_limits import new_submission_token, sign_undo_token
from adoption.publishing.disclosure.tally import MOST_A_WEEK
from tests.adoption.factories import PortalFactory
from tests.people.factories import PersonFactory, SiteFactory
from tests.racing import at_once, refused


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


@pytest.fixture
def place(on_postgresql):
    return {"portal": PortalFactory(), "site": SiteFactory()}


def tapping(person, place, **more):
    return partial(
        record_tap, person=person, tap=Tap.USED, **{**place, "send": new_submission_token(), **more}
    )


def counted():
    return sum(box.counts[Tap.USED] for box in TallyBox.objects.all())


@pytest.mark.parametrize("site", [True, False])
def test_twenty_taps_at_once_are_twenty_in_one_box(place, site):
    place = place if site else place | {"site": None}
    people = [PersonFactory() for _one in range(20)]
    answers = at_once(*(tapping(person, place) for person in people))

    assert refused(answers) == []
    assert TallyBox.objects.count() == 1
    assert counted() == 20


def test_one_person_at_once_is_held_to_the_bound(place):
    person = PersonFactory()
    answers = at_once(*[tapping(person, place) for _tap in range(16)])
    assert len(refused(answers)) == 16 - MOST_A_WEEK
    assert counted() == MOST_A_WEEK


def test_the_same_page_sent_at_once_counts_once(place):
    person, send = PersonFactory(), new_submission_token()
    answers = at_once(*[tapping(person, place, send=send)] * 5)
    assert len(refused(answers)) == 4
    assert counted() == 1


def test_one_token_at_once_takes_back_once(place):
    person = PersonFactory()
    noted = [tapping(person, place)() for _tap in range(3)]
    token = sign_undo_token(person, noted[-1])
    answers = at_once(*[partial(undo_tap, person=person, token=token)] * 4)
    assert len(refused(answers)) == 3
    assert counted() == 2


def test_publishing_beside_taps_loses_none_and_happens_once(place):
    TallyBox.objects.create(
        **place, monday=date(2026, 10, 5), counts=dict.fromkeys(Tap.values, 0) | {"used": 9}
    )
    people = [PersonFactory() for _one in range(10)]
    answers = at_once(
        *(tapping(person, place) for person in people), *[partial(publish_tallies)] * 3
    )

    assert refused(answers) == []
    assert TallyPublication.objects.count() == 1
    assert counted() == 10
