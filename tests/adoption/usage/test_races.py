"""What no foreign key ties to a person, written while they are being erased. On PostgreSQL alone."""

import threading
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from adoption.foundation.periods import Month
from adoption.usage.actions.declarations import declare
from adoption.usage.actions.goals import set_goals, tick
from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.enums import DeclaredUse
from adoption.usage.models import Declaration, Objection, UseGoal, UseTick
from cms.enums import Cadence
from core.dates import today
from people.actions.privacy import erase_person
from tests.adoption.factories import PortalFactory, PortalServiceFactory
from tests.people.factories import PersonFactory


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


def declaring(person):
    return partial(
        declare,
        person=person,
        portal=PortalFactory(),
        month=Month.containing(today()),
        answer=DeclaredUse.NOT_YET,
    )


def objecting(person):
    return partial(object_to_measurement, person=person, keep_logbook=True)


def setting_out(person):
    service = PortalServiceFactory()
    wishes = {service: Cadence.MONTHLY}
    return partial(set_goals, person=person, portal=service.portal, wishes=wishes)


def ticking(person):
    month = Month.containing(today())
    return partial(tick, person=person, service=PortalServiceFactory(), month=month)


@pytest.mark.parametrize("writing", [declaring, objecting, setting_out, ticking])
def test_nothing_is_noted_of_somebody_whose_erasure_is_about_to_commit(writing, settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    person, refused = PersonFactory(), []
    write = writing(type(person).objects.get(pk=person.pk))

    def meanwhile():
        try:
            write()
        except ValidationError as error:
            refused.append(error.code)
        finally:
            connection.close()

    beside = threading.Thread(target=meanwhile)
    with transaction.atomic():
        erase_person(person=person)
        beside.start()
        beside.join(timeout=0.5)  # long enough to write, if nothing held it
    beside.join(timeout=30)

    assert refused == ["gone"]
    assert not Declaration.objects.exists()
    assert not Objection.objects.exists()
    assert not UseGoal.objects.exists()
    assert not UseTick.objects.exists()
