"""What the bell says of planned workshops: a proposal, its answer, a team that is asked, a session that is not as it was."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from ambassadors.planning.actions import answer_proposal, invite_team
from ambassadors.planning.notifications import notify_proposal
from ambassadors.workshops.actions.registration import book_for_team
from ambassadors.workshops.actions.workshops import (
    ask_for_seat,
    cancel_session,
    change_session,
    give_up_seat,
)
from ambassadors.workshops.enums import PlanAnswer
from ambassadors.workshops.models import WorkshopPlan
from people.actions.accounts import revoke_role
from people.enums import Role
from people.models import Notification
from people.notifications.queries import waiting_items
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.ambassadors.workshops.workshop_steps import signed_in
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def read(person):
    descriptions = [item.description for item in waiting_items(person)]
    return [(str(description.title), description.url) for description in descriptions]


def proposed(person):
    session = WorkshopSessionFactory(workshop__title="Essai", is_proposed=True, room="A")
    session.trainers.add(person)
    plan = WorkshopPlan.objects.create(session=session, person=person)
    notify_proposal(WorkshopPlan.objects.get(pk=plan.pk))
    return session


def moved(session, **changed):
    kept = ("starts_at", "ends_at", "site_id", "room", "link", "capacity")
    now = {name: getattr(session, name) for name in kept}
    change_session(session=session, trainers=list(session.trainers.all()), **now | changed)
    session.refresh_from_db()


@pytest.mark.usefixtures("in_english")
def test_from_a_proposal_to_a_session_called_off_each_reads_what_concerns_them():
    (_c, training), (_c, other), (_c, former) = (signed_in(Role.TRAINING_MANAGER) for _ in range(3))
    ambassador, team = PersonFactory(), TeamFactory(name="Saint-Aubin")
    session = proposed(ambassador)
    address = reverse("workshops:session", args=[session.uuid])
    line = [("A workshop to agree to: Essai", reverse("planning:proposals"))]
    assert read(training) == read(other) == read(former) == line
    revoke_role(person=former, role=Role.TRAINING_MANAGER, by=None)
    assert read(former) == read(ambassador) == []
    answer_proposal(session=session, answer=PlanAnswer.AGREED, sequence=0)
    assert read(training) == read(other) == []
    assert read(ambassador) == [("Your workshop “Essai”: It is agreed", address)]
    told = Notification.objects.get()  # of the proposal nothing is left
    assert told.waits_until == session.starts_at

    (manager, former, member, own, queued, gone) = (PersonFactory() for _ in range(6))
    PositionFactory(person=manager, team=team, is_manager=True)
    position = PositionFactory(person=former, team=team, is_manager=True)
    session.refresh_from_db()
    invite_team(session=session, team=team, by=ambassador)
    asked = f"{reverse('workshops:team', args=[session.uuid])}?equipe={team.pk}"
    line = [("The team Saint-Aubin is asked to: Essai", asked)]
    assert read(manager) == read(former) == line
    position.delete()
    assert read(former) == []

    moved(session, capacity=3)
    book_for_team(session=session, manager=manager, people=[member])
    for person in (own, gone, queued):
        ask_for_seat(session=session, person=person)
    Notification.objects.exclude(person=manager).delete()
    later = {name: getattr(session, name) + timedelta(days=1) for name in ("starts_at", "ends_at")}
    moved(session, **later)
    told = [("New date or place: Essai", address)]
    assert read(member) == read(own) == read(gone) == told
    assert read(queued) == []
    assert read(manager) == line  # nothing of what becomes of the seats they asked for
    give_up_seat(session=session, person=gone)
    assert not Notification.objects.filter(person=gone).exists()
    cancel_session(session=session)
    assert read(member) == read(own) == [("Called off: Essai", address)]
    assert read(manager) == read(ambassador) == []


@pytest.mark.usefixtures("in_english")
def test_a_proposal_that_is_called_off_waits_no_longer_and_a_declined_one_says_why():
    _client, training = signed_in(Role.TRAINING_MANAGER)
    ambassador = PersonFactory()
    called_off = proposed(ambassador)
    cancel_session(session=called_off)
    assert read(training) == []
    declined = proposed(ambassador)
    answer_proposal(session=declined, answer=PlanAnswer.TALK, sequence=0)
    [(title, url)] = read(ambassador)
    assert "Let us speak first" in title
    assert url == reverse("workshops:session", args=[declined.uuid])


def test_what_is_called_off_is_not_offered_to_a_calendar():
    client, person = signed_in()
    session = WorkshopSessionFactory()
    ask_for_seat(session=session, person=person)
    address = reverse("workshops:session", args=[session.uuid])
    calendar = reverse("workshops:calendar", args=[session.uuid])
    assert calendar in client.get(address).content.decode()
    cancel_session(session=session)
    page = client.get(address).content.decode()
    assert "This session is called off" in page
    assert calendar not in page
