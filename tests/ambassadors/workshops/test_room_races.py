"""Several who want one room or one trainer at the same moment. SQLite writes one at a time: on PostgreSQL."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ambassadors.workshops.actions.workshops import change_session
from ambassadors.workshops.models import WorkshopSession
from tests.ambassadors.workshops.test_rooms_and_trainers import announce, details
from tests.people.factories import PersonFactory, SiteFactory
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
def test_of_those_who_want_a_room_or_a_trainer_at_once_one_has_it(attempt):
    """Two announce, one moves there, one has the same trainer in another room."""
    trainer, site = PersonFactory(), SiteFactory()
    at = timezone.now() + timedelta(days=9)
    later = announce(starts_at=at + timedelta(days=1), site_id=site.pk)
    calls = [
        lambda: announce(starts_at=at, site_id=site.pk, trainers=[trainer]),
        lambda: announce(starts_at=at + timedelta(minutes=30), room="salle  LOIRE"),
        lambda: change_session(session=later, **details(starts_at=at, trainers=[trainer])),
        lambda: announce(starts_at=at, room="Salle Maine", trainers=[trainer]),
    ]
    answers = at_once(*calls)

    held = WorkshopSession.objects.filter(starts_at__lt=at + timedelta(minutes=45))
    rooms = [session for session in held if session.room != "Salle Maine"]
    assert len(rooms) == 1
    assert sum(trainer in session.trainers.all() for session in held) <= 1
    assert len(refused(answers)) == 4 - held.count()
