"""Simultaneous actions. SQLite writes one at a time, so these run on PostgreSQL only."""

from uuid import uuid4

import pytest
from django.db import connection

from ambassadors.help.actions.network import leave_network
from ambassadors.help.actions.pairs import answer_pair, expire_proposals, log_session
from ambassadors.help.actions.requests import cancel_request, create_request
from ambassadors.help.actions.rounds import discard_round, publish_round
from ambassadors.help.enums import Format, Outcome, PairStatus, RequestStatus, Slot
from ambassadors.help.models import HelpRequest, Pair
from ambassadors.journeys.actions import cast_vote, close_sitting, join_as_staff, open_sitting
from ambassadors.journeys.models import JourneyBallot, JourneyWorkshop
from ambassadors.practices.actions import mark_useful
from ambassadors.practices.models import UsefulMark
from ambassadors.workshops.actions.registration import book_for_team
from ambassadors.workshops.actions.workshops import ask_for_seat, give_up_seat
from ambassadors.workshops.models import Seat, WorkshopSession
from core.dates import today
from tests.ambassadors.factories import (
    AmbassadorFactory,
    MatchingRoundFactory,
    PairFactory,
    ServiceFactory,
    WorkshopSessionFactory,
    make_journey,
)
from tests.people.factories import PersonFactory
from tests.racing import at_once, refused


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


@pytest.mark.parametrize("attempt", range(5))
def test_two_acceptances_at_once_make_one_pair_under_way(attempt):
    pair = PairFactory(proposed=True)
    people = (pair.request.person, pair.ambassador.person)

    outcomes = at_once(
        *(
            lambda person=person: answer_pair(
                pair=Pair.objects.get(pk=pair.pk), person=person, accept=True
            )
            for person in people
        )
    )

    pair.refresh_from_db()
    pair.request.refresh_from_db()
    assert not refused(outcomes)
    assert (pair.status, pair.request.status) == (PairStatus.ACTIVE, RequestStatus.MATCHED)


@pytest.mark.parametrize("attempt", range(5))
def test_two_rounds_published_at_once_keep_to_the_capacity(attempt):
    ambassador = AmbassadorFactory(capacity=2)
    rounds = [MatchingRoundFactory(), MatchingRoundFactory()]
    for matching_round in rounds:
        for _ in range(2):
            PairFactory(round=matching_round, ambassador=ambassador)

    outcomes = at_once(
        *(
            lambda published=published: publish_round(matching_round=published)
            for published in rounds
        )
    )

    assert sum(published.proposed for published in outcomes) == 2
    assert ambassador.pairs.proposed().count() == 2
    assert HelpRequest.objects.filter(status=RequestStatus.PROPOSED).count() == 2


@pytest.mark.parametrize("attempt", range(5))
def test_one_round_published_twice_at_once_is_published_once(attempt):
    matching_round = PairFactory().round

    outcomes = at_once(*[lambda: publish_round(matching_round=matching_round)] * 2)

    assert len(refused(outcomes)) == 1
    assert Pair.objects.proposed().count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_a_round_published_and_discarded_at_once_ends_in_one_way(attempt):
    matching_round = PairFactory().round

    outcomes = at_once(
        lambda: publish_round(matching_round=matching_round),
        lambda: discard_round(matching_round=type(matching_round)(pk=matching_round.pk)),
    )

    assert len(refused(outcomes)) == 1
    assert Pair.objects.count() in (0, 1)
    assert Pair.objects.proposed().count() == Pair.objects.count()


@pytest.mark.parametrize("attempt", range(5))
def test_an_acceptance_and_a_withdrawal_at_once_leave_nothing_under_way(attempt):
    pair = PairFactory(accepted_by_ambassador=True)

    at_once(
        lambda: answer_pair(pair=pair, person=pair.request.person, accept=True),
        lambda: cancel_request(help_request=pair.request),
    )

    pair.refresh_from_db()
    pair.request.refresh_from_db()
    assert (pair.status, pair.request.status) == (PairStatus.ENDED, RequestStatus.CLOSED)


@pytest.mark.parametrize("attempt", range(5))
def test_publishing_while_the_ambassador_leaves_proposes_nobody(attempt):
    pair = PairFactory()

    at_once(
        lambda: publish_round(matching_round=pair.round),
        lambda: leave_network(ambassador=pair.ambassador),
        expire_proposals,
    )

    pair.request.refresh_from_db()
    assert not Pair.objects.taking_a_place().exists()
    assert pair.request.status == RequestStatus.OPEN


