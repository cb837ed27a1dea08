"""Whoever keeps a page open finds it gone once the reason for it is: no new sign-in is waited for."""

import pytest

from people.models import Position
from tests.access.matrix import MATRIX
from tests.access.places import address
from tests.access.test_matrix import label, outcome
from tests.access.world import GRANTED, MANAGER, STAFF


pytestmark = pytest.mark.django_db


def opened_by_right(world, role):
    """The addresses that answer this role and not an agent without one."""
    for row in MATRIX:
        if row.get.for_role(role, own=True) == 200 != row.get.for_role(STAFF, own=True):
            yield label(row), address(row, world, role), row.get.for_role(STAFF, own=True)


def answers(client, places):
    return {name: outcome(client.get(url)) for name, url, _ in places}


@pytest.mark.parametrize("role", [MANAGER, *GRANTED])
def test_what_a_right_opened_is_shut_at_the_next_click(world, role):
    client, places = world.client(role), list(opened_by_right(world, role))
    assert set(answers(client, places).values()) == {200}

    world.people[role].groups.clear()
    Position.objects.filter(person=world.people[role]).update(is_manager=False)

    assert answers(client, places) == {name: agents for name, _, agents in places}
