"""Every address of the site and of Wagtail's administration, asked what no page asks.

What a view reads of an address is found by watching it, so that one that is added is asked too.
"""

from itertools import cycle, islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.datastructures import MultiValueDict

from core.collation import MOST_WORDS
from core.middleware import SEARCHES
from tests.access.matrix import MATRIX
from tests.access.places import address
from tests.access.test_matrix import first_let_in, undone
from tests.access.test_wagtail_admin import admin_places
from tests.access.test_wagtail_doors import drafts, real_address
from tests.access.world import ADMINISTRATOR, STAFF


pytestmark = [pytest.mark.django_db, pytest.mark.may_write]
__all__ = ["drafts"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = [f"{a}{b}{c}" for a in "jkqvwxz" for b in LETTERS for c in LETTERS][:4_000]
THIRTEENTH = WORDS[MOST_WORDS]
LONGEST_SQL = 100_000
HOSTILE = [
    "\0",
    "9" * 40,
    "-1",
    "0",
    "2026-02-30",
    "0000-13",
    "00000000-0000-4000-8000-00000000000g",
    "person__password",
    "-\0password",
    "[]",
    '{"a": 1}',
    "%",
    "' OR 1=1 --",
    "(a+)+$" * 100,
    "\u0663",
    "\udcff\ud800",
    "1,2,x",
]
TURNS = 3
RAISES_ITSELF = {"wagtailadmin_error_test"}


@pytest.fixture
def read(monkeypatch):
    """The names that views look for in what they are sent."""
    names = set()

    def watched(look):
        def watching(self, name, *rest, **options):
            if isinstance(name, str):
                names.add(name)
            return look(self, name, *rest, **options)

        return watching

    monkeypatch.setattr(MultiValueDict, "__getitem__", watched(MultiValueDict.__getitem__))
    monkeypatch.setattr(MultiValueDict, "_getlist", watched(MultiValueDict._getlist))
    monkeypatch.setattr(MultiValueDict, "__contains__", watched(dict.__contains__))
    return names


def ours(world, drafts):
    for row in MATRIX:
        if 405 not in row.get.own.values():
            role = first_let_in(row)
            yield world.client(role), address(row, world, role)


def wagtails(world, drafts):
    for place in admin_places():
        if place.name not in RAISES_ITSELF and "logout" not in place.name:
            yield world.client(ADMINISTRATOR), real_address(place, world, drafts)


def status_of(client, url, given):
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in given.items()}
    with undone():
        answer = client.get(url, sent)
        answer.close()
        return answer.status_code


def hostile(names, number):
    """The values in turn, shifted from address to address, so that each name meets many."""
    for turn in range(TURNS if names else 0):
        values = islice(cycle(HOSTILE), number * TURNS + turn, None)
        yield dict(zip(names, values, strict=False))


def searching(names):
    """4,000 words in each place for a search; a line of words wherever else one might be looked for."""
    yield from ({name: " ".join(WORDS)} for name in SEARCHES.intersection(names))
    others = [name for name in names if name not in SEARCHES]
    if others:
        yield dict.fromkeys(others, " ".join(WORDS[: MOST_WORDS + 8]))


@pytest.mark.parametrize("addresses", [ours, wagtails], ids=["ours", "Wagtail’s"])
def test_nothing_asked_in_an_address_fails_or_is_searched_for_beyond_twelve_words(
    world, drafts, read, addresses, as_served
):
    failing, unbounded, searched = {}, {}, 0
    for number, (client, url) in enumerate(addresses(world, drafts)):
        client.raise_request_exception = False
        read.clear()
        if status_of(client, url, {}) >= 500:
            failing[url] = "with nothing asked"
        names = sorted(read)
        for given in hostile(names, number):
            status = status_of(client, url, given)
            if status >= 500:
                failing[url] = status, given
        for given in searching(names):
            with CaptureQueriesContext(connection) as queries:
                status = status_of(client, url, given)
            if status >= 500:
                failing[url] = status, list(given)
            asked = [each["sql"] for each in queries]
            searched += any(WORDS[0] in sql for sql in asked)
            if any(THIRTEENTH in sql or len(sql) > LONGEST_SQL for sql in asked):
                unbounded[url] = list(given)

    assert failing == {}
    assert unbounded == {}
    assert searched > 5


def test_a_reader_is_told_that_only_the_beginning_was_looked_for(world):
    client, url = world.client(STAFF), world.shared["practices_page"].get_url()
    told = "Une recherche prend 12 mots"

    assert told in client.get(url, {"q": " ".join(WORDS[:13])}).content.decode()
    assert told not in client.get(url, {"q": " ".join(WORDS[:12])}).content.decode()
