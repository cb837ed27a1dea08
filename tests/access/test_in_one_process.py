"""Two people read every page of the site in one process: each reads what they read alone."""

import re

import pytest

from tests.access.matrix import MATRIX
from tests.access.places import PAGES, address
from tests.access.test_matrix import label, undone
from tests.access.world import AMBASSADOR, STAFF
from tests.test_compiled_queries import forget_compiled


pytestmark = [pytest.mark.django_db, pytest.mark.full]

# New for each answer: the nonce of its scripts, the tokens of its forms and of a package, the number of a page with questions.
FRESH = re.compile(
    r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|-page" value="\w{32}"|/l/[\w=-]{99,}/'
)


def read(world, rows, role):
    """Return the pages that this person reads, by address, in the same order."""
    client, found = world.client(role), {}
    for row in rows:
        with undone():
            response = client.get(address(row, world, role))
            response.close()
        if response["Content-Type"].startswith("text/html"):
            found[label(row)] = FRESH.sub("", response.content.decode())
    return found


def test_each_reads_after_the_other_what_they_read_alone(world):
    rows = [
        row
        for row in MATRIX
        if all(row.get.for_role(role, own=True) == 200 for role in (STAFF, AMBASSADOR))
    ]
    assert PAGES in {row.name for row in rows}

    forget_compiled()
    alone = read(world, rows, STAFF)
    after_staff = read(world, rows, AMBASSADOR)
    forget_compiled()
    other_alone = read(world, rows, AMBASSADOR)
    after_other = read(world, rows, STAFF)

    assert {name for name in alone if alone[name] != after_other[name]} == set()
    assert {name for name in other_alone if other_alone[name] != after_staff[name]} == set()
    assert sum(alone[name] != other_alone[name] for name in alone) > len(alone) / 2 > 40
