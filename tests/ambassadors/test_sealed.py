"""After reopening an account, a person reads and undoes nothing from before (docs/decisions/0019)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.help.models import Application, Session
from ambassadors.workshops.actions.attendance import record_attendance
from ambassadors.workshops.actions.calendar_feeds import create_feed
from ambassadors.workshops.actions.workshops import ask_for_seat
from ambassadors.workshops.models import CalendarFeed, WorkshopSession
from core.dates import today
from people.actions.accounts import invite, open_account
from people.models import Person
from people.policies import sealed_before
from tests.ambassadors.factories import ApplicationFactory, PairFactory, WorkshopSessionFactory
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def attended_session():
    """Return a session that five others and the person attended."""
    return WorkshopSessionFactory(capacity=9)


@pytest.fixture
def reopened_person(attended_session):
    """Return a person with an earlier application, feed and workshop, signed in an hour after reopening."""
    person = PersonFactory(last_login=timezone.now())
    ApplicationFactory(person=person)
    create_feed(person=person)
    for helper in [person, *PersonFactory.create_batch(5)]:
        ask_for_seat(session=attended_session, person=helper)
    over = timezone.now() - timedelta(hours=1)
    WorkshopSession.objects.update(starts_at=over - timedelta(hours=2), ends_at=over)
    attended_session.refresh_from_db()
    record_attendance(
        session=attended_session,
        came=set(attended_session.seats_taken.values_list("pk", flat=True)),
    )
    code = invite(person=person, by=PersonFactory())
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        open_account(
            staff_number=person.staff_number, code=code, password="quatre mots vont bien ensemble"
        )
        person = Person.objects.get(pk=person.pk)
        assert sealed_before(person)
        yield person


@pytest.fixture
def reader(reopened_person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(reopened_person)
    return client


def test_an_application_of_before_is_neither_read_nor_withdrawn(reader, reopened_person):
    page = reader.get(reverse("ambassadors:offer")).content.decode()

    assert reverse("ambassadors:withdraw") not in page
    assert reader.post(reverse("ambassadors:withdraw")).status_code == 404
    assert Application.objects.under_way().filter(person=reopened_person).exists()


def test_an_address_of_before_for_the_calendar_is_neither_told_nor_removed(reader, reopened_person):
    page = reader.get(reverse("workshops:own_feed")).content.decode()
    reader.post(reverse("workshops:remove_feed"))

    assert reverse("workshops:remove_feed") not in page
    assert CalendarFeed.objects.filter(person=reopened_person).exists()


def test_the_page_of_a_workshop_does_not_tell_that_one_came(
    reader, reopened_person, attended_session
):
    addressed = reverse("workshops:session", args=[attended_session.uuid])
    other = Client(headers={"accept-language": "en"})
    other.force_login(attended_session.seats_taken.exclude(person=reopened_person).first().person)

    assert "Say what you think" in other.get(addressed).content.decode()
    assert "Say what you think" not in reader.get(addressed).content.decode()


def test_the_record_of_learning_does_not_tell_what_one_came_to_or_was_helped_with(
    reader, reopened_person, attended_session
):
    pair = PairFactory(active=True, request__person=reopened_person)
    Session.objects.create(pair=pair, held_on=today(), minutes=30, outcome="meet_again")
    type(pair.request).objects.update(created_at=timezone.now() - timedelta(hours=2))
    other = Client()
    other.force_login(attended_session.seats_taken.exclude(person=reopened_person).first().person)
    address = reverse("learning:transcript_json")

    assert len(other.get(address).json()["others"]) == 1
    assert reader.get(address).json()["others"] == []
