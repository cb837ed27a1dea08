"""Whoever opened an account anew reads, and undoes, nothing of before (docs/decisions/0019)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.help.models import Application
from ambassadors.workshops.actions.attendance import record_attendance
from ambassadors.workshops.actions.calendar_feeds import create_feed
from ambassadors.workshops.actions.workshops import ask_for_seat
from ambassadors.workshops.models import CalendarFeed, WorkshopSession
from people.actions import invite, open_account
from people.models import Person
from people.policies import sealed_before
from tests.ambassadors.factories import ApplicationFactory, WorkshopSessionFactory
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def attended():
    """A session that five others and the person came to."""
    return WorkshopSessionFactory(capacity=9)


@pytest.fixture
def opened_anew(attended):
    """Somebody with an application, a feed and a workshop, all of before; signed in an hour later."""
    person = PersonFactory(last_login=timezone.now())
    ApplicationFactory(person=person)
    create_feed(person=person)
    for each in [person, *PersonFactory.create_batch(5)]:
        ask_for_seat(session=attended, person=each)
    over = timezone.now() - timedelta(hours=1)
    WorkshopSession.objects.update(starts_at=over - timedelta(hours=2), ends_at=over)
    attended.refresh_from_db()
    record_attendance(session=attended, came=set(attended.seats_taken.values_list("pk", flat=True)))
    code = invite(person=person, by=PersonFactory())
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        open_account(
            staff_number=person.staff_number, code=code, password="quatre mots vont bien ensemble"
        )
        person = Person.objects.get(pk=person.pk)
        assert sealed_before(person)
        yield person


@pytest.fixture
def reader(opened_anew):
    client = Client(headers={"accept-language": "en"})
    client.force_login(opened_anew)
    return client


def test_an_application_of_before_is_neither_read_nor_withdrawn(reader, opened_anew):
    page = reader.get(reverse("ambassadors:offer")).content.decode()

    assert reverse("ambassadors:withdraw") not in page
    assert reader.post(reverse("ambassadors:withdraw")).status_code == 404
    assert Application.objects.under_way().filter(person=opened_anew).exists()


def test_an_address_of_before_for_the_calendar_is_neither_told_nor_removed(reader, opened_anew):
    page = reader.get(reverse("workshops:own_feed")).content.decode()
    reader.post(reverse("workshops:remove_feed"))

    assert reverse("workshops:remove_feed") not in page
    assert CalendarFeed.objects.filter(person=opened_anew).exists()


def test_the_page_of_a_workshop_does_not_tell_that_one_came(reader, opened_anew, attended):
    addressed = reverse("workshops:session", args=[attended.uuid])
    other = Client(headers={"accept-language": "en"})
    other.force_login(attended.seats_taken.exclude(person=opened_anew).first().person)

    assert "Say what you think" in other.get(addressed).content.decode()
    assert "Say what you think" not in reader.get(addressed).content.decode()
