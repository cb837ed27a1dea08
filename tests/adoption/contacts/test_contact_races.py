"""Numbers of contacts that come in at the same moment by two doors. On PostgreSQL alone."""

import pytest
from django.db import connection

from adoption.contacts.actions.contacts import ReportedVolume, VolumeOutcome, record_contact_volumes
from adoption.contacts.enums import ContactDoor
from adoption.contacts.importers.contacts import import_contacts
from adoption.contacts.models import ContactChange, ContactVolume
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import PortalFactory
from tests.racing import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def on_postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("a race needs PostgreSQL")


def test_of_two_numbers_for_one_month_the_first_is_kept_and_the_other_hears_of_it():
    portal = PortalFactory()

    def note(count):
        return lambda: record_contact_volumes(
            portal=portal,
            volumes=[ReportedVolume(OCTOBER, "phone", count)],
            by=None,
            door=ContactDoor.PROGRAM,
        )

    fates = at_once(*(note(count) for count in range(1, 5)))

    assert sorted(fates) == [
        [VolumeOutcome.CREATED],
        [VolumeOutcome.KEPT],
        [VolumeOutcome.KEPT],
        [VolumeOutcome.KEPT],
    ]
    (change,) = ContactChange.objects.all()
    assert ContactVolume.objects.get().count == change.new


def test_a_file_that_two_operators_send_at_once_comes_in_once():
    portal = PortalFactory()
    data = b"mois;canal;contacts\n2026-10;phone;7\n2026-09;desk;3\n"

    reports = at_once(*[lambda: import_contacts(data, portal=portal)] * 3)

    assert sorted((report.created, report.unchanged) for report in reports) == [
        (0, 2),
        (0, 2),
        (2, 0),
    ]
    assert ContactChange.objects.count() == 2
