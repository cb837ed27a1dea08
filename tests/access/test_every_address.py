"""Every address of the site and of Wagtail's administration, asked what no page asks.

What a view reads of an address is found by watching it, so that one that is added is asked too. All that
it reads is asked at once, with a hostile value each; where that is refused, one by one, since the first
may hide the others.
"""

import logging
from functools import cache
from itertools import cycle, islice

import pytest
from django.db import OperationalError, connection
from django.http import Http404, QueryDict
from django.urls import resolve, reverse

from cms.middleware import RefuseUnreadableQueries
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
TURNS = 2
READ_EVERYWHERE = {"export"}  # by people.recent_proof: is it a file that is asked for?
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

    for look in ("__getitem__", "_getlist", "__contains__"):
        monkeypatch.setattr(QueryDict, look, watched(getattr(QueryDict, look)), raising=False)
    return names


def ours(world, drafts):
    for row in MATRIX:
        if 405 not in row.get.own.values():
            role = first_let_in(row)
            yield role, address(row, world, role)


def wagtails(world, drafts):
    for place in admin_places():
        if place.name not in RAISES_ITSELF and "logout" not in place.name:
            yield ADMINISTRATOR, real_address(place, world, drafts)


class Asker:
    """Asks with every right that there is, and keeps what failed."""

    def __init__(self, world):
        self.client_of = cache(world.client)
        self.failing = {}

    def ask(self, role, url, given):
        client = self.client_of(role)
        client.raise_request_exception = False
        sent = {name: value.encode("utf-8", "surrogatepass") for name, value in given.items()}
        with undone():
            answer = client.get(url, sent)
            answer.close()
        if answer.status_code >= 500:
            error = getattr(answer, "exc_info", None) or (None, None)
            self.failing[url, *given] = answer.status_code, f"{error[1]!r:.300}"
        return answer.status_code


def hostile(names, number):
    """The values in turn, shifted from address to address, so that each name meets many."""
    for turn in range(TURNS if names else 0):
        values = islice(cycle(HOSTILE), number * TURNS + turn, None)
        yield dict(zip(names, values, strict=False))


def searching(names):
    """4,000 words where something is looked for; a line of words wherever else it might be."""
    searches = SEARCHES.intersection(names)
    if searches:
        yield dict.fromkeys(searches, " ".join(WORDS[: len(WORDS) // len(searches)]))
    others = set(names) - SEARCHES - READ_EVERYWHERE
    if others:
        yield dict.fromkeys(others, " ".join(WORDS[: MOST_WORDS + 8]))


def asked_of_database(ask, *arguments):
    """Each statement with its values."""
    statements = []

    def keep(execute, sql, params, many, context):
        statements.append((sql, [str(value) for value in params or ()]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        ask(*arguments)
    return statements


def is_unbounded(sql, values, given):
    """What was given is searched for beyond what a search may hold. As it is, it is compared once."""
    searched = [value for value in values if value not in given.values()]
    return len(sql) > LONGEST_SQL or any(THIRTEENTH in each for each in [sql, *searched])


@pytest.mark.parametrize("addresses", [ours, wagtails], ids=["ours", "Wagtail’s"])
def test_nothing_asked_in_an_address_fails_or_is_searched_for_beyond_twelve_words(
    world, drafts, read, addresses, as_served, caplog
):
    caplog.set_level(logging.WARNING, logger="cms.middleware")
    asker, unbounded, searched = Asker(world), {}, 0
    for number, (role, url) in enumerate(addresses(world, drafts)):
        read.clear()
        asker.ask(role, url, {})
        names = [] if read <= READ_EVERYWHERE else sorted(read)
        for turn, given in enumerate(hostile(names, number)):
            status = asker.ask(role, url, given)
            if status >= 400 and len(given) > 1 and turn == 0:
                for name, value in given.items():
                    asker.ask(role, url, {name: value})
        for given in searching(names):
            asked = asked_of_database(asker.ask, role, url, given)
            searched += any(WORDS[0] in value for _, values in asked for value in values)
            if any(is_unbounded(*each, given) for each in asked):
                unbounded[url] = list(given)

    assert asker.failing == {}
    assert unbounded == {}
    assert searched > 5
    excused = [record for record in caplog.records if record.name == "cms.middleware"]
    assert bool(excused) == (addresses is wagtails)


def test_only_wagtails_own_views_are_excused_from_reading_an_address(rf):
    refuse = RefuseUnreadableQueries(get_response=None)

    def is_refused(path, error=ValueError, **asked):
        request = rf.get(path, asked)
        request.resolver_match = resolve(path)
        try:
            refuse.process_exception(request, error())
        except Http404:
            return True
        return False

    assert is_refused("/admin/pages/", p="x")
    assert is_refused("/admin/documents/results/", AttributeError, q="x", usage_count_min="1")
    assert is_refused("/admin/api/main/documents/find/", id="x")
    assert not is_refused("/admin/pages/")
    assert not is_refused("/admin/pages/", OperationalError, p="x")
    for ours in ("/", "/contenus/", reverse("people_admin:staff"), reverse("people:my_data")):
        assert not is_refused(ours, p="x")


def test_a_reader_is_told_that_only_the_beginning_was_looked_for(world):
    client, url = world.client(STAFF), world.shared["practices_page"].get_url()
    told = "Une recherche prend 12 mots"

    assert told in client.get(url, {"q": " ".join(WORDS[:13])}).content.decode()
    assert told not in client.get(url, {"q": " ".join(WORDS[:12])}).content.decode()
