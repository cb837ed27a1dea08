"""Simultaneous writes of the two people and of maintenance. SQLite writes one at a time: PostgreSQL only."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ambassadors.help.actions.follow_up import answer_fit, give_feedback, save_notes, save_plan
from ambassadors.help.actions.pair_maintenance import run_pair_maintenance
from ambassadors.help.actions.pairs import log_session
from ambassadors.help.enums import Fit, Outcome, PairStatus
from ambassadors.help.models import (
    FitAnswer,
    Meeting,
    Pair,
    PairFeedback,
    PairNotebook,
    PairPlan,
    Session,
)
from core.dates import today
from people.models import OutgoingMail
from tests.ambassadors.factories import PairFactory
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
def pair():
    return PairFactory(active=True, proposed_at=timezone.now() - timedelta(days=60))


def both(pair):
    return pair.request.person, pair.ambassador.person


@pytest.mark.parametrize("attempt", range(5))
def test_two_who_write_their_notes_at_once_both_find_theirs(attempt, pair):
    lines = ("Ma ligne", "Sa ligne")
    at_once(
        *(
            lambda by=by, line=line: save_notes(pair=pair, by=by, version=0, text=line)
            for by, line in zip(both(pair), lines, strict=True)
        )
    )

    assert set(lines) <= set(PairNotebook.objects.get().text.splitlines())


@pytest.mark.parametrize("attempt", range(5))
def test_two_agreements_at_once_one_is_shown_the_other(attempt, pair):
    agreed = {"rhythm": "weekly", "format": "phone", "discretion": "all", "goals": []}
    outcomes = at_once(
        *(lambda by=by: save_plan(pair=pair, by=by, version=0, **agreed) for by in both(pair))
    )

    assert len(refused(outcomes)) == 1
    assert PairPlan.objects.get().version == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_nights_at_once_say_each_thing_once(attempt, pair):
    log_session(
        pair=pair,
        by=pair.request.person,
        held_on=today(),
        minutes=30,
        outcome=Outcome.MEET_AGAIN,
    )

    start = timezone.now() + timedelta(days=1)
    Meeting.objects.create(pair=pair, starts_at=start, ends_at=start + timedelta(minutes=30))

    at_once(*[lambda: run_pair_maintenance(today=today())] * 2)

    assert OutgoingMail.objects.filter(kind="pair_date").count() == 2
    assert OutgoingMail.objects.filter(kind="pair_fit").count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_a_check_that_two_nights_settle_ends_a_pair_once(attempt, pair):
    Session.objects.create(
        pair=pair, held_on=today(), minutes=30, outcome="meet_again",
        logged_at=timezone.now() - timedelta(days=13),
    )  # fmt: skip
    answer_fit(pair=pair, by=pair.request.person, answer=Fit.NOT_RIGHT)

    at_once(*[lambda: run_pair_maintenance(today=today() + timedelta(days=1))] * 2)

    assert Pair.objects.get().status == PairStatus.ENDED
    assert OutgoingMail.objects.filter(kind="pair_ended").count() == 2


@pytest.mark.parametrize("attempt", range(3))
def test_a_form_sent_twice_is_one_answer_and_one_word(attempt, pair):
    seeker = pair.request.person
    Session.objects.create(pair=pair, held_on=today(), minutes=30, outcome="meet_again")
    at_once(*[lambda: answer_fit(pair=pair, by=seeker, answer=Fit.GOOD)] * 2)
    Pair.objects.update(status=PairStatus.ENDED, ended_at=timezone.now())
    word = {"useful": 4, "learnt": "", "thanks": ""}
    outcomes = at_once(*[lambda: give_feedback(pair=Pair.objects.get(), by=seeker, **word)] * 2)

    assert len(refused(outcomes)) == 1
    assert (FitAnswer.objects.count(), PairFeedback.objects.count()) == (1, 1)
