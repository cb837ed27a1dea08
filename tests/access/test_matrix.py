"""Every address of ours answers each role as its row says."""

from collections import Counter
from contextlib import contextmanager
from itertools import product
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import reverse

from core.redirects import address_for_get, is_post_only
from tests.access.matrix import DENIED, MATRIX, SIGN_IN
from tests.access.places import PAGES, address, places
from tests.access.world import ADMINISTRATOR, ANONYMOUS, ROLES, SIGNED_IN, STRANGER
from tests.conftest import read_only


pytestmark = pytest.mark.django_db


def label(row):
    return f"{row.name} {row.at}".strip()


def owners(row, world, role):
    """Whose object the role asks for, and whether it is their own."""
    if not world.is_owned(row.at):
        return [(role, True)]
    mine = [] if role == ANONYMOUS else [(role, True)]
    return [*mine, (STRANGER, False)]


def outcome(response):
    """The status; for a redirect to one of the two doors, which."""
    response.close()
    if response.status_code != 302:
        return response.status_code
    path = urlsplit(response["Location"]).path
    doors = {
        reverse("people:login"): SIGN_IN,
        reverse("wagtailadmin_login"): SIGN_IN,
        reverse("wagtailadmin_home"): DENIED,
    }
    return doors.get(path, 302)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_address_of_ours_has_a_row_and_every_row_an_address():
    ours = {place.name for place in places() if place.is_ours}

    assert ours - {row.name for row in MATRIX} == set(), "without a row"
    assert {row.name for row in MATRIX} - ours == set(), "without an address"


def test_every_address_has_one_row():
    rows = Counter(label(row) for row in MATRIX)
    names = Counter(place.name for place in places() if place.is_ours and place.name != PAGES)

    assert [name for name, count in rows.items() if count > 1] == []
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("row", MATRIX, ids=label)
def test_each_role_gets_what_the_row_says(world, row, method):
    expected, found = {}, {}
    for role in ROLES:
        for owner, own in owners(row, world, role):
            case = f"{role}, {'own' if own else 'other'}"
            expected[case] = getattr(row, method).for_role(role, own=own)
            with undone():
                send = getattr(world.client(role), method)
                found[case] = outcome(send(address(row, world, owner), row.sent(world)))

    assert found == expected


def first_let_in(row):
    """A role to whom the row gives something."""
    answers = {
        role: {a.for_role(role, own=True) for a in (row.get, row.post)} for role in SIGNED_IN
    }
    return next((role for role in SIGNED_IN if answers[role] & {200, 204, 302}), ADMINISTRATOR)


def other_methods(row):
    """Wagtail's own views of a snippet take DELETE as they take POST, from the same people."""
    wagtails = row.name.startswith("wagtailsnippets_")
    methods = ("HEAD", "OPTIONS", "PUT", "PATCH")
    return methods if wagtails else (*methods, "DELETE")


def send(world, row, method, role, owner):
    with undone(), read_only():
        found = outcome(world.client(role).generic(method, address(row, world, owner)))
    # Which methods there are is no secret.
    return 405 if method == "OPTIONS" and found == 200 else found


@pytest.mark.parametrize("row", MATRIX, ids=label)
def test_other_methods_are_refused_or_read_like_a_get(world, row):
    """Where the first role let in meets 405 there is no such method, for nobody; else all are tried."""
    first = first_let_in(row)
    found = {method: send(world, row, method, first, first) for method in other_methods(row)}
    assert set(found.values()) <= {405, row.get.for_role(first, own=True)}, found

    taken = [method for method in ("PUT", "PATCH", "DELETE") if found.get(method, 405) != 405]
    surprising = {}
    for method, role in product(taken, ROLES):
        for owner, own in owners(row, world, role):
            answer = send(world, row, method, role, owner)
            if answer not in (405, row.get.for_role(role, own=own)):
                surprising[f"{method}, {role}, {'own' if own else 'other'}"] = answer
    assert surprising == {}


# Posted by an identity provider's page: it is its signature that counts, see test_saml.py.
# A machine of a portal has no session that a page elsewhere could use: see test_portal_api.py.
MACHINES = {"portal_api:api-root", "portal_api:openapi-json", "portal_api:days", "portal_api:links"}
# Answered before anything reads a session, and to a GET alone.
SUPERVISORS = {"alive", "ready", "metrics"}
FROM_ELSEWHERE = {"saml_acs", "people:stop_mails"} | MACHINES | SUPERVISORS


@pytest.mark.parametrize(
    "row", [row for row in MATRIX if row.name not in FROM_ELSEWHERE], ids=label
)
def test_no_post_of_ours_works_without_its_token(world, row):
    client = world.client(ADMINISTRATOR, enforce_csrf_checks=True)
    with read_only():
        assert client.post(address(row, world, ADMINISTRATOR), row.sent(world)).status_code == 403


@pytest.mark.parametrize("row", [row for row in MATRIX if 405 in row.get.own.values()], ids=label)
def test_nobody_is_sent_to_an_address_that_cannot_be_opened(world, row):
    assert is_post_only(address(row, world, ADMINISTRATOR))


@pytest.mark.parametrize("row", [row for row in MATRIX if 200 in row.get.own.values()], ids=label)
def test_a_page_that_opens_is_where_one_is_sent(world, row):
    there = address(row, world, ADMINISTRATOR)
    assert address_for_get(there) == there
