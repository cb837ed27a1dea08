"""Unanswered applications: reminded once, escalated once; those of leavers end."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ambassadors.help.actions.joining import apply_to_network, decide_application, nominate
from ambassadors.help.enums import ApplicationStatus
from ambassadors.help.models import Application
from ambassadors.help.network_mails import APPLICATION_STILL_WAITS, APPLICATION_UNANSWERED
from ambassadors.help.queries.joining import applications_to_decide
from ambassadors.tasks import run_application_maintenance_task
from core.dates import today
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import OutgoingMail, Person
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

OFFER = {"topics": [], "formats": [], "slots": [], "capacity": 2, "minutes_a_week": 30}


@pytest.fixture
def team():
    return TeamFactory()


@pytest.fixture
def manager(team):
    return PositionFactory(team=team, is_manager=True).person


@pytest.fixture
def applicant(team, manager):
    return PositionFactory(team=team).person


@pytest.fixture
def training():
    person = PersonFactory()
    grant_role(person=person, role=Role.TRAINING_MANAGER)
    return person


def people_mailed(kind):
    return list(OutgoingMail.objects.filter(kind=kind).values_list("person", flat=True))


def run_maintenance_twice_after(days):
    with time_machine.travel(timezone.now() + timedelta(days=days, minutes=5), tick=False):
        run_application_maintenance_task.delay()
        run_application_maintenance_task.delay()


def test_the_manager_is_reminded_once_then_the_training_managers(applicant, manager, training):
    apply_to_network(person=applicant, **OFFER)

    run_maintenance_twice_after(13)
    assert people_mailed(APPLICATION_STILL_WAITS) == []
    run_maintenance_twice_after(14)
    run_maintenance_twice_after(20)
    assert people_mailed(APPLICATION_STILL_WAITS) == [manager.pk]
    assert people_mailed(APPLICATION_UNANSWERED) == []
    assert not applications_to_decide(training, on=today()).exists()
    run_maintenance_twice_after(28)
    run_maintenance_twice_after(60)

    assert people_mailed(APPLICATION_STILL_WAITS) == [manager.pk]
    assert people_mailed(APPLICATION_UNANSWERED) == [training.pk]


def test_once_it_is_put_to_them_they_may_answer_and_the_manager_still_may(
    applicant, manager, training
):
    application = apply_to_network(person=applicant, **OFFER)
    run_maintenance_twice_after(30)

    assert list(applications_to_decide(manager, on=today())) == [application]
    decide_application(application=application, by=training, agree=True)

    application.refresh_from_db()
    assert application.status == ApplicationStatus.AGREED


def test_nothing_is_said_of_what_was_answered_or_has_not_been_asked(applicant, manager, training):
    answered = apply_to_network(person=applicant, **OFFER)
    decide_application(application=answered, by=manager, agree=False)
    proposed = PositionFactory(team=TeamFactory()).person
    nominate(person=proposed, by=training, minutes_a_week=30)

    run_maintenance_twice_after(90)

    assert people_mailed(APPLICATION_STILL_WAITS) == people_mailed(APPLICATION_UNANSWERED) == []


def test_a_nomination_taken_up_waits_from_then_on(applicant, manager, training):
    nominate(person=applicant, by=training, minutes_a_week=10)
    Application.objects.update(created_at=timezone.now() - timedelta(days=100))
    apply_to_network(person=applicant, **OFFER)

    run_maintenance_twice_after(1)
    assert people_mailed(APPLICATION_STILL_WAITS) == []
    run_maintenance_twice_after(15)
    assert people_mailed(APPLICATION_STILL_WAITS) == [manager.pk]


def test_whoever_runs_the_network_is_not_told_of_themselves(team, manager, training):
    PositionFactory(person=training, team=team)
    apply_to_network(person=training, **OFFER)

    run_maintenance_twice_after(40)

    assert people_mailed(APPLICATION_UNANSWERED) == []


def test_what_somebody_who_has_left_asked_for_ends(applicant, manager):
    application = apply_to_network(person=applicant, **OFFER)
    Person.objects.filter(pk=applicant.pk).update(employed_until=today() - timedelta(days=1))

    run_maintenance_twice_after(0)

    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN
    assert application.closed_at is not None
    run_maintenance_twice_after(60)
    assert people_mailed(APPLICATION_STILL_WAITS) == []
