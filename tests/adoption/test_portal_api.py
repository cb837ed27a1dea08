"""The API of portals: a token, whole batches, and answers that repeat nothing."""

from datetime import date

import pytest

from adoption.models import UsageDay
from tests.adoption.portal_machines import BASE, Machine


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

ROW = ("p-1", "messagerie", "2026-10-06")


@pytest.fixture
def machine(portal):
    return Machine(portal)


def stored():
    rows = UsageDay.objects.order_by("day", "pseudonym", "service__slug")
    return list(rows.values_list("pseudonym", "service__slug", "day"))


def test_a_batch_is_taken_in_and_again_changes_nothing(machine):
    first = machine.days(ROW, ROW, ("p-2", "messagerie", "2026-10-06"))
    again = machine.days(ROW)

    assert first.status_code == 200, first.content
    assert first.json() == {"created": 2, "unchanged": 1, "late": 0, "passed_over": 0}
    assert again.json() == {"created": 0, "unchanged": 1, "late": 0, "passed_over": 0}
    assert stored() == [
        ("p-1", "messagerie", date(2026, 10, 6)),
        ("p-2", "messagerie", date(2026, 10, 6)),
    ]
