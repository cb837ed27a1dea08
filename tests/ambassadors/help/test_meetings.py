"""The next meeting of a pair: proposed, accepted in one tap, moved, called off, in both calendars."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar

from ambassadors.help.actions.follow_up import answer_fit
from ambassadors.help.actions.meetings import (
    accept_meeting,
    call_off_meeting,
    propose_meeting,
    withdraw_proposal,
)
from ambassadors.help.actions.messages import end_messages
from ambassadors.help.actions.network import leave_network
from ambassadors.help.actions.pair_maintenance import run_pair_maintenance
from ambassadors.help.actions.pairs import end_pair
from ambassadors.help.actions.requests import cancel_request
from ambassadors.help.enums import Fit, Slot, Urgency
from ambassadors.help.models import Meeting, MeetingProposal
from ambassadors.help.notifications import ask_ambassadors, ask_for_meeting
from ambassadors.help.queries.first_screen import living_pairs_of, pair_news
from ambassadors.help.queries.meetings import suggested_moments
from ambassadors.workshops.actions.calendar_feeds import create_feed
from ambassadors.workshops.actions.workshops import ask_for_seat
from core.dates import today
from people.actions.privacy import erase_person
from people.mail.message import decrypt_mail
from people.models import OutgoingMail
from people.notifications.actions import settle
from tests.ambassadors.factories import PairFactory, WorkshopSessionFactory
from tests.ambassadors.pair_steps import both, helper, log_past_session, seeker
from tests.ambassadors.visits import signed_in, text
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

PLACE, LINK = "Bureau 214", "https://visio.exemple.fr/salle-7"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def pair():
    return PairFactory(active=True)


def moment(days=2, hour=10):
    day = today() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def propose(pair, *, by=helper, starts=None, **terms):
    terms = {"minutes": 30, "place": PLACE, "link": LINK} | terms
    starts = starts or [moment(), moment(3)]
    return propose_meeting(pair=pair, by=by(pair), starts=starts, **terms)


def agree(pair, *, starts=None):
    proposal = propose(pair, starts=starts)
    return accept_meeting(
        pair=pair, by=seeker(pair), proposal=proposal.uuid, starts_at=proposal.moments[0]
    )


def calendars(kind):
    """Each mail of a kind by whom it goes to: its words, and the event that it brings."""
    found = {}
    for mail in OutgoingMail.objects.filter(kind=kind).order_by("pk"):
        words = decrypt_mail(mail.content)
        calendar = Calendar.from_ical(words.calendar)
        [event] = calendar.walk("VEVENT")
        found[mail.person_id] = (f"{words.subject}\n{words.text}", str(calendar["method"]), event)
    return found


def pair_url(pair, name):
    return reverse(f"ambassadors:{name}", args=[pair.uuid])


def let_end_at_the_check(pair):
    log_past_session(pair)
    answer_fit(pair=pair, by=helper(pair), answer=Fit.NOT_RIGHT)
    run_pair_maintenance(today=today() + timedelta(days=20))


# --- Agreed, moved, called off ------------------------------------------------------------------------


def test_a_meeting_agreed_moved_and_called_off_follows_in_both_calendars(pair):
    first = agree(pair)
    agreed = calendars("pair_meeting_agreed")
    assert set(agreed) == {person.pk for person in both(pair)}
    for key, (words, method, event) in agreed.items():
        assert (method, str(event["status"]), str(event["class"])) == (
            "REQUEST",
            "CONFIRMED",
            "PRIVATE",
        )
        assert event["dtstart"].dt == moment()
        assert PLACE in str(event["location"])
        assert LINK in str(event["description"])
        [other] = [person for person in both(pair) if person.pk != key]
        assert other.last_name not in words + str(event["summary"]) + str(event["description"])

    proposal = propose(pair, by=seeker, starts=[moment(5)])
    assert Meeting.objects.get().starts_at == moment()  # it stands until the other says yes
    accept_meeting(pair=pair, by=helper(pair), proposal=proposal.uuid, starts_at=moment(5))
    moved = calendars("pair_meeting_agreed")
    call_off_meeting(pair=pair, by=seeker(pair))
    off = calendars("pair_meeting_off")

    for person in both(pair):
        events = [found[person.pk][2] for found in (agreed, moved, off)]
        assert len({str(event["uid"]) for event in events}) == 1
        sequences = [event["sequence"] for event in events]
        assert sequences == sorted(set(sequences))
        assert off[person.pk][1] == "CANCEL"
        assert events[1]["dtstart"].dt == moment(5)
    assert first.uuid
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    "end",
    [
        lambda pair: end_pair(pair=pair, by=seeker(pair)),
        lambda pair: cancel_request(help_request=pair.request),
        lambda pair: leave_network(ambassador=pair.ambassador),
        lambda pair: erase_person(person=helper(pair)),
        let_end_at_the_check,
    ],
)
def test_whatever_ends_a_pair_takes_the_meeting_out_of_the_calendar(pair, end):
    agree(pair, starts=[moment(60)])

    end(pair)

    assert not Meeting.objects.exists()
    assert not MeetingProposal.objects.exists()
    assert calendars("pair_meeting_off")[seeker(pair).pk][1] == "CANCEL"


def test_a_meeting_that_is_over_gives_way_and_is_another_event(pair):
    past = agree(pair)
    Meeting.objects.update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1)
    )

    assert agree(pair).uuid != past.uuid
    assert Meeting.objects.count() == 1


# --- What is refused ----------------------------------------------------------------------------------


def test_one_proposal_is_open_and_nobody_accepts_what_they_have_not_read(pair):
    first = propose(pair)
    with pytest.raises(ValidationError) as stale:
        propose(pair, by=seeker)
    assert stale.value.code == "stale"
    own = pytest.raises(ValidationError)
    with own:
        accept_meeting(pair=pair, by=helper(pair), proposal=first.uuid, starts_at=moment())
    with pytest.raises(ValidationError):
        accept_meeting(pair=pair, by=seeker(pair), proposal=first.uuid, starts_at=moment(9))

    again = propose(pair, by=seeker, starts=[moment(4)], answers=first.uuid)
    with pytest.raises(ValidationError):
        accept_meeting(pair=pair, by=seeker(pair), proposal=first.uuid, starts_at=moment())
    accept_meeting(pair=pair, by=helper(pair), proposal=again.uuid, starts_at=moment(4))

    assert not MeetingProposal.objects.exists()


@pytest.mark.parametrize(
    "starts", [[], [moment(d) for d in range(2, 6)], [moment(-1)], [moment(500)]]
)
def test_from_one_to_three_moments_to_come(pair, starts):
    with pytest.raises(ValidationError):
        propose_meeting(pair=pair, by=seeker(pair), starts=starts, minutes=30)
    with pytest.raises(ValidationError):
        propose(pair, minutes=3)


def test_ended_messages_do_not_go_on_as_places(client, pair):
    proposal = propose(pair, by=seeker)
    end_messages(pair=pair, by=helper(pair))
    signed_in(client, seeker(pair))
    form = text(client.get(pair_url(pair, "pair_propose")))
    typed = {
        "moment_1": timezone.localtime(moment(6)).strftime("%Y-%m-%dT%H:%M"),
        "minutes": "30",
        "place": "Réponds-moi",
    }
    refused = text(client.post(pair_url(pair, "pair_propose"), typed))

    assert 'name="place"' not in form
    assert "The messages of this pair have ended" in refused
    assert 'value="Réponds-moi"' in refused
    with pytest.raises(ValidationError):
        propose(pair, by=seeker, place="", link="https://exemple.fr/reponds-moi")
    assert MeetingProposal.objects.get() == proposal
    propose(pair, by=seeker, place="", link="")
    assert (
        OutgoingMail.objects.filter(kind="pair_meeting_proposed", person=helper(pair)).count() == 1
    )


@pytest.mark.parametrize(
    "sent", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00"]
)
def test_a_moment_at_the_ends_of_the_calendar_is_refused(client, pair, sent):
    proposal = propose(pair)
    signed_in(client, seeker(pair))
    accepted = {"proposal": proposal.uuid, "moment": sent}
    own = {"moment_1": sent[:16], "answers": proposal.uuid}

    assert client.post(pair_url(pair, "pair_accept"), accepted).status_code == 404
    for moments in ({"suggested": sent}, own):
        answer = client.post(pair_url(pair, "pair_propose"), moments | {"minutes": "30"})
        assert answer.status_code == 200
    assert MeetingProposal.objects.get() == proposal


@pytest.mark.usefixtures("in_english")
def test_nobody_has_two_meetings_or_a_workshop_at_one_hour(pair):
    agree(pair)
    second = PairFactory(active=True, ambassador=pair.ambassador)
    with pytest.raises(ValidationError, match="You already have a meeting or a workshop then"):
        propose(second, starts=[moment(hour=10)])

    # The helper, whom the seeker of the second pair asks for that hour, is told; the seeker reads nothing.
    asked = propose(second, by=seeker, starts=[moment(), moment(3)])
    with pytest.raises(ValidationError, match="You already have a meeting"):
        accept_meeting(pair=second, by=helper(second), proposal=asked.uuid, starts_at=moment())
    session = WorkshopSessionFactory(starts_at=moment(hour=9), ends_at=moment(hour=12))
    with pytest.raises(ValidationError, match="You have a meeting at that time"):
        ask_for_seat(session=session, person=helper(pair))
    session = WorkshopSessionFactory(starts_at=moment(3), ends_at=moment(3, 12))
    ask_for_seat(session=session, person=seeker(second))
    with pytest.raises(ValidationError, match="does not suit any more"):
        accept_meeting(pair=second, by=helper(second), proposal=asked.uuid, starts_at=moment(3))


def test_moments_come_from_what_both_gave_and_tell_nothing_of_the_other(pair):
    for side in (pair.request, pair.ambassador):
        side.slots = [Slot.TUE_AM, Slot.THU_PM]
        side.save()
    pair.ambassador.slots = [Slot.THU_PM, Slot.FRI_AM]
    pair.ambassador.save()
    suggested = suggested_moments(pair, seeker(pair), minutes=30)
    assert {(m.weekday(), timezone.localtime(m).hour) for m in suggested} == {(3, 14)}

    other = PairFactory(active=True, ambassador=pair.ambassador)
    agree(other, starts=[suggested[0]])

    assert suggested_moments(pair, seeker(pair), minutes=30) == suggested
    assert suggested[0] not in suggested_moments(pair, helper(pair), minutes=30)


def test_moving_a_meeting_offers_other_moments_than_its_own(client, pair):
    for side in (pair.request, pair.ambassador):
        side.slots = [Slot.THU_PM]
        side.save()
    suggested = suggested_moments(pair, seeker(pair), minutes=30)
    agree(pair, starts=[suggested[0]])

    assert suggested_moments(pair, seeker(pair), minutes=30) == suggested[1:]
    page = BeautifulSoup(
        signed_in(client, seeker(pair)).get(pair_url(pair, "pair_propose")).content, "html.parser"
    )
    assert (
        page.select_one("nav.breadcrumb [aria-current=page]").get_text(strip=True)
        == "Move the meeting"
    )


def test_nobody_else_proposes_accepts_or_calls_off(pair):
    proposal = propose(pair)
    stranger = PersonFactory()
    for act in (
        lambda: propose_meeting(pair=pair, by=stranger, starts=[moment()], minutes=30),
        lambda: accept_meeting(pair=pair, by=stranger, proposal=proposal.uuid, starts_at=moment()),
        lambda: withdraw_proposal(pair=pair, by=stranger),
        lambda: call_off_meeting(pair=pair, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- Pages --------------------------------------------------------------------------------------------


def test_one_tap_on_the_first_screen_is_a_yes(client, pair):
    proposal = propose(pair)
    page = text(signed_in(client, seeker(pair)).get("/"))
    assert str(proposal.uuid) in page
    assert str(helper(pair)) in page

    sent = {
        "proposal": proposal.uuid,
        "moment": moment().astimezone(UTC).isoformat(),
        "next": "/",
    }
    answer = client.post(pair_url(pair, "pair_accept"), sent)

    assert answer.url == "/"
    for person in both(pair):
        home = text(signed_in(client, person).get("/"))
        assert PLACE in home
        assert LINK in home
    file = client.get(pair_url(pair, "pair_calendar"))
    assert Calendar.from_ical(file.content).walk("VEVENT")
    assert client.post(pair_url(pair, "pair_accept"), sent | {"moment": "x"}).status_code == 404
    again = client.post(pair_url(pair, "pair_accept"), sent, follow=True)
    assert "has changed or is over" in text(again)


def test_a_form_that_is_refused_keeps_all_that_was_typed(client, pair):
    agree(pair)
    other = PairFactory(active=True, ambassador=pair.ambassador)
    signed_in(client, helper(other))
    typed = {
        "moment_1": timezone.localtime(moment()).strftime("%Y-%m-%dT%H:%M"),
        "minutes": "45",
        "place": "Sous l’escalier",
    }

    page = text(client.post(pair_url(other, "pair_propose"), typed))

    assert "You already have a meeting or a workshop then" in page
    for value in typed.values():
        assert f'value="{value}"' in page
    typed["moment_1"] = timezone.localtime(moment(6)).strftime("%Y-%m-%dT%H:%M")
    client.post(pair_url(other, "pair_propose"), typed)
    assert other.meeting_proposal.place == "Sous l’escalier"


def test_the_notice_stands_in_the_form_and_never_over_it(client, pair):
    """Who never read it takes one step all the same: the line with its link is on the page."""
    proposal = propose(pair)
    client.force_login(seeker(pair))
    page = client.get(reverse("ambassadors:pair", args=[pair.uuid]))
    version = page.context["notice"].version
    assert reverse("people:information") in text(page)

    answer = client.post(
        pair_url(pair, "pair_accept"),
        {
            "proposal": proposal.uuid,
            "moment": moment().astimezone(UTC).isoformat(),
            "notice": version,
        },
    )

    assert answer.status_code == 302
    assert client.get(reverse("ambassadors:pair", args=[pair.uuid])).context["notice"] is None


def test_the_feed_has_the_meeting_until_it_is_called_off(client, pair):
    meeting = agree(pair)
    address = reverse("workshops:feed", args=[create_feed(person=helper(pair))])

    [event] = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert str(meeting.uuid) in str(event["uid"])
    call_off_meeting(pair=pair, by=seeker(pair))

    assert not Calendar.from_ical(client.get(address).content).walk("VEVENT")


def test_both_are_reminded_once_on_the_eve_and_again_once_it_is_moved(pair):
    agree(pair, starts=[moment(3)])
    for days in (0, 1, 2, 2, 3):
        run_pair_maintenance(today=today() + timedelta(days=days))
    assert OutgoingMail.objects.filter(kind="pair_date").count() == 2

    agree(pair, starts=[moment(5)])
    run_pair_maintenance(today=today() + timedelta(days=4))

    assert OutgoingMail.objects.filter(kind="pair_date").count() == 4


@time_machine.travel("2026-12-01 07:00+01:00", tick=False)
def test_what_is_now_stands_first_then_what_is_urgent_then_moments_to_answer(client, pair):
    ambassador = pair.ambassador
    urgent = PairFactory(proposed=True, ambassador=ambassador, request__urgency=Urgency.TODAY)
    ask_ambassadors([urgent])
    propose(pair, by=seeker)
    agree(PairFactory(active=True, ambassador=ambassador), starts=[moment(0, 15)])
    ask_for_meeting(PairFactory(active=True, ambassador=ambassador))
    signed_in(client, ambassador.person)

    parts = ("maintenant", "urgent", "moments", "vous-attend", "rendez-vous")

    def shown(at):
        with time_machine.travel(at, tick=False):
            main = BeautifulSoup(client.get("/").content, "html.parser").main
        return [part["id"] for part in main.select("[id]") if part["id"] in parts]

    before, later = moment(0, 14), moment(0, 15) + timedelta(minutes=20)
    assert shown(before) == ["urgent", "moments", "rendez-vous"]
    assert shown(later) == ["maintenant", "urgent", "moments"]
    settle(kind="help_proposal", keys=[urgent.uuid])
    assert shown(before) == ["moments", "vous-attend", "rendez-vous"]


@pytest.mark.parametrize("pairs", [1, 6])
def test_the_first_screen_asks_once_for_all_pairs(pairs, django_assert_num_queries):
    ambassador = PairFactory(active=True).ambassador
    for number in range(pairs):
        agree(PairFactory(active=True, ambassador=ambassador), starts=[moment(3 + number)])

    with django_assert_num_queries(1):
        news = pair_news(living_pairs_of(ambassador.person), ambassador.person)

    assert [item.meeting.starts_at for item in news if item.meeting] == [
        moment(3 + number) for number in range(pairs)
    ]
