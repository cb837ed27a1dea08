"""What waits in mutual help: for whom, how it is settled, and what nobody may read from it."""

from datetime import datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localtime, now
from django.utils.translation import override

from ambassadors.help.actions.direct_matching import (
    answer_and_continue_search,
    continue_direct_searches,
)
from ambassadors.help.actions.meetings import accept_meeting, call_off_meeting, propose_meeting
from ambassadors.help.actions.messages import send_message
from ambassadors.help.actions.pair_maintenance import run_pair_maintenance
from ambassadors.help.actions.pairs import answer_pair, end_pair, expire_proposals, log_session
from ambassadors.help.actions.requests import cancel_request
from ambassadors.help.actions.rounds import draft_round, publish_round
from ambassadors.help.enums import Outcome, Urgency
from ambassadors.help.mails import SHORT_PROPOSAL
from ambassadors.help.models import HelpRequest, Pair
from ambassadors.help.notifications import ask_for_meeting
from ambassadors.help.open_hours import open_hours_text
from ambassadors.help.reasons import Reason
from core.dates import today
from people.actions.mails import choose_mails
from people.actions.retention import purge
from people.enums import MailRhythm
from people.mail.hours import QuietHours
from people.mail.queries import quiet_hours
from people.models import Notification, OutgoingMail
from people.notifications.queries import waiting_count, waiting_items
from tests.ambassadors.factories import HelpRequestFactory, PairFactory, ServiceFactory
from tests.ambassadors.help.request_steps import helper, make_overdue, send_urgent_request
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.people.factories import PersonFactory, informed
from tests.people.test_seal import opened


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


def titles(person):
    return [str(item.description.title) for item in waiting_items(person)]


def waiting():
    """For whom something waits."""
    return {row.person for row in Notification.objects.select_related("person")}


