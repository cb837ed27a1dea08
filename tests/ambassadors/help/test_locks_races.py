"""Lock order of simultaneous actions. Each order is made certain: one waits for a lock that another holds."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from ambassadors.help.actions.direct_matching import (
    answer_and_continue_search,
    choose_ambassador,
    continue_direct_searches,
    send_request,
)
from ambassadors.help.actions.follow_up import give_feedback
from ambassadors.help.actions.network import leave_network
from ambassadors.help.actions.pairs import end_pair
from ambassadors.help.actions.rounds import draft_round
from ambassadors.help.enums import Format, PairStatus, RequestStatus, Slot, Urgency
from ambassadors.help.models import Ambassador, HelpRequest, Pair, PairFeedback
from ambassadors.journeys.actions import close_sitting, open_sitting
from ambassadors.practices.actions import PracticeParts, propose_practice
from ambassadors.practices.models import PracticePage, PracticesPage
from ambassadors.workshops.actions.registration import book_for_team
from ambassadors.workshops.actions.workshops import ask_for_seat
from ambassadors.workshops.models import Seat
from cms.models import HomePage
from people.actions.notices import record_notice_seen
from people.enums import NoticePurpose
from people.queries.notices import current_notices
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    PairFactory,
    ServiceFactory,
    WorkshopSessionFactory,
    make_journey,
)
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
            choose_ambassador(help_request=requests[3], ambassador=chosen)

    def draft():
        assert is_held.wait(20)
        return draft_round(title="Printemps")

    drafted = at_once(choose, draft)[1]

    drafts = set(drafted.pairs.drafts().values_list("request", flat=True))
    assert drafts == {help_request.pk for help_request in requests} - {requests[3].pk}
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
        answer_and_continue_search(pair=pair, person=leaver.person, accept=False)
        has_refused.set()

    at_once(hold, leave, refuse)
    continue_direct_searches()

    refused_one.refresh_from_db()
    assert refused_one.status == RequestStatus.PROPOSED
    assert refused_one.pairs.proposed().count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_seats_at_the_same_hour_asked_for_at_once_one_is_given(attempt):
    first = WorkshopSessionFactory(capacity=5)
    second = WorkshopSessionFactory(capacity=5, starts_at=first.starts_at)
    person = PersonFactory()

    outcomes = at_once(
        *(
            lambda session=session: ask_for_seat(session=session, person=person)
            for session in (first, second)
        )
    )

    assert len(refused(outcomes)) == 1
    assert Seat.objects.filter(person=person).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_managers_who_seat_the_same_people_at_the_same_hour_seat_each_once(attempt):
    first = WorkshopSessionFactory(capacity=9)
    second = WorkshopSessionFactory(capacity=9, starts_at=first.starts_at)
    people = PersonFactory.create_batch(6)

    at_once(
        lambda: book_for_team(session=first, manager=PersonFactory(), people=people),
        lambda: book_for_team(session=second, manager=PersonFactory(), people=people[::-1]),
    )

    seated = Seat.objects.values_list("person", flat=True)
    assert sorted(seated) == sorted(person.pk for person in people)


def published_list():
    home = HomePage.objects.get(locale__language_code="fr")
    home.add_child(instance=PracticesPage(title="Bonnes pratiques", slug="bonnes"))


@pytest.mark.parametrize("attempt", range(3))
def test_practices_of_one_title_proposed_at_once_are_all_taken(attempt):
    published_list()
    parts = PracticeParts(situation="Une situation.", done="Fait.", changed="", begin="")
    authors = PersonFactory.create_batch(4)

    outcomes = at_once(
        *(
            lambda author=author: propose_practice(title="Même titre", parts=parts, author=author)
            for author in authors
        )
    )

    assert not refused(outcomes)
    assert len({page.slug for page in PracticePage.objects.all()}) == 4


def test_the_last_words_of_several_pairs_at_once_are_all_kept():
    published_list()
    pairs = [PairFactory(active=True) for _ in range(4)]
    word = {"useful": 4, "thanks": "", "may_be_told": True}
    for pair in pairs:
        end_pair(pair=pair, by=pair.request.person)
        give_feedback(pair=pair, by=pair.request.person, learnt="", **word)

    outcomes = at_once(
        *(
            lambda pair=pair: give_feedback(
                pair=pair, by=pair.ambassador.person, learnt="Lire à deux.", **word
            )
            for pair in pairs
        )
    )

    assert not refused(outcomes)
    assert PairFeedback.objects.count() == 8
    assert PracticePage.objects.count() == 4


def test_whoever_joins_while_it_closes_reads_that_it_is_closed():
    sitting = open_sitting(journey=make_journey(), facilitator=PersonFactory())
    person = PersonFactory()
    record_notice_seen(person=person, shown=current_notices([NoticePurpose.HELP]))
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    is_held = threading.Event()

    def close():
        with transaction.atomic():
            close_sitting(workshop=sitting)
            is_held.set()
            until_blocked()

    def join():
        assert is_held.wait(20)
        return client.post(reverse("journeys:join"), {"code": sitting.code})

    answer = at_once(close, join)[1]

    assert answer.status_code == 200
    assert "This workshop is closed" in answer.content.decode()