@pytest.mark.parametrize("attempt", range(5))
def test_a_session_sent_several_times_at_once_is_noted_once(attempt):
    pair = PairFactory(active=True)
    session = {"pair": pair, "by": pair.ambassador.person, "held_on": today(), "minutes": 20}

    at_once(*[lambda: log_session(outcome=Outcome.MEET_AGAIN, **session)] * 4)

    assert pair.sessions.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_a_person_who_asks_twice_at_once_has_one_request(attempt):
    person, topic = PersonFactory(), ServiceFactory()
    details = {"topics": [topic], "formats": [Format.PHONE], "slots": [Slot.MON_AM]}

    outcomes = at_once(*[lambda: create_request(person=person, **details)] * 2)

    assert len(refused(outcomes)) == 1
    assert HelpRequest.objects.count() == 1


def test_the_last_seat_asked_for_by_twenty_goes_to_one_and_the_others_queue():
    session = WorkshopSessionFactory(capacity=1)
    people = [PersonFactory() for _ in range(20)]
    outcomes = at_once(
        *(
            lambda person=person: ask_for_seat(
                session=WorkshopSession.objects.get(pk=session.pk), person=person
            )
            for person in people
        )
    )
    assert not refused(outcomes)
    assert Seat.objects.held().count() == 1
    assert Seat.objects.waiting().count() == 19


def test_a_seat_given_up_while_another_is_asked_for_goes_to_the_queue():
    session = WorkshopSessionFactory(capacity=1)
    first, second, third = (PersonFactory() for _ in range(3))
    ask_for_seat(session=session, person=first)
    ask_for_seat(session=session, person=second)
    outcomes = at_once(
        lambda: give_up_seat(session=session, person=first),
        lambda: ask_for_seat(session=session, person=third),
    )
    assert not refused(outcomes)
    assert Seat.objects.get(person=second).number == 1
    assert Seat.objects.get(person=third).number is None


def test_twenty_votes_at_once_count_twenty():
    sitting = open_sitting(journey=make_journey(), facilitator=PersonFactory())
    step = sitting.steps.all()[0]
    people = PersonFactory.create_batch(20)

    def join_and_vote(person):
        ballot = join_as_staff(workshop=sitting, person=person)
        cast_vote(ballot=ballot, steps=[step])

    outcomes = at_once(*(lambda person=person: join_and_vote(person) for person in people))
    close_sitting(workshop=sitting)

    assert not refused(outcomes)
    step.refresh_from_db()
    assert step.votes == 20


@pytest.mark.parametrize("attempt", range(3))
def test_a_vote_at_the_moment_of_closing_is_counted_or_refused_and_never_lost(attempt):
    sitting = open_sitting(journey=make_journey(), facilitator=PersonFactory())
    step = sitting.steps.all()[0]
    ballots = [
        join_as_staff(workshop=sitting, person=person) for person in PersonFactory.create_batch(12)
    ]
    for ballot in ballots[:6]:
        cast_vote(ballot=ballot, steps=[step])

    outcomes = at_once(
        *(lambda ballot=ballot: cast_vote(ballot=ballot, steps=[step]) for ballot in ballots[6:]),
        lambda: close_sitting(workshop=JourneyWorkshop.objects.get(pk=sitting.pk)),
    )

    step.refresh_from_db()
    assert step.votes == 12 - len(refused(outcomes))
    assert not JourneyBallot.objects.exists()


def test_the_same_tap_twice_at_once_marks_once():
    person, practice = PersonFactory(), uuid4()

    outcomes = at_once(*[lambda: mark_useful(person=person, practice=practice)] * 4)

    assert not refused(outcomes)
    assert UsefulMark.objects.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_a_managers_batch_and_people_who_ask_themselves_share_the_seats(attempt):
    session = WorkshopSessionFactory(capacity=3)
    manager, batch = PersonFactory(), [PersonFactory() for _ in range(5)]
    asking = [*batch[:2], *(PersonFactory() for _ in range(4))]

    def ask(person):
        return lambda: ask_for_seat(session=session, person=person)

    at_once(
        lambda: book_for_team(session=session, manager=manager, people=batch),
        *(ask(person) for person in asking),
    )

    seats = Seat.objects.filter(session=session)
    assert sorted(seats.held().values_list("number", flat=True)) == [1, 2, 3]
    assert set(seats.values_list("person", flat=True)) == {
        expected.pk for expected in [*batch, *asking]
    }
    assert seats.count() == 9
    assert max(seats.held().values_list("pk", flat=True)) < min(
        seats.waiting().values_list("pk", flat=True)
    )
