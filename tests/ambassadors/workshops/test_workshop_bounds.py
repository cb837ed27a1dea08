"""Cancelled sessions, lists drawn before somebody checked in, hours and years that calendars trip over."""

from datetime import UTC, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from ambassadors.workshops.actions.attendance import check_in, record_attendance
from ambassadors.workshops.actions.workshops import ask_for_seat, cancel_session, give_up_seat
from ambassadors.workshops.exporters.calendar import calendar_file
from ambassadors.workshops.forms.workshops import WorkshopSessionForm
from ambassadors.workshops.mails import SEAT_GIVEN
from ambassadors.workshops.models import Seat, WorkshopSession
from ambassadors.workshops.presence_codes import presence_code
from people.models import OutgoingMail
from tests.ambassadors.factories import WorkshopFactory, WorkshopSessionFactory
from tests.ambassadors.workshops.workshop_steps import signed_in
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return WorkshopSessionFactory(capacity=1)


def add_seats(session, number):
    people = PersonFactory.create_batch(number)
    for person in people:
        ask_for_seat(session=session, person=person)
    return people


def begins_now(session):
    now = timezone.now()
    WorkshopSession.objects.filter(pk=session.pk).update(
        starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=1)
    )
    session.refresh_from_db()


def test_nobody_moves_up_at_a_session_that_is_called_off(session):
    first, second = add_seats(session, 2)
    cancel_session(session=session)

    with pytest.raises(ValidationError):
        give_up_seat(session=session, person=first)

    assert Seat.objects.get(person=second).is_waiting
    assert not OutgoingMail.objects.filter(person=second, kind=SEAT_GIVEN).exists()


def test_nobody_was_at_a_session_that_is_called_off(session):
    add_seats(session, 1)
    cancel_session(session=session)
    begins_now(session)

    with pytest.raises(ValidationError):
        record_attendance(session=session, came=[Seat.objects.get().pk])

    assert Seat.objects.get().has_come is None


def test_a_list_drawn_before_somebody_came_leaves_what_they_said(session):
    WorkshopSession.objects.update(capacity=3)
    coded, ticked, absent = add_seats(session, 3)
    begins_now(session)
    client, trainer = signed_in()
    session.trainers.add(trainer)
    address = reverse("workshops:attendance", args=[session.uuid])
    page = client.get(address).content.decode()
    seats = {person: Seat.objects.get(person=person).pk for person in (coded, ticked, absent)}
    assert page.count('name="drawn"') == 3

    check_in(session=session, person=coded, code=presence_code(session.uuid, timezone.now()))
    client.post(address, {"came": [seats[ticked]], "drawn": list(seats.values())})

    came = dict(Seat.objects.values_list("person", "has_come"))
    assert came == {coded.pk: True, ticked.pk: True, absent.pk: False}


def test_a_tick_taken_away_on_the_list_is_taken_away(session):
    add_seats(session, 1)
    begins_now(session)
    (seat,) = Seat.objects.all()
    record_attendance(session=session, came=[seat.pk])

    record_attendance(session=session, came=[], drawn={seat.pk: True})

    assert Seat.objects.get().has_come is False


@pytest.mark.parametrize("year", ["0001", "1999", "2226", "9998", "9999"])
def test_a_year_far_away_is_refused(year):
    form = WorkshopSessionForm(
        {"starts_at": f"{year}-12-31T20:00", "minutes": "300", "room": "x", "capacity": "5"}
    )

    assert [error.code for error in form.errors.as_data()["starts_at"]] == ["far"]


def test_a_session_that_ends_in_the_hour_shown_twice_lasts_as_long_in_a_calendar():
    form = WorkshopSessionForm(
        {"starts_at": "2027-10-31T01:30", "minutes": "120", "room": "x", "capacity": "5"}
    )
    assert form.is_valid(), form.errors
    details = form.details()
    details.pop("trainers")
    session = WorkshopSession.objects.create(workshop=WorkshopFactory(), **details)

    (event,) = Calendar.from_ical(calendar_file(session, asked_at=timezone.now())).walk("VEVENT")

    lasts = event["DTEND"].dt.astimezone(UTC) - event["DTSTART"].dt.astimezone(UTC)
    assert lasts == timedelta(hours=2)
