"""Calendars: what a mail attaches, what a feed contains, hours around a change of the clock."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest
import time_machine
import vobject
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from ambassadors.workshops.actions.calendar_feeds import create_feed, remove_feed
from ambassadors.workshops.actions.registration import book_for_team, cancel_booking
from ambassadors.workshops.actions.workshops import (
    ask_for_seat,
    cancel_session,
    change_session,
    give_up_seat,
)
from ambassadors.workshops.exporters.calendar import calendar_feed, calendar_message
from ambassadors.workshops.forms.workshops import Moment, WorkshopSessionForm
from ambassadors.workshops.models import CalendarFeed
from people.actions.delivery import send_due_mails
from people.models import OutgoingMail, Person
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.people.factories import PersonFactory, SiteFactory


pytestmark = pytest.mark.django_db
# A Thursday morning, when mails may go.
MORNING = datetime(2026, 11, 26, 9, tzinfo=UTC)
HOSTILE = "Portail; a, b\r\nATTENDEE:mailto:x@exemple.fr\nMETHOD:CANCEL"


@pytest.fixture(autouse=True)
def in_the_morning(time_machine):
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def session():
    return WorkshopSessionFactory(capacity=3)


def sent_messages():
    """Return the mails sent, as a mail program parses them."""
    OutgoingMail.objects.update(next_try_at=timezone.now())
    mail.outbox.clear()
    send_due_mails()
    return [
        message_from_bytes(sent.message().as_bytes(), policy=policy.default) for sent in mail.outbox
    ]


def calendar_part(message):
    (part,) = [
        part_of_message
        for part_of_message in message.walk()
        if part_of_message.get_content_type() == "text/calendar"
    ]
    return part


def parsed_event(text):
    """Return the event, after checking that both parsers agree."""
    text = text.decode() if isinstance(text, bytes) else text
    one = Calendar.from_ical(text)
    other = vobject.readOne(text)
    (event,) = one.walk("VEVENT")
    assert str(event["UID"]) == other.vevent.uid.value
    assert int(event["SEQUENCE"]) == int(other.vevent.sequence.value)
    assert event.decoded("DTSTART") == other.vevent.dtstart.value
    return other.method.value, event


def move_session(session, **details):
    session.refresh_from_db()
    now = {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "site_id": session.site_id,
        "room": session.room,
        "link": session.link,
        "capacity": session.capacity,
        "trainers": [],
    }
    change_session(session=session, **(now | details))


def test_invitation_update_and_cancellation_are_one_event_for_calendars(session):
    person = PersonFactory()

    ask_for_seat(session=session, person=person)
    move_session(session, room="Salle Maine")
    cancel_session(session=session)
    messages = sent_messages()

    parts = [calendar_part(message) for message in messages]
    assert [part.get_param("method") for part in parts] == ["REQUEST", "REQUEST", "CANCEL"]
    read_ones = [parsed_event(part.get_content()) for part in parts]
    assert [method for method, _event in read_ones] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [event for _method, event in read_ones]
    assert len({str(event["UID"]) for event in events}) == 1
    numbers = [event["SEQUENCE"] for event in events]
    assert numbers == sorted(set(numbers))
    assert str(events[1]["LOCATION"]) == "Salle Maine"
    assert str(events[2]["STATUS"]) == "CANCELLED"
    for event in events:
        assert str(event["ATTENDEE"]) == f"mailto:{person.email}"
        assert str(event["ORGANIZER"]).startswith("mailto:")


def test_a_mail_program_without_calendars_finds_a_file(session):
    ask_for_seat(session=session, person=PersonFactory())

    (message,) = sent_messages()

    (file,) = message.iter_attachments()
    assert file.get_filename() == "invitation.ics"
    assert parsed_event(file.get_content())[0] == "REQUEST"
    assert message.get_body(("plain",)) is not None


def test_a_seat_that_a_manager_takes_back_leaves_the_calendar(session):
    person, manager = PersonFactory(), PersonFactory()
    book_for_team(session=session, manager=manager, people=[person])

    cancel_booking(session=session, manager=manager, person=person)

    given, taken = [
        parsed_event(calendar_part(message).get_content()) for message in sent_messages()
    ]
    assert (given[0], taken[0]) == ("REQUEST", "CANCEL")
    assert given[1]["UID"] == taken[1]["UID"]
    assert given[1]["SEQUENCE"] < taken[1]["SEQUENCE"]


def test_a_seat_given_up_leaves_the_calendar_and_taken_again_comes_back(session):
    person = PersonFactory()
    ask_for_seat(session=session, person=person)

    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        give_up_seat(session=session, person=person)
    with time_machine.travel(timezone.now() + timedelta(seconds=4)):
        ask_for_seat(session=session, person=person)

    methods_and_events = [
        parsed_event(calendar_part(message).get_content()) for message in sent_messages()
    ]
    assert [method for method, _event in methods_and_events] == ["REQUEST", "CANCEL", "REQUEST"]
    sequences = [event["SEQUENCE"] for _method, event in methods_and_events]
    assert sequences[0] < sequences[1] < sequences[2]


def test_no_calendar_tells_that_somebody_else_came_or_gave_up(client, session):
    reader, other, trainer = PersonFactory.create_batch(3)
    session.trainers.add(trainer)
    ask_for_seat(session=session, person=reader)
    client.force_login(reader)
    feeds = [
        reverse("workshops:feed", args=[create_feed(person=each)]) for each in (reader, trainer)
    ]
    own = [reverse("workshops:calendar", args=[session.uuid]), *feeds]
    before = [client.get(each).content for each in own]

    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        ask_for_seat(session=session, person=other)
        assert [client.get(each).content for each in own] == before
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        give_up_seat(session=session, person=other)
        assert [client.get(each).content for each in own] == before


def test_who_waits_has_no_entry_until_there_is_a_seat():
    session = WorkshopSessionFactory(capacity=1)
    first, second = PersonFactory(), PersonFactory()
    ask_for_seat(session=session, person=first)
    ask_for_seat(session=session, person=second)
    sent_messages()

    give_up_seat(session=session, person=first)

    by_address = {
        message["To"]: parsed_event(calendar_part(message).get_content())
        for message in sent_messages()
    }
    assert by_address[first.email][0] == "CANCEL"
    assert by_address[second.email][0] == "REQUEST"


def test_line_breaks_and_commas_write_nothing_into_a_calendar(session):
    session.workshop.title = session.workshop.summary = HOSTILE
    session.workshop.save()
    person = PersonFactory(first_name='Ana"', last_name="B;x\r\nX-EVIL:1")

    text = calendar_message(person, session, method="REQUEST")

    method, event = parsed_event(text)
    assert method == "REQUEST"
    assert str(event["SUMMARY"]) == "Portail; a, b ATTENDEE:mailto:x@exemple.fr METHOD:CANCEL"
    assert str(event["ATTENDEE"]) == f"mailto:{person.email}"
    assert "Portail; a, b\n" in str(event["DESCRIPTION"])
    unfolded = text.replace("\r\n ", "")
    assert "\r\nX-EVIL" not in unfolded
    assert unfolded.count("\r\nMETHOD:") == 1
    assert unfolded.count("\r\nATTENDEE") == 1
    assert vobject.readOne(text).vevent.summary.value == str(event["SUMMARY"])


PROPERTIES = {
    "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL",
    "STATUS", "TRANSP", "ORGANIZER", "ATTENDEE",
}  # fmt: skip
BREAKS = ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b", "\\n", "\\N", "\r\n\r\n", "\n ", "^n"]


@pytest.mark.parametrize("breaking", BREAKS)
def test_no_field_of_a_mail_s_calendar_adds_a_property_a_part_or_a_person(session, breaking):
    """In every field that reaches one, and in the name of whom it goes to."""
    evil = breaking.join(
        ["x", "ATTENDEE:mailto:all@evil.example", "ORGANIZER:mailto:all@evil.example",
         "METHOD:CANCEL", "X-ALT-DESC;FMTTYPE=text/html:<script>", "ATTACH:https://evil.example/x",
         "BEGIN:VALARM", "ACTION:EMAIL", "END:VALARM", "END:VEVENT", "BEGIN:VEVENT", ""]
    )  # fmt: skip
    type(session.workshop).objects.update(title=evil, summary=evil)
    session.site = SiteFactory(name=evil[:110])
    session.save()
    type(session).objects.update(room=evil[:110], link=f"https://ex.fr/{evil}"[:190])
    person = PersonFactory(first_name=f'A";{evil[:60]}', last_name=evil[:90])
    session.refresh_from_db()
    ask_for_seat(session=session, person=person)

    (message,) = sent_messages()
    part = calendar_part(message)
    method, event = parsed_event(part.get_content())
    kinds = [
        mail_part.get_content_type() for mail_part in message.walk() if not mail_part.is_multipart()
    ]

    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    assert [message["to"].addresses[0].addr_spec] == [person.email]
    assert (method, part["content-type"].params["method"]) == ("REQUEST", "REQUEST")
    assert set(event) <= PROPERTIES
    assert event.subcomponents == []
    assert str(event["ATTENDEE"]) == f"mailto:{person.email}"
    assert "evil" not in str(event["ORGANIZER"])
    assert len(Calendar.from_ical(part.get_content()).walk("VEVENT")) == 1


# --- The clock --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code"), [("2027-03-28T02:30", "skipped"), ("2027-10-31T02:30", "twice")]
)
def test_an_hour_that_is_not_or_is_twice_is_refused_plainly(typed, code):
    form = WorkshopSessionForm({"starts_at": typed, "minutes": 60, "capacity": 5, "room": "A"})

    assert not form.is_valid()
    assert [error.code for error in form.errors.as_data()["starts_at"]] == [code]


@pytest.mark.parametrize("typed", ["2027-03-28T01:59", "2027-03-28T03:00", "2027-10-31T03:00"])
def test_the_hours_beside_them_are_taken(typed):
    moment = Moment().clean(typed)

    assert moment.strftime("%Y-%m-%dT%H:%M") == typed


@pytest.mark.parametrize(
    ("typed", "ends"), [("2027-03-28T01:30", "04:30"), ("2027-10-31T01:30", "02:30")]
)
def test_a_session_across_a_change_of_the_clock_lasts_as_long_as_was_said(typed, ends):
    form = WorkshopSessionForm({"starts_at": typed, "minutes": 120, "capacity": 5, "room": "A"})
    assert form.is_valid()
    details = form.details()
    session = WorkshopSessionFactory(starts_at=details["starts_at"], ends_at=details["ends_at"])

    _method, event = parsed_event(calendar_message(PersonFactory(), session, method="REQUEST"))

    assert details["ends_at"] - details["starts_at"] == timedelta(hours=2)
    begins, stops = event.decoded("DTSTART"), event.decoded("DTEND")
    assert begins.strftime("%Y-%m-%dT%H:%M") == typed
    assert timezone.localtime(stops).strftime("%H:%M") == ends
    assert stops.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=2)
    assert "BEGIN:VTIMEZONE" in calendar_message(PersonFactory(), session, method="REQUEST")


# --- A calendar that one subscribes to ----------------------------------------------------------------------


def address(token):
    return reverse("workshops:feed", args=[token])


def events_at(token):
    response = Client().get(address(token))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    list(vobject.readComponents(response.content.decode()))
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_feed_has_ones_seats_and_the_sessions_that_one_gives_and_no_others():
    person, other = PersonFactory(), PersonFactory()
    held = WorkshopSessionFactory(link="https://visio.exemple.fr/ma-salle")
    given = WorkshopSessionFactory(starts_at=MORNING + timedelta(days=3))
    given.trainers.add(person)
    elsewhere = WorkshopSessionFactory(link="https://visio.exemple.fr/pas-la-mienne")
    waiting = WorkshopSessionFactory(capacity=1, starts_at=MORNING + timedelta(days=4))
    ask_for_seat(session=held, person=person)
    ask_for_seat(session=elsewhere, person=other)
    ask_for_seat(session=waiting, person=other)
    ask_for_seat(session=waiting, person=person)

    events = events_at(create_feed(person=person))

    assert {str(event["SUMMARY"]) for event in events} == {
        held.workshop.title,
        given.workshop.title,
    }
    text = Client().get(address(create_feed(person=person))).content.decode().replace("\r\n ", "")
    assert "ma-salle" in text
    assert "pas-la-mienne" not in text
    assert other.last_name not in text


def test_a_feed_follows_a_change_under_the_same_uid(session):
    person = PersonFactory()
    ask_for_seat(session=session, person=person)
    token = create_feed(person=person)
    (before,) = events_at(token)

    move_session(session, room="Salle Maine")
    cancel_session(session=session)

    (after,) = events_at(token)
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["STATUS"]) == "CANCELLED"


def test_only_a_hash_is_kept_and_a_new_address_makes_the_old_one_void():
    person = PersonFactory()
    old = create_feed(person=person)
    new = create_feed(person=person)

    assert old not in str(CalendarFeed.objects.values())
    assert new not in str(CalendarFeed.objects.values())
    assert Client().get(address(old)).status_code == 404
    assert Client().get(address(new)).status_code == 200
    remove_feed(person=person)
    assert Client().get(address(new)).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"employed_until": MORNING.date() - timedelta(days=1)},
        {"opened_at": MORNING + timedelta(minutes=1)},
    ],
    ids=["closed", "left", "opened anew"],
)
def test_a_feed_ends_with_the_account_or_its_opening(change):
    person = PersonFactory()
    token = create_feed(person=person)
    assert Client().get(address(token)).status_code == 200

    Person.objects.filter(pk=person.pk).update(**change)

    assert Client().get(address(token)).status_code == 404


def test_a_program_that_has_it_is_told_that_nothing_changed(session):
    person = PersonFactory()
    ask_for_seat(session=session, person=person)
    token = create_feed(person=person)

    first = Client().get(address(token))
    again = Client().get(address(token), headers={"if-none-match": first["ETag"]})

    assert "private" in first["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")
    assert first["Referrer-Policy"] == "no-referrer"


def test_guessing_addresses_is_slowed_down():
    client = Client()

    answers = {client.get(address(f"devine-{number}")).status_code for number in range(130)}

    assert answers == {404, 429}


def test_somebody_who_guesses_behind_the_same_address_closes_nobody_s_calendar():
    client, token = Client(), create_feed(person=PersonFactory())

    for number in range(130):
        client.get(address(f"devine-{number}"))

    assert client.get(address(token)).status_code == 200


def test_an_empty_feed_is_a_calendar():
    assert events_at(create_feed(person=PersonFactory())) == []
    assert Calendar.from_ical(calendar_feed([])).walk("VEVENT") == []


def test_the_page_shows_an_address_once():
    person, client = PersonFactory(), Client(headers={"accept-language": "en"})
    client.force_login(person)

    made = client.post(reverse("workshops:make_feed"), follow=True).content.decode()
    later = client.get(reverse("workshops:own_feed")).content.decode()

    assert "/ateliers/agenda/" in made
    assert "webcal://" in made
    assert "/ateliers/agenda/" not in later


def test_the_address_that_was_shown_still_leads_to_the_calendar_after_a_reload():
    person, client = PersonFactory(), Client(headers={"accept-language": "en"})
    client.force_login(person)

    made = client.post(reverse("workshops:make_feed"), follow=True)
    shown = urlsplit(made.context["address"]).path
    client.get(made.request["PATH_INFO"])

    assert made.redirect_chain
    assert Client().get(shown).status_code == 200
