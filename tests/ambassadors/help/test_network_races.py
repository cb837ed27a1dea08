"""Simultaneous applications and decisions. PostgreSQL only."""

import pytest
from django.db import connection

from ambassadors.help.actions.joining import (
    apply_to_network,
    decide_application,
    join_network,
    withdraw_application,
)
from ambassadors.help.enums import ApplicationStatus
from ambassadors.help.models import Ambassador, Application
from ambassadors.help.network_mails import APPLICATION_AGREED, APPLICATION_NOT_NOW
from people.models import OutgoingMail
from tests.ambassadors.factories import ApplicationFactory
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory
from tests.racing import at_once, refused


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_managers_who_decide_at_once_one_wins_and_one_mail_goes(attempt):
    team = TeamFactory()
    managers = PersonFactory.create_batch(2)
    for person in managers:
        PositionFactory(person=person, team=team, is_manager=True)
    applicant = PersonFactory()
    PositionFactory(person=applicant, team=team)
    application = ApplicationFactory(person=applicant)

    outcomes = at_once(
        *(
            lambda by=by, agree=agree: decide_application(
                application=application, by=by, agree=agree
            )
            for by, agree in zip(managers, (True, False), strict=True)
        )
    )

    assert len(refused(outcomes)) == 1
    application.refresh_from_db()
    mail_sent = OutgoingMail.objects.filter(
        kind__in=[APPLICATION_AGREED, APPLICATION_NOT_NOW]
    ).get()
    agreed = application.status == ApplicationStatus.AGREED
    assert mail_sent.kind == (APPLICATION_AGREED if agreed else APPLICATION_NOT_NOW)


@pytest.mark.parametrize("attempt", range(3))
def test_applying_twice_at_once_is_one_application(attempt):
    person = PersonFactory()
    offer = {"topics": [], "formats": [], "slots": [], "capacity": 2, "minutes_a_week": 30}

    outcomes = at_once(*[lambda: apply_to_network(person=person, **offer)] * 2)

    assert len(refused(outcomes)) == 1
    assert Application.objects.filter(person=person).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_joining_and_withdrawing_at_once_end_in_one_way(attempt):
    application = ApplicationFactory(agreed=True)

    outcomes = at_once(
        lambda: join_network(
            application=application, charter_version=1, is_named=False, is_thanked=False
        ),
        lambda: withdraw_application(application=application),
    )

    assert len(refused(outcomes)) == 1
    application.refresh_from_db()
    is_in = application.status == ApplicationStatus.DONE
    assert Ambassador.objects.active().exists() == is_in
