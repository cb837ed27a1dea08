import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation

from ambassadors.help.actions.pairs import answer_pair, log_session
from ambassadors.help.actions.rounds import draft_round, publish_round
from ambassadors.help.actions.wishes import name_colleague
from ambassadors.help.enums import Answer, Outcome, PairStatus, RequestStatus
from ambassadors.help.models import Ambassador, HelpRequest, Pair, Session
from core.dates import today
from people.actions.privacy import erase_person
from people.privacy_registry import holdings
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    PairFactory,
    ServiceFactory,
)
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


def exported(person):
    rows = {
        holding.model: holding.export(person)
        for holding in holdings()
        if holding.model.startswith("ambassadors.")
    }
    return rows, json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False)


@pytest.fixture
def pair():
    pair = PairFactory(active=True, reasons=["same_site"])
    log_session(
        pair=pair,
        by=pair.ambassador.person,
        held_on=today(),
        minutes=20,
        outcome=Outcome.MEET_AGAIN,
    )
    return pair


def test_both_export_the_pair_and_neither_the_other(pair):
    for person, other in (
        (pair.request.person, pair.ambassador.person),
        (pair.ambassador.person, pair.request.person),
    ):
        rows, words = exported(person)
        assert len(rows["ambassadors.Pair"]) == len(rows["ambassadors.Session"]) == 1
        for name in (other.last_name, other.staff_number, other.email):
            assert name not in words


def test_what_is_exported_of_a_pair_is_what_its_pages_show():
    topic = ServiceFactory()
    ambassador, seeker = AmbassadorFactory(topics=[topic]), PersonFactory()
    name_colleague(ambassador=ambassador, person=seeker, gladly=True)
    HelpRequestFactory(person=seeker, topics=[topic])
    draft = draft_round(title="Un tour")

    assert not exported(seeker)[0]["ambassadors.Pair"]
    publish_round(matching_round=draft)
    pair = Pair.objects.get()
    assert not exported(seeker)[0]["ambassadors.Pair"]
    answer_pair(pair=pair, person=ambassador.person, accept=True)

    pair.refresh_from_db()
    assert "gladly" in pair.reasons
    with translation.override("en"):
        [of_seeker] = exported(seeker)[0]["ambassadors.Pair"]
        [of_ambassador] = exported(ambassador.person)[0]["ambassadors.Pair"]
    assert "named" not in " ".join(of_seeker["reasons"])
    assert "You named this person" in of_ambassador["reasons"]


@pytest.mark.parametrize("round_", [True, False])
def test_a_refusal_and_silence_are_exported_alike(round_):
    rows = {}
    moment = timezone.now() - timedelta(days=8)
    for status in (PairStatus.DECLINED, PairStatus.EXPIRED):
        for answer in Answer:
            pair = PairFactory(
                proposed=True,
                status=status,
                ambassador_answer=answer,
                proposed_at=moment,
                ended_at=moment + timedelta(days=len(rows)),
                **({} if round_ else {"round": None}),
            )
            rows[status, answer] = exported(pair.request.person)[0]["ambassadors.Pair"]
    assert rows[PairStatus.DECLINED, Answer.DECLINED] == rows[PairStatus.EXPIRED, Answer.WAITING]
    said_yes = [
        rows[status, Answer.ACCEPTED] for status in (PairStatus.DECLINED, PairStatus.EXPIRED)
    ]
    assert [[(row["ended_at"], "expires_at" in row) for row in each] for each in said_yes] == [
        [(None, False)]
    ] * 2


def test_the_names_of_people_ruled_out_are_not_exported():
    ruled_out = PersonFactory()
    help_request = HelpRequestFactory(ruled_out=[ruled_out])

    rows, words = exported(help_request.person)

    assert rows["ambassadors.HelpRequest_ruled_out"][0]["people"] == 1
    assert ruled_out.last_name not in words


def test_nobody_learns_that_they_were_ruled_out():
    help_request = HelpRequestFactory(ruled_out=[PersonFactory()])

    rows, _words = exported(help_request.ruled_out.get())

    assert not any(rows.values())


def test_erasing_an_ambassador_hands_back_the_people_helped(pair):
    erase_person(person=pair.ambassador.person)

    help_request = HelpRequest.objects.get()
    assert help_request.status == RequestStatus.OPEN
    assert not any(model.objects.exists() for model in (Ambassador, Pair, Session))


def test_erasing_whoever_asked_leaves_the_ambassador(pair):
    erase_person(person=pair.request.person)

    assert list(Ambassador.objects.all()) == [pair.ambassador]
    assert not any(model.objects.exists() for model in (HelpRequest, Pair, Session))


def test_erasing_somebody_ruled_out_leaves_the_request():
    help_request = HelpRequestFactory(ruled_out=[AmbassadorFactory().person])

    erase_person(person=help_request.ruled_out.get())

    assert not HelpRequest.objects.get().ruled_out.exists()
