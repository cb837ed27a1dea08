"""Every address once on PostgreSQL, whose types are stricter, and which prepares what is compiled (decision 90)."""

import pytest

from tests.access.matrix import MATRIX
from tests.access.places import address
from tests.access.test_matrix import first_let_in, label, outcome, undone


pytestmark = [pytest.mark.django_db, pytest.mark.may_write, pytest.mark.postgresql]


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_let_in_is_answered(world, method):
    found, expected = {}, {}
    for row in MATRIX:
        role = first_let_in(row)
        client = world.client(role)
        client.raise_request_exception = False
        with undone():
            answer = getattr(client, method)(address(row, world, role), row.sent(world))
            found[label(row)] = outcome(answer), repr(getattr(answer, "exc_info", None))[:600]
        expected[label(row)] = getattr(row, method).for_role(role, own=True)

    assert {name: each for name, each in found.items() if each[0] != expected[name]} == {}
