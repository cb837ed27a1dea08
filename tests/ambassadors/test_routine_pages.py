"""The page of a pair, as its two people, and everybody else, meet it."""

import pytest
from django.urls import reverse

from core.dates import today
from people.actions import note_seen
from people.queries import current_notices
from tests.ambassadors.factories import PairFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return PairFactory(active=True)


def signed_in(client, person):
    client.force_login(person)
    note_seen(person=person, shown=current_notices(["help"]))
    client.cookies["django_language"] = "en"
    return client


def at(pair, name="pair"):
    return reverse(f"ambassadors:{name}", args=[pair.uuid])


def text(response):
    return response.content.decode()


def both(pair):
    return pair.request.person, pair.ambassador.person


def test_whole(client, pair):
    for person in both(pair):
        page = signed_in(client, person).get(at(pair))
        assert page.status_code == 200
    sent = {"minutes": 30, "outcome": "meet_again", "held_on": today(), "next_on": ""}
    assert client.post(at(pair, "pair_session"), sent).status_code == 302
    page = client.get(at(pair))
    assert "30 min" in text(page)
    assert client.post(at(pair, "pair_fit"), {"answer": "good"}).status_code == 302
    assert client.post(at(pair, "pair_notes"), {"version": 0, "text": "Bonjour"}).status_code == 302
    plan = {
        "version": 0,
        "rhythm": "weekly",
        "format": "phone",
        "discretion": "all",
        "own_goal": "x",
    }
    assert client.get(at(pair, "pair_plan")).status_code == 200
    assert client.post(at(pair, "pair_plan"), plan).status_code == 302
    again = client.post(at(pair, "pair_plan"), plan)
    assert "as it stands now" in text(again)
    page = text(client.get(at(pair)))
    assert "Bonjour" in page
    assert client.post(at(pair, "end")).status_code == 302
    print(client.get(at(pair)).status_code)
    assert client.post(at(pair, "pair_feedback"), {"useful": 4}).status_code == 302
    assert client.get(at(pair)).status_code == 200
