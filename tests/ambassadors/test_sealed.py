"""After reopening an account, a person reads and undoes nothing from before (docs/decisions/0019)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.help.actions.questions import ask_with_name
from ambassadors.help.enums import Side
from ambassadors.help.models import Application, NamedAsker, Pair, Session
from ambassadors.help.notifications import (
    ask_for_meeting,
    ask_for_moment,
    ask_seeker,
    tell_of_message,
)
from ambassadors.help.queries.meetings import is_busy
from ambassadors.workshops.actions.attendance import record_attendance
from ambassadors.workshops.actions.calendar_feeds import create_feed
from ambassadors.workshops.actions.workshops import ask_for_seat
from ambassadors.workshops.models import CalendarFeed, WorkshopSession
from core.dates import today
from people.actions.accounts import invite, open_account
from people.models import Notification, Person
from people.notifications.queries import waiting_count, waiting_items
from people.policies import sealed_before
from people.queries.privacy import class_held_about
from tests.ambassadors.factories import ApplicationFactory, PairFactory, WorkshopSessionFactory
from tests.learning.factories import make_lesson, make_module
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


@pytest.mark.parametrize("side", Side)
def test_nothing_waits_of_a_pair_of_before(reopened_person, side):
    role = "request" if side == Side.SEEKER else "ambassador"
    pair = PairFactory(active=True, **{f"{role}__person": reopened_person})
    before = timezone.now() - timedelta(hours=2)
    Pair.objects.update(proposed_at=before)
    type(pair.request).objects.update(created_at=before)
    pair = Pair.objects.get()

    for tell in (ask_for_meeting, ask_seeker):
        tell(pair)
    for tell in (ask_for_moment, tell_of_message):
        tell(pair, side=side.other)

    assert Notification.objects.filter(person=reopened_person).exists()
    assert waiting_items(reopened_person) == []
    assert waiting_count(reopened_person) == 0


def test_what_one_asked_with_a_name_before_is_not_told(reopened_person):
    about = {"person": reopened_person, "lesson": make_lesson(make_module()).record}
    for text, moment in (
        ("Avant ?", timezone.now() - timedelta(hours=2)),
        ("Depuis ?", timezone.now()),
    ):
        question = ask_with_name(text=text, language="fr", **about)
        NamedAsker.objects.filter(question=question).update(asked_at=moment)

    held = class_held_about(reopened_person, NamedAsker._meta.label)

    assert [row["question__text"] for row in held.rows] == ["Depuis ?"]


def test_a_refused_hour_does_not_tell_of_a_workshop_of_before(reopened_person, attended_session):
    pair = PairFactory(active=True, request__person=reopened_person)
    hours = (attended_session.starts_at, attended_session.ends_at)
    other = attended_session.seats_taken.exclude(person=reopened_person).first().person

    assert is_busy(other, *hours, apart_from=pair)
    assert not is_busy(reopened_person, *hours, apart_from=pair)