def browser(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def home(client):
    return BeautifulSoup(client.get("/").content, "html.parser")


# --- An urgent request ------------------------------------------------------------------------------


def test_an_urgent_request_stands_first_and_is_accepted_there(topic):
    ambassador, seeker = helper(topic).person, PersonFactory(first_name="Nadia", last_name="Ben")
    send_urgent_request(topic, person=seeker)
    client = browser(ambassador)

    assert (waiting(), titles(seeker)) == ({ambassador}, [])
    hero = home(client).select_one("main .hero")
    assert "Nadia Ben needs a hand today or tomorrow" in hero.get_text()
    assert "About: Messagerie" in " ".join(hero.get_text().split())
    assert "Please answer before" in hero.get_text()
    form = hero.find("form")
    yes = form.find("button", value="yes")
    client.post(form["action"], {yes["name"]: yes["value"]})

    assert Pair.objects.active().exists()
    assert titles(ambassador) == ["Agree on a day with Nadia Ben"]
    assert titles(seeker) == [f"Agree on a day with {ambassador}"]
    assert waiting_count(seeker) == 1


def test_what_the_first_screen_of_an_ambassador_costs(topic, django_assert_max_num_queries):
    client = browser(helper(topic).person)
    client.get("/")
    with django_assert_max_num_queries(8):
        client.get("/")
    send_urgent_request(topic)
    with django_assert_max_num_queries(9):
        assert home(client).select_one("#urgent")


def test_the_first_screen_asks_eleven_queries_of_who_is_helped_and_helps(
    topic, django_assert_max_num_queries
):
    person, module = informed(PersonFactory()), make_module()
    make_lesson(module)
    make_enrolment(person, make_path(module))
    knows = f"{Reason.KNOWS_TOPIC}:{topic.pk}"
    own = PairFactory(
        active=True, request__person=person, ambassador=helper(topic), reasons=[knows]
    )
    ask_for_meeting(own)
    helped = PairFactory(active=True, ambassador=helper(topic, person=person))
    client = browser(person)

    def screen():
        client.get("/")
        with django_assert_max_num_queries(11):
            return " ".join(home(client).main.get_text().split())

    send_urgent_request(topic)
    page = screen()
    assert "An urgent request" in page
    assert f"{own.ambassador.person}" in page
    assert "Knows this well: Messagerie" in page

    moments = [now() + timedelta(days=2)]
    propose_meeting(pair=helped, by=helped.request.person, starts=moments, minutes=30)
    send_message(pair=own, by=own.ambassador.person, text="Salut")
    page = screen()
    assert "Which moment suits you" in page
    assert "A message awaits you" in page


def test_after_a_refusal_it_waits_for_the_next_alone_and_the_seeker_reads_the_same(topic):
    first, second = helper(topic), helper(topic)
    seeker = PersonFactory()
    help_request = send_urgent_request(topic, person=seeker)
    [asked] = waiting()
    page = reverse("ambassadors:own_request")
    client = browser(seeker)

    def read():
        main = BeautifulSoup(client.get(page).content, "html.parser").main
        return waiting_count(seeker), " ".join(main.get_text().split())

    before = read()
    pair = Pair.objects.get()
    answer_and_continue_search(pair=pair, person=asked, accept=False)

    assert waiting() == {first.person, second.person} - {asked}
    assert read() == before
    make_overdue(Pair.objects.awaiting_answer().get())
    Notification.objects.update(waits_until=localtime() - timedelta(minutes=1))
    continue_direct_searches()
    assert [waiting_count(person) for person in (first.person, second.person, seeker)] == [0] * 3
    purge()
    assert not Notification.objects.exists()
    hours = open_hours_text(quiet_hours())
    assert HelpRequest.objects.get() == help_request
    assert hours in before[1]
    assert hours in read()[1]  # nobody is left, and the hours are said in the same words


def test_a_weekly_reader_is_mailed_an_urgent_request_at_once(topic, settings):
    ambassador = helper(topic).person
    choose_mails(person=ambassador, rhythms={SHORT_PROPOSAL: MailRhythm.WEEKLY})
    at_nine = datetime(2026, 12, 1, 9, tzinfo=get_current_timezone())
    with time_machine.travel(at_nine, tick=False):
        send_urgent_request(topic)
        mail = OutgoingMail.objects.get(kind=SHORT_PROPOSAL)
        assert (mail.rhythm, mail.next_try_at) == (MailRhythm.AT_ONCE, at_nine)
        choose_mails(person=ambassador, rhythms={SHORT_PROPOSAL: MailRhythm.DAILY})
        mail.refresh_from_db()
        assert mail.next_try_at == at_nine
        # None of this kind is none.
        choose_mails(person=ambassador, rhythms={SHORT_PROPOSAL: MailRhythm.NEVER})
    assert not OutgoingMail.objects.waiting().filter(kind=SHORT_PROPOSAL).exists()


@pytest.mark.parametrize(
    ("quiet", "words"),
    [
        (QuietHours(20, 8), "from Monday to Friday, from 08:00 to 20:00"),
        (QuietHours(20, 8, weekends=False), "on any day, from 08:00 to 20:00"),
        (QuietHours(7, 7), "from Monday to Friday, at any hour"),
        (QuietHours(7, 7, weekends=False), "on any day, at any hour"),
    ],
)
def test_the_hours_in_which_colleagues_are_asked_are_said_in_words(quiet, words):
    assert open_hours_text(quiet) == f"Colleagues are asked {words}."


# --- Rounds -----------------------------------------------------------------------------------------


def proposed_pair(topic):
    helper(topic)
    HelpRequestFactory(topics=[topic], formats=["phone"])
    publish_round(matching_round=draft_round(title="Décembre"))
    return Pair.objects.get()


def test_a_round_waits_for_ambassadors_and_for_a_seeker_once_somebody_has_accepted(topic):
    pair = proposed_pair(topic)
    seeker, ambassador = pair.request.person, pair.ambassador.person
    assert titles(ambassador) == [f"{seeker} would like your help"]
    assert titles(seeker) == []

    answer_pair(pair=pair, person=ambassador, accept=True)
    assert titles(seeker) == [f"{ambassador} can help you"]
    assert titles(ambassador) == []
    answer_pair(pair=pair, person=seeker, accept=True)

    assert titles(ambassador) == [f"Agree on a day with {seeker}"]
    assert not any(row.is_urgent for row in Notification.objects.all())


def test_what_follows_from_a_request_of_before_a_seal_is_sealed_too(topic, administrator):
    pair = proposed_pair(topic)
    seeker = pair.request.person
    invited = opened(seeker, by=administrator)
    answer_pair(pair=pair, person=pair.ambassador.person, accept=True)
    after_the_seal = localtime() + timedelta(days=14)
    Pair.objects.update(expires_at=after_the_seal)
    Notification.objects.update(waits_until=after_the_seal)

    assert (titles(invited), waiting_count(invited)) == ([], 0)
    assert str(pair.ambassador.person) not in home(browser(invited)).get_text()
    with time_machine.travel(localtime() + timedelta(days=8)):
        assert titles(invited) == [f"{pair.ambassador.person} can help you"]


def test_a_refusal_leaves_the_other_nothing_to_read(topic):
    pair = proposed_pair(topic)
    seeker, ambassador = pair.request.person, pair.ambassador.person
    answer_pair(pair=pair, person=ambassador, accept=False)
    assert not Notification.objects.exists()
    Notification.objects.all().delete()

    other = PairFactory(proposed=True)
    answer_pair(pair=other, person=other.ambassador.person, accept=True)
    make_overdue(other)
    expire_proposals()
    assert titles(other.request.person) == []
    assert (titles(seeker), titles(ambassador)) == ([], [])


# --- A pair to meet ---------------------------------------------------------------------------------


def active_pair():
    pair = PairFactory(accepted_by_ambassador=True)
    answer_pair(pair=pair, person=pair.request.person, accept=True)
    assert len(waiting()) == 2
    return Pair.objects.select_related("request__person", "ambassador__person").get(pk=pair.pk)


def day_set(pair):
    seeker, ambassador = pair.request.person, pair.ambassador.person
    day = now() + timedelta(days=2)
    proposal = propose_meeting(pair=pair, by=seeker, starts=[day], minutes=30)
    accept_meeting(pair=pair, by=ambassador, proposal=proposal.uuid, starts_at=day)


def session_noted(pair):
    log_session(
        pair=pair,
        by=pair.ambassador.person,
        held_on=today(),
        minutes=20,
        outcome=Outcome.MEET_AGAIN,
    )


def ended(pair):
    end_pair(pair=pair, by=pair.ambassador.person)


def withdrawn(pair):
    cancel_request(help_request=pair.request)


@pytest.mark.parametrize("act", [day_set, session_noted, ended, withdrawn])
def test_a_pair_to_meet_waits_until_both_have_a_day_a_session_or_an_end(act):
    act(active_pair())

    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("days", "met", "urgent"), [(1, False, True), (2, False, False), (0, True, False)]
)
def test_a_meeting_called_off_says_so_and_is_urgent_only_while_the_request_is(days, met, urgent):
    pair = active_pair()
    if met:
        session_noted(pair)
    HelpRequest.objects.update(urgency=Urgency.TODAY, created_at=localtime() - timedelta(days=days))
    pair.request.refresh_from_db()
    day_set(pair)
    call_off_meeting(pair=pair, by=pair.request.person)

    for person in (pair.request.person, pair.ambassador.person):
        [item] = waiting_items(person)
        assert item.description.note == "The meeting is called off: agree on another moment."
    assert set(Notification.objects.values_list("is_urgent", flat=True)) == {urgent}
    run_pair_maintenance(today=today() + timedelta(days=9))
    assert not Notification.objects.filter(is_urgent=True).exists()
    day_set(pair)
    assert not Notification.objects.exists()


def test_a_withdrawn_request_waits_for_nobody(topic):
    helper(topic)
    help_request = send_urgent_request(topic)
    cancel_request(help_request=help_request)

    assert not Notification.objects.exists()


def test_the_words_cost_as_many_queries_for_two_as_for_ten(topic, django_assert_max_num_queries):
    counts = []
    ambassador = helper(topic, capacity=20)
    for size in (2, 10):
        for _ in range(size - Pair.objects.count()):
            pair = PairFactory(
                proposed=True, ambassador=ambassador, request__urgency=Urgency.WHENEVER
            )
            Notification.objects.create(
                person=ambassador.person,
                kind="help_proposal",
                key=str(pair.uuid),
                waits_until=pair.expires_at,
            )
        titles(ambassador.person)  # what a process keeps is warm
        with django_assert_max_num_queries(30) as queries:
            assert len(titles(ambassador.person)) == size
        counts.append(len(queries))
    assert counts[1] == counts[0], counts
