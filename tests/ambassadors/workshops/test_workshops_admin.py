"""Workshops in the administration: dates announced, changed, cancelled."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.workshops.models import WorkshopSession
from people.enums import Role
from tests.ambassadors.factories import WorkshopFactory, WorkshopSessionFactory
from tests.ambassadors.workshops.workshop_steps import add_seats, signed_in
from tests.people.factories import SiteFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return WorkshopSessionFactory()


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def training(client):
    client, _person = signed_in(Role.TRAINING_MANAGER)
    return client


def test_the_dates_of_a_workshop_begin_with_the_soonest_to_come(training):
    workshop, now = WorkshopFactory(), timezone.now()
    for days in (9, -5, None, 2, -1):
        starts_at = None if days is None else now + timedelta(days=days)
        WorkshopSessionFactory(workshop=workshop, starts_at=starts_at, room=f"room {days}")
    page = training.get(reverse("workshops_admin:workshop", args=[workshop.uuid])).context["page"]

    rooms = [session.room for session in page]
    assert rooms == ["room 2", "room 9", "room None", "room -1", "room -5"]


def test_a_training_manager_announces_changes_and_calls_off(training):
    site = SiteFactory()
    workshop = WorkshopFactory()
    date = reverse("workshops_admin:add_date", args=[workshop.uuid])
    typed = {
        "starts_at": "2027-01-14T09:00",
        "minutes": "90",
        "site": site.pk,
        "capacity": "8",
    }
    training.post(date, typed)
    session = WorkshopSession.objects.get()
    assert session.starts_at == datetime(2027, 1, 14, 8, tzinfo=UTC)
    assert session.ends_at == datetime(2027, 1, 14, 9, 30, tzinfo=UTC)
    add_seats(session, 1)
    training.post(
        reverse("workshops_admin:change_date", args=[session.uuid]), typed | {"minutes": "120"}
    )
    call_off_page = reverse("workshops_admin:call_off", args=[session.uuid])
    asked = training.get(call_off_page).content.decode()
    assert "1 person is on the list" in asked
    session.refresh_from_db()
    assert session.cancelled_at is None
    training.post(call_off_page)
    session.refresh_from_db()
    assert session.sequence == 2
    assert session.cancelled_at is not None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts_at": "2027-03-28T02:30"}, "starts_at"),  # an hour that does not exist
        ({"starts_at": "2027-10-31T02:30"}, "starts_at"),  # an hour that there is twice
        ({"starts_at": "2027-01-14T09:00", "room": ""}, "room"),
        ({"trainer_name": "0000 1111"}, "trainer_name"),
        ({"starts_at": "2020-01-14T09:00"}, "starts_at"),
        ({"capacity": "0"}, "capacity"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(training, typed, said):
    workshop = WorkshopFactory()
    whole = {"starts_at": "2027-01-14T09:00", "minutes": "90", "room": "B2", "capacity": "8"}
    answer = training.post(reverse("workshops_admin:add_date", args=[workshop.uuid]), whole | typed)
    assert said in answer.context["form"].errors
    assert not WorkshopSession.objects.exists()


def test_nobody_else_runs_workshops(session):
    client, _person = signed_in(Role.EDITOR)
    assert client.get(reverse("workshops_admin:workshops")).status_code == 404
