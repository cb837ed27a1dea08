"""Workshops: one seat each, a queue that moves up, calendars that follow, a list that few may read."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from ambassadors.tasks import free_seats_task
from ambassadors.workshops.actions.attendance import record_attendance
from ambassadors.workshops.actions.workshops import (
    add_session,
    ask_for_seat,
    cancel_session,
    change_session,
    free_seats_of_leavers,
    give_up_seat,
)
from ambassadors.workshops.mails import (
    SEAT_CANCELLED,
    SEAT_CHANGED,
    SEAT_GIVEN,
    SEAT_GIVEN_UP,
    SEAT_WAITING,
)
from ambassadors.workshops.models import Seat, WorkshopSession
from ambassadors.workshops.notifications import CHANGED
from people.actions.accounts import invite, open_account
from people.actions.privacy import erase_person
from people.enums import ViewedData
from people.models import Look, Notification, OutgoingMail, Person
from people.notifications.queries import waiting_items
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.ambassadors.workshops.workshop_steps import add_seats, signed_in
from tests.people.factories import PersonFactory, SiteFactory


pytestmark = pytest.mark.django_db


@contextmanager
def refused_with_code(code, field=NON_FIELD_ERRORS):
    """Expect a ValidationError with this code, whatever the language of the message."""
    with pytest.raises(ValidationError) as refusal:
        yield
    found = refusal.value.update_error_dict({})
    assert {name: [error.code for error in errors] for name, errors in found.items()} == {
        field: [code]
    }


@pytest.fixture
def session():
    return WorkshopSessionFactory()


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


def seat_numbers(session):
    """Return seat numbers in the order of asking; None waits."""
    return list(session.seats_taken.order_by("pk").values_list("number", flat=True))


def change_and_reload(session, **details):
    now = {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "site_id": session.site_id,
        "room": session.room,
        "link": session.link,
        "capacity": session.capacity,
        "trainers": [],
    }
    change_session(session=session, **now | details)
    session.refresh_from_db()


# --- Seats ------------------------------------------------------------------------------------------


def test_the_third_for_two_seats_waits(session):
    add_seats(session, 3)
    assert seat_numbers(session) == [1, 2, None]


def test_a_seat_given_up_goes_to_the_first_in_the_queue(session):
    people = add_seats(session, 4)
    give_up_seat(session=session, person=people[0])
    assert seat_numbers(session) == [2, 1, None]
    assert Seat.objects.get(session=session, person=people[2]).number == 1
    [waiting] = waiting_items(people[2])  # nothing for those who took their seat themselves
    assert session.workshop.title in waiting.description.title
    assert Notification.objects.count() == 1

    give_up_seat(session=session, person=people[2])
    assert [row.person for row in Notification.objects.all()] == [people[3]]
    cancel_session(session=session)
    assert set(Notification.objects.values_list("kind", flat=True)) == {CHANGED}


def test_nobody_overtakes_the_queue_when_a_seat_is_free(session):
    add_seats(session, 3)
    Seat.objects.filter(number=1).delete()
    ask_for_seat(session=session, person=PersonFactory())
    assert seat_numbers(session)[-1] is None


def test_more_seats_let_the_queue_in(session):
    add_seats(session, 4)
    change_and_reload(session, capacity=3)
    assert seat_numbers(session) == [1, 2, 3, None]


def test_seats_that_are_given_are_not_taken_back(session):
    add_seats(session, 2)
    with refused_with_code("too_few_seats", "capacity"):
        change_and_reload(session, capacity=1)


def test_no_date_is_announced_that_is_over(session):
    ended = timezone.now() - timedelta(hours=1)
    with refused_with_code("over", "starts_at"):
        add_session(
            workshop=session.workshop,
            trainers=[],
            starts_at=ended - timedelta(hours=1),
            ends_at=ended,
            room="B2",
            capacity=8,
        )


def test_without_a_day_everybody_waits_and_a_day_gives_the_seats():
    session = WorkshopSessionFactory(starts_at=None)
    add_seats(session, 3)
    assert seat_numbers(session) == [None, None, None]
    start = timezone.now() + timedelta(days=30)
    change_and_reload(session, starts_at=start, ends_at=start + timedelta(hours=1))
    assert seat_numbers(session) == [1, 2, None]


def test_one_asks_once(session):
    (person,) = add_seats(session, 1)
    with refused_with_code("twice"):
        ask_for_seat(session=session, person=person)


def test_one_is_not_at_two_places_at_once(session):
    (person,) = add_seats(session, 1)
    other = WorkshopSessionFactory(starts_at=session.starts_at + timedelta(minutes=90))
    with refused_with_code("conflict"):
        ask_for_seat(session=other, person=person)
    after = WorkshopSessionFactory(starts_at=session.ends_at)
    assert ask_for_seat(session=after, person=person).number == 1


@pytest.mark.parametrize("ended", ["called off", "begun"])
def test_what_is_over_takes_nobody_and_lets_nobody_go(session, ended):
    (person,) = add_seats(session, 1)
    if ended == "called off":
        cancel_session(session=session)
        with refused_with_code("cancelled"):
            ask_for_seat(session=session, person=PersonFactory())
        return
    with time_machine.travel(session.starts_at + timedelta(minutes=1)):
        with refused_with_code("begun"):
            ask_for_seat(session=session, person=PersonFactory())
        with refused_with_code("begun"):
            give_up_seat(session=session, person=person)


def test_the_database_gives_a_seat_once(session):
    (person,) = add_seats(session, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(session=session, person=PersonFactory(), number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(session=session, person=person)


def test_who_is_erased_makes_room(session):
    people = add_seats(session, 3)
    erase_person(person=people[0])
    assert seat_numbers(session) == [2, 1]


@pytest.mark.parametrize("how", ["employed_until", "is_active"])
def test_who_has_left_makes_room_in_the_night_and_is_told_nothing(session, how):
    leaver, stays, waits = add_seats(session, 3)
    over, queued = WorkshopSessionFactory(), WorkshopSessionFactory(starts_at=None)
    for session_left in (over, queued):
        Seat.objects.create(
            session=session_left, person=leaver, number=1 if session_left == over else None
        )
    begun = {"starts_at": timezone.now() - timedelta(hours=1), "ends_at": timezone.now()}
    WorkshopSession.objects.filter(pk=over.pk).update(**begun)
    yesterday = timezone.localdate() - timedelta(days=1)
    gone = {"employed_until": yesterday} if how == "employed_until" else {"is_active": False}
    type(leaver).objects.filter(pk=leaver.pk).update(**gone)
    OutgoingMail.objects.all().delete()

    free_seats_task.delay()
    free_seats_task.delay()

    assert {seat.person: seat.number for seat in session.seats_taken.all()} == {stays: 2, waits: 1}
    assert not queued.seats_taken.exists()
    assert over.seats_taken.get().person == leaver  # what was is not rewritten
    assert new_mails() == [(waits, SEAT_GIVEN)]


def test_who_works_here_through_today_keeps_the_seat(session):
    (person,) = add_seats(session, 1)
    type(person).objects.update(employed_until=timezone.localdate())
    assert free_seats_of_leavers(today=timezone.localdate()) == 0
    assert seat_numbers(session) == [1]


def test_the_day_is_not_taken_from_who_has_a_seat(session):
    add_seats(session, 1)
    with pytest.raises(ValidationError) as refusal:
        change_and_reload(session, starts_at=None, ends_at=None)
    assert list(refusal.value.error_dict) == ["starts_at"]
    session.refresh_from_db()
    assert session.starts_at is not None


def test_a_list_of_before_a_seal_is_not_named_to_whoever_opened_the_account(session):
    """An invitation made by somebody else: it may not be its owner who asks."""
    (person,) = add_seats(session, 1)
    Person.objects.filter(pk=person.pk).update(last_login=timezone.now())
    code = invite(person=person, by=PersonFactory())
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        open_account(
            staff_number=person.staff_number, code=code, password="quatre mots vont bien ensemble"
        )
        other = WorkshopSessionFactory(starts_at=session.starts_at)
        with pytest.raises(ValidationError) as refusal:
            ask_for_seat(session=other, person=Person.objects.get(pk=person.pk))
    assert refusal.value.code == "conflict"
    assert session.workshop.title not in refusal.value.message


# --- Mails and calendars --------------------------------------------------------------------------------


def new_mails():
    """Return person and kind of the mails since the last call."""
    mails = OutgoingMail.objects.order_by("pk").select_related("person")
    found = [(mail.person, mail.kind) for mail in mails]
    mails.delete()
    return found


def test_each_is_told_what_becomes_of_their_seat(session):
    first, second, third = add_seats(session, 3)
    assert new_mails() == [(first, SEAT_GIVEN), (second, SEAT_GIVEN), (third, SEAT_WAITING)]
    give_up_seat(session=session, person=second)
    assert new_mails() == [(second, SEAT_GIVEN_UP), (third, SEAT_GIVEN)]
    change_and_reload(session, room="Salle Maine")
    assert new_mails() == [(first, SEAT_CHANGED), (third, SEAT_CHANGED)]
    change_and_reload(session, capacity=5)
    assert new_mails() == []
    cancel_session(session=session)
    assert new_mails() == [(first, SEAT_CANCELLED), (third, SEAT_CANCELLED)]


def test_a_calendar_keeps_the_event_across_changes_and_the_hour_across_summer_time():
    """On 25 October 2026 the clocks go back."""
    with time_machine.travel(datetime(2026, 9, 1, 8, tzinfo=UTC)):
        session = WorkshopSessionFactory(
            starts_at=datetime(2026, 10, 23, 7, 0, tzinfo=UTC), site=SiteFactory(name="Angers")
        )
        client, person = signed_in()
        ask_for_seat(session=session, person=person)
        before = event_of(client, session)
        winter = datetime(2026, 10, 26, 8, 0, tzinfo=UTC)
        change_and_reload(session, starts_at=winter, ends_at=winter + timedelta(hours=2))
        after = event_of(client, session)
    assert before["uid"] == after["uid"]
    assert before["sequence"] < after["sequence"]
    assert [event["dtstart"].dt.strftime("%H:%M %Z") for event in (before, after)] == [
        "09:00 CEST",
        "09:00 CET",
    ]
    assert str(after["location"]) == "Angers, Salle Loire"


def test_a_title_cannot_write_into_a_calendar(session):
    session.workshop.title = "Portail\r\nATTENDEE:mailto:x@exemple.fr\nDESCRIPTION:x"
    session.workshop.save()
    client, person = signed_in()
    ask_for_seat(session=session, person=person)
    event = event_of(client, session)
    assert "ATTENDEE" not in event
    assert str(event["DESCRIPTION"]) != "x"


def event_of(client, session):
    answer = client.get(reverse("workshops:calendar", args=[session.uuid]))
    calendar = Calendar.from_ical(answer.content)
    assert calendar.walk("VTIMEZONE")
    (event,) = calendar.walk("VEVENT")
    return event


# --- Pages -----------------------------------------------------------------------------------------------


def test_one_takes_a_seat_after_reading_what_is_kept_and_finds_it_on_the_first_screen(session):
    client, person = signed_in()
    address = reverse("workshops:session", args=[session.uuid])
    assert "There are seats left" in client.get(address).content.decode()
    asked = client.post(reverse("workshops:ask", args=[session.uuid]))
    assert not Seat.objects.exists()
    version = asked.context["notice"].version
    client.post(reverse("workshops:ask", args=[session.uuid]), {"notice": version})
    assert Seat.objects.get(person=person).number == 1
    assert "You have a seat" in client.get(address).content.decode()
    first_screen = client.get("/").content.decode()
    assert session.workshop.title in first_screen
    assert address in first_screen


def test_a_trainer_who_has_left_is_no_longer_named(session):
    client, _person = signed_in()
    stays, left = PersonFactory(last_name="Quémener"), PersonFactory(last_name="Lahaye")
    session.trainers.set([stays, left])
    address = reverse("workshops:session", args=[session.uuid])
    assert "Lahaye" in client.get(address).content.decode()
    Person.objects.filter(pk=left.pk).update(
        employed_until=timezone.localdate() - timedelta(days=1)
    )
    page = client.get(address).content.decode()
    assert "Lahaye" not in page
    assert "Quémener" in page


def test_who_only_waits_has_no_workshop_on_the_first_screen(session):
    add_seats(session, 2)
    client, person = signed_in()
    ask_for_seat(session=session, person=person)
    assert session.workshop.title not in client.get("/").content.decode()


def test_whoever_has_no_seat_is_led_from_the_first_screen_to_the_dates_without_a_query_more(
    django_assert_max_num_queries,
):
    client, _person = signed_in()
    index = reverse("workshops:index")
    with CaptureQueriesContext(connection) as without:
        assert index not in client.get("/").content.decode()
    queries = len(without)
    WorkshopSessionFactory(starts_at=timezone.now() - timedelta(days=2))
    WorkshopSessionFactory(cancelled_at=timezone.now())
    assert index not in client.get("/").content.decode()

    session = WorkshopSessionFactory()
    with django_assert_max_num_queries(queries):
        assert index in client.get("/").content.decode()
    assert session.workshop.title in client.get(index).content.decode()


def test_the_entry_for_a_calendar_and_the_link_are_for_who_has_a_seat():
    session = WorkshopSessionFactory(link="https://visio.exemple.fr/secret", capacity=1)
    client, person = signed_in()
    address = reverse("workshops:session", args=[session.uuid])
    add_seats(session, 1)
    ask_for_seat(session=session, person=person)
    assert "visio.exemple.fr" not in client.get(address).content.decode()
    assert client.get(reverse("workshops:calendar", args=[session.uuid])).status_code == 404


def test_a_seat_without_a_day_from_before_they_were_refused_has_nothing_for_a_calendar(session):
    client, person = signed_in()
    ask_for_seat(session=session, person=person)
    WorkshopSession.objects.filter(pk=session.pk).update(starts_at=None, ends_at=None)

    calendar = reverse("workshops:calendar", args=[session.uuid])
    page = client.get(reverse("workshops:session", args=[session.uuid])).content.decode()
    assert "You have a seat" in page
    assert calendar not in page
    assert client.get(calendar).status_code == 404


def test_the_list_is_for_the_trainers_and_each_reading_is_logged(session):
    people = add_seats(session, 3)
    address = reverse("workshops:attendance", args=[session.uuid])
    client, trainer = signed_in()
    assert client.get(address).status_code == 404
    session.trainers.add(trainer)
    page = client.get(address).content.decode()
    assert all(str(person) in page for person in people)
    assert set(Look.objects.filter(seen=ViewedData.WORKSHOP).values_list("subject", flat=True)) == {
        person.pk for person in people
    }


def test_a_trainer_notes_who_came_once_it_has_begun(session):
    people = add_seats(session, 3)
    seats = list(session.seats_taken.order_by("pk"))
    with refused_with_code("not_begun"):
        record_attendance(session=session, came=[seats[0].pk])
    client, trainer = signed_in()
    session.trainers.add(trainer)
    WorkshopSession.objects.update(
        starts_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now()
    )
    client.post(
        reverse("workshops:attendance", args=[session.uuid]),
        {
            "came": [str(seats[0].pk), str(seats[2].pk), "x", "9" * 30, "9" * 5000, "٣"],
            "drawn": [str(seats[0].pk), str(seats[1].pk), "x", "9" * 5000],
        },
    )
    assert list(session.seats_taken.order_by("pk").values_list("has_come", flat=True)) == [
        True,
        False,
        None,
    ]
    assert len(people) == 3


def test_a_list_of_many_dates_asks_as_little_as_a_short_one(django_assert_max_num_queries):
    client, _person = signed_in()
    for _ in range(3):
        WorkshopSessionFactory()
    address = reverse("workshops:index")
    client.get(address)
    with django_assert_max_num_queries(8):
        client.get(address)
    for _ in range(20):
        add_seats(WorkshopSessionFactory(), 1)
    with django_assert_max_num_queries(8):
        client.get(address)
