"""The two simulated stories, each run once for all the tests that read its result."""

import pytest
import time_machine
from django.db import transaction

from tests.adoption.attacks.planted_results import PLANTS
from tests.adoption.attacks.reading import ROOT
from tests.adoption.attacks.seven_month_staff import SEVEN_MONTHS
from tests.adoption.attacks.seven_month_staff import true_levels as levels_of_seven_months
from tests.adoption.attacks.seven_months import BOTH as BOTH_LONGER
from tests.adoption.attacks.seven_months import LongerWorld
from tests.adoption.attacks.three_month_staff import (
    build_staff,
    linked_in,
    true_levels,
    try_something,
)
from tests.adoption.attacks.three_months import BESIDE, BOTH, READERS, WHEN, World, another
from tests.adoption.attacks.worlds import ALL


@pytest.fixture(scope="session")
def worlds(django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        time_machine.travel(WHEN, tick=False),
        transaction.atomic(),
    ):
        staff = build_staff()
        try_something(staff)
        levels = true_levels()
        first = World(staff, levels, linked_in(staff, levels), [*READERS, *BESIDE])
        second = World(staff, another(staff, first), first.linked, [*BOTH, *BESIDE])
        transaction.set_rollback(True)
    first.root = second.root = staff.teams[ALL].name
    assert first.root == ROOT
    return first, second


@pytest.fixture(scope="session")
def longer(django_db_setup, django_db_blocker):
    """Run seven months twice; in the second run evaluations have the same noisy sums, whatever the data."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(WHEN, tick=False),
        transaction.atomic(),
    ):
        staff = build_staff(SEVEN_MONTHS)
        levels = levels_of_seven_months()
        first = LongerWorld(staff, levels, set(), READERS, plants=PLANTS)
        second = LongerWorld(
            staff, another(staff, first), first.linked, BOTH_LONGER, instead=first.sums
        )
        transaction.set_rollback(True)
    return first, second
