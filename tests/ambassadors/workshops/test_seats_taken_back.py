"""Cancelling a booking made by mistake: the person is notified, whoever booked learns nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.workshops.actions.registration import (
    book_for_team,
    cancel_booking,
    cancel_rule_seats,
    register_people,
)
from ambassadors.workshops.actions.workshops import ask_for_seat, give_up_seat
from ambassadors.workshops.mails import SEAT_TAKEN_BACK
from ambassadors.workshops.models import Seat, WorkshopSession
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import OutgoingMail
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return WorkshopSessionFactory(capacity=2)


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def manager(team):
    return PositionFactory(team=team, is_manager=True).person


@pytest.fixture
def members(team):
    return [PositionFactory(team=team).person for _ in range(3)]


def client_of(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def people_mailed():
    rows = OutgoingMail.objects.filter(kind=SEAT_TAKEN_BACK)
    return set(rows.values_list("person", flat=True))


def people_seated(session):
    return set(Seat.objects.filter(session=session).values_list("person", flat=True))


def test_the_person_is_told_and_the_first_in_the_queue_moves_up(session, manager, members):
    book_for_team(session=session, manager=manager, people=members)
    waiting = Seat.objects.waiting().get(session=session)
    first = Seat.objects.held().filter(session=session).first().person

    cancel_booking(session=session, manager=manager, person=first)

    waiting.refresh_from_db()
    assert waiting.number is not None
    assert first.pk not in people_seated(session)
    assert people_mailed() == {first.pk}


def test_a_seat_of_their_own_or_of_another_manager_stays(session, manager, members, team):
    own, shared, _third = members
    other = PositionFactory(team=team, is_manager=True).person
    ask_for_seat(session=session, person=own)
    book_for_team(session=session, manager=manager, people=[own, shared])
    book_for_team(session=session, manager=other, people=[shared])

    for person in (own, shared):
        cancel_booking(session=session, manager=manager, person=person)

    assert people_seated(session) == {own.pk, shared.pk}
    assert people_mailed() == set()


def test_the_manager_reads_the_same_whether_there_was_a_seat_or_none(session, manager, members):
    kept, gave_up, had_one = members
    ask_for_seat(session=session, person=had_one)
    book_for_team(session=session, manager=manager, people=members)
    give_up_seat(session=session, person=gave_up)
    client = client_of(manager)
    pages = []

    for person in members:
        address = reverse("workshops:take_back", args=[session.uuid])
        page = client.post(address, {"person": str(person.uuid)}, follow=True).content.decode()
        assert str(person) in page
        pages.append(page.partition("It is taken back")[1])

    assert pages == ["It is taken back"] * 3
    assert people_mailed() == {kept.pk}
    book_for_team(session=session, manager=manager, people=members)
    assert people_seated(session) == {had_one.pk}  # asked for once


def test_only_what_one_asked_for_oneself_is_taken_back(session, manager, members, team):
    other = PositionFactory(team=team, is_manager=True).person
    book_for_team(session=session, manager=other, people=members[:1])
    address = reverse("workshops:take_back", args=[session.uuid])
    sent = {"person": str(members[0].uuid)}

    assert client_of(manager).post(address, sent).status_code == 404
    assert client_of(members[0]).post(address, sent).status_code == 404
    assert people_seated(session) == {members[0].pk}


def test_nothing_is_taken_back_once_it_has_begun_or_twice(session, manager, members):
    book_for_team(session=session, manager=manager, people=members[:2])
    cancel_booking(session=session, manager=manager, person=members[0])
    with pytest.raises(ValidationError, match=r".") as twice:
        cancel_booking(session=session, manager=manager, person=members[0])
    past = timezone.now() - timedelta(hours=1)
    WorkshopSession.objects.filter(pk=session.pk).update(starts_at=past)
    with pytest.raises(ValidationError, match=r".") as begun:
        cancel_booking(session=session, manager=manager, person=members[1])

    assert (twice.value.code, begun.value.code) == ("twice", "begun")
    assert people_seated(session) == {members[1].pk}


def test_what_rules_put_on_the_list_goes_at_once_and_nothing_else(session, manager, members):
    ask_for_seat(session=session, person=members[0])
    register_people(session=session, people=members[:2])
    book_for_team(session=session, manager=manager, people=members[2:])
    runner = PersonFactory()
    grant_role(person=runner, role=Role.TRAINING_MANAGER)
    address = reverse("workshops_admin:unregister", args=[session.uuid])

    assert client_of(manager).post(address).status_code in {302, 404}
    assert cancel_rule_seats(session=session) == 1

    assert people_seated(session) == {members[0].pk, members[2].pk}
    assert people_mailed() == {members[1].pk}
    assert cancel_rule_seats(session=session) == 0
