"""The life of a request and of a pair, through the actions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ambassadors.help.actions.network import become_ambassador, leave_network, set_capacity
from ambassadors.help.actions.pairs import answer_pair, end_pair, expire_proposals, log_session
from ambassadors.help.actions.requests import cancel_request, create_request
from ambassadors.help.actions.rounds import draft_round, publish_round
from ambassadors.help.enums import Format, Outcome, PairStatus, RequestStatus, Slot
from ambassadors.help.models import Ambassador, HelpRequest, Pair
from ambassadors.help.policies import pairs_visible_to
from ambassadors.help.queries.colleagues import pairs_with_a_manager
from ambassadors.tasks import expire_proposals_task
from core.dates import today
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    PairFactory,
    ServiceFactory,
)
from tests.people.factories import PersonFactory, PositionFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

HOW_AND_WHEN = {"formats": [Format.PHONE], "slots": [Slot.MON_AM]}


def state(row):
    row.refresh_from_db()
    return row.status


def proposal_past_its_day():
    return PairFactory(proposed=True, expires_at=timezone.now() - timedelta(minutes=1))


def test_from_the_request_to_what_is_acquired():
    topic = ServiceFactory()
    helper, seeker = PersonFactory(), PersonFactory()
    become_ambassador(person=helper, topics=[topic], capacity=2, **HOW_AND_WHEN)
    help_request = create_request(person=seeker, topics=[topic], **HOW_AND_WHEN)

    publish_round(matching_round=draft_round(title="Novembre"))
    assert state(help_request) == RequestStatus.PROPOSED
    pair = help_request.pairs.get()
    answer_pair(pair=pair, person=helper, accept=True)
    answer_pair(pair=pair, person=seeker, accept=True)
    assert (state(pair), state(help_request)) == (PairStatus.ACTIVE, RequestStatus.MATCHED)
    Pair.objects.update(proposed_at=timezone.now() - timedelta(days=2))
    pair.refresh_from_db()
    for days_ago, outcome in ((1, Outcome.MEET_AGAIN), (0, Outcome.ACQUIRED)):
        day = today() - timedelta(days=days_ago)
        log_session(pair=pair, by=helper, held_on=day, minutes=20, outcome=outcome)

    assert (state(pair), state(help_request)) == (PairStatus.ENDED, RequestStatus.CLOSED)
    assert pair.sessions.count() == 2
    assert create_request(person=seeker, topics=[topic], **HOW_AND_WHEN)


def test_pairs_without_a_manager_cost_two_queries_however_many_they_are():
    def cost(pairs):
        with CaptureQueriesContext(connection) as seen:
            assert pairs_with_a_manager(pairs, on=today()) == []
        return len(seen)

    pairs = PairFactory.create_batch(6, proposed=True)
    for pair in pairs:
        PositionFactory(person=pair.request.person)
        PositionFactory(person=pair.ambassador.person)

    assert cost(pairs[:1]) == cost(pairs) == 2


# --- Requests ---------------------------------------------------------------------------------------


def test_one_request_under_way_at_a_time():
    help_request = HelpRequestFactory()

    with pytest.raises(ValidationError) as refused:
        create_request(person=help_request.person, topics=[ServiceFactory()], **HOW_AND_WHEN)

    assert refused.value.code == "under_way"
    assert HelpRequest.objects.filter(person=help_request.person).count() == 1


@pytest.mark.parametrize(
    "wrong", [{"topics": []}, {"formats": ["telepathy"]}, {"slots": ["sunday"]}]
)
def test_a_request_that_asks_for_nothing_known_is_refused(wrong):
    details = {"topics": [ServiceFactory()], **HOW_AND_WHEN, **wrong}

    with pytest.raises(ValidationError):
        create_request(person=PersonFactory(), **details)

    assert not HelpRequest.objects.exists()


@pytest.mark.parametrize(
    ("trait", "left"), [({}, None), ({"proposed": True}, "ended"), ({"active": True}, "ended")]
)
def test_a_request_withdrawn_ends_what_came_of_it(trait, left):
    pair = PairFactory(**trait)

    cancel_request(help_request=pair.request)

    assert state(pair.request) == RequestStatus.CLOSED
    assert Pair.objects.values_list("status", flat=True).first() == left
    with pytest.raises(ValidationError):
        cancel_request(help_request=pair.request)


# --- Answers ----------------------------------------------------------------------------------------


def test_one_acceptance_is_not_enough():
    pair = PairFactory(proposed=True)

    answer_pair(pair=pair, person=pair.ambassador.person, accept=True)

    assert state(pair) == PairStatus.PROPOSED


def test_nobody_answers_for_somebody_else():
    pair = PairFactory(proposed=True)

    with pytest.raises(PermissionDenied):
        answer_pair(pair=pair, person=PersonFactory(), accept=True)
    answer_pair(pair=pair, person=pair.ambassador.person, accept=True)
    with pytest.raises(ValidationError):
        answer_pair(pair=pair, person=pair.ambassador.person, accept=True)

    assert state(pair) == PairStatus.PROPOSED


@pytest.mark.parametrize("side", ["request", "ambassador"])
def test_a_refusal_reopens_the_request(side):
    pair = PairFactory(accepted_by_ambassador=side == "request", proposed=True)

    answer_pair(pair=pair, person=getattr(pair, side).person, accept=False)

    assert (state(pair), state(pair.request)) == (PairStatus.DECLINED, RequestStatus.OPEN)


def test_an_answer_is_given_once():
    pair = PairFactory(proposed=True)
    answer_pair(pair=pair, person=pair.ambassador.person, accept=False)

    with pytest.raises(ValidationError):
        answer_pair(pair=pair, person=pair.ambassador.person, accept=True)

    assert state(pair) == PairStatus.DECLINED


def test_whoever_asked_never_sees_the_name_of_who_refused():
    pair = PairFactory(proposed=True)
    seeker = pair.request.person
    assert not pairs_visible_to(seeker).exists()

    answer_pair(pair=pair, person=pair.ambassador.person, accept=False)

    assert not pairs_visible_to(seeker).exists()


def test_whoever_asked_sees_who_accepted():
    pair = PairFactory(accepted_by_ambassador=True)

    assert list(pairs_visible_to(pair.request.person)) == [pair]


def test_nobody_sees_a_draft():
    pair = PairFactory()

    assert not pairs_visible_to(pair.request.person).exists()
    assert not pairs_visible_to(pair.ambassador.person).exists()


# --- Expiry -----------------------------------------------------------------------------------------


def test_proposals_past_their_day_reopen_the_request_once():
    late, waiting = proposal_past_its_day(), PairFactory(proposed=True)

    assert expire_proposals() == 1
    assert expire_proposals() == 0

    assert (state(late), state(late.request)) == (PairStatus.EXPIRED, RequestStatus.OPEN)
    assert (state(waiting), state(waiting.request)) == (PairStatus.PROPOSED, RequestStatus.PROPOSED)


def test_too_late_to_accept_even_before_the_night():
    pair = proposal_past_its_day()

    with pytest.raises(ValidationError):
        answer_pair(pair=pair, person=pair.ambassador.person, accept=True)


def test_the_nightly_task_expires():
    pair = proposal_past_its_day()

    expire_proposals_task.delay()

    assert state(pair) == PairStatus.EXPIRED


# --- Sessions and the end ---------------------------------------------------------------------------


def test_either_of_the_two_notes_a_session_and_nobody_else():
    pair = PairFactory(active=True)
    session = {"pair": pair, "held_on": today(), "minutes": 15, "outcome": Outcome.MEET_AGAIN}

    with pytest.raises(PermissionDenied):
        log_session(by=PersonFactory(), **session)
    assert not pair.sessions.exists()
    for person in (pair.request.person, pair.ambassador.person):
        log_session(by=person, **session)

    assert pair.sessions.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"held_on": timedelta(days=1)},
        {"held_on": date(1900, 1, 1)},
        {"held_on": timedelta(days=-2)},  # proposed today, or yesterday before midnight
        {"outcome": "magic"},
    ],
)
def test_an_impossible_session_is_refused(wrong):
    pair = PairFactory(active=True)
    day = wrong.get("held_on", timedelta())
    held_on = today() + day if isinstance(day, timedelta) else day
    session = {"minutes": 10, "outcome": Outcome.MEET_AGAIN, **wrong, "held_on": held_on}

    with pytest.raises(ValidationError):
        log_session(pair=pair, by=pair.ambassador.person, **session)

    assert not pair.sessions.exists()


def test_a_day_is_noted_once_and_the_later_word_counts():
    pair = PairFactory(active=True)
    noted = {"pair": pair, "by": pair.ambassador.person, "held_on": today()}

    for minutes in (10, 20, 20):
        log_session(minutes=minutes, outcome=Outcome.MEET_AGAIN, **noted)

    assert [session.minutes for session in pair.sessions.all()] == [20]


def test_no_session_without_a_pair_under_way():
    pair = PairFactory(accepted_by_ambassador=True)

    with pytest.raises(ValidationError):
        log_session(
            pair=pair,
            by=pair.ambassador.person,
            held_on=today(),
            minutes=10,
            outcome=Outcome.MEET_AGAIN,
        )


@pytest.mark.parametrize(("side", "left"), [("request", "closed"), ("ambassador", "open")])
def test_who_stops_decides_what_becomes_of_the_request(side, left):
    pair = PairFactory(active=True)

    end_pair(pair=pair, by=getattr(pair, side).person)

    assert (state(pair), state(pair.request)) == (PairStatus.ENDED, left)
    with pytest.raises(ValidationError):
        end_pair(pair=pair, by=getattr(pair, side).person)


# --- The network ------------------------------------------------------------------------------------


def test_leaving_hands_everybody_back():
    ambassador = AmbassadorFactory()
    pairs = [
        PairFactory(ambassador=ambassador, **trait)
        for trait in ({}, {"proposed": True}, {"active": True})
    ]

    leave_network(ambassador=ambassador)

    assert not Pair.objects.taking_a_place().exists()
    for pair in pairs:
        assert state(pair.request) == RequestStatus.OPEN
    with pytest.raises(ValidationError):
        leave_network(ambassador=ambassador)


def test_somebody_who_left_can_come_back():
    ambassador = AmbassadorFactory(is_paused=True)
    leave_network(ambassador=ambassador)

    become_ambassador(
        person=ambassador.person, topics=[ServiceFactory()], capacity=1, **HOW_AND_WHEN
    )

    assert Ambassador.objects.available().get() == ambassador


def test_changing_an_offer_does_not_end_a_pause():
    ambassador = AmbassadorFactory(is_paused=True)

    become_ambassador(
        person=ambassador.person, topics=[ServiceFactory()], capacity=1, **HOW_AND_WHEN
    )

    assert Ambassador.objects.get().is_paused


def test_a_capacity_out_of_range_is_refused_with_a_sentence():
    ambassador = AmbassadorFactory()

    with pytest.raises(ValidationError, match="20"):
        set_capacity(ambassador=ambassador, capacity=21, is_paused=False)


def test_lowering_the_capacity_leaves_nobody_behind():
    pair = PairFactory(active=True)

    set_capacity(ambassador=pair.ambassador, capacity=0, is_paused=True)

    assert state(pair) == PairStatus.ACTIVE
