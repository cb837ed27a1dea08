"""The API of portals: a token, whole batches, and answers that repeat nothing."""

import json
import logging
import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as configured
from django.db import DataError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption.publishing.actions.publications import publish
from adoption.usage.actions.link_codes import make_link_code
from adoption.usage.actions.links import undo_link
from adoption.usage.actions.tokens import make_token, revoke_token
from adoption.usage.models import LinkCode, PortalLink, PortalToken, UsageDay
from adoption.usage.pseudonyms import subject_of
from adoption.usage.views.api_gateway import MOST_BYTES
from adoption.usage.views.api_shapes import MOST_ITEMS
from tests.access.listening import listening
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import PortalFactory, PortalLinkFactory
from tests.adoption.usage.portal_machines import BASE, FIELDS, Machine
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

ROW = ("p-1", "messagerie", "2026-10-06")
NATIONAL_NUMBER = "184051234567890"
SECRETS = (NATIONAL_NUMBER, "nadia@exemple.fr", "nadia", "diabete", "2A34567", "inconnu", "06/10")


@pytest.fixture
def machine(portal):
    return Machine(portal)


def stored():
    rows = UsageDay.objects.order_by("day", "pseudonym", "service__slug")
    return list(rows.values_list("pseudonym", "service__slug", "day"))


def item(**fields):
    return dict(zip(FIELDS, ROW, strict=True)) | fields


# --- Days ---------------------------------------------------------------------------------------------


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


def test_days_of_a_published_month_are_late_and_those_of_an_undone_link_passed_over(
    declared, machine
):
    person = PersonFactory()
    PortalLinkFactory(portal=declared["portal"], person=person, pseudonym="p-9")
    undo_link(person=person, portal=declared["portal"])
    publish(portal=declared["portal"], month=OCTOBER)

    answer = machine.days(
        ROW, ("p-9", "messagerie", "2026-10-06"), ("p-2", "messagerie", "2026-11-06")
    )

    assert answer.json() == {"created": 2, "unchanged": 0, "late": 1, "passed_over": 1}


BAD = [
    item(service="inconnu"),
    item(day="06/10/2026"),
    item(day="20261006"),
    item(day="2026-W41-2"),
    item(day="2026-13-40"),
    item(day="٢٠٢٦-10-06"),
    item(day="2026-11-25"),  # to come
    item(day="2025-12-31"),  # before the portal opened
    item(day="2026-10-06T09:00:00"),
    item(pseudonym=""),
    item(pseudonym=" "),
    item(pseudonym="p\0"),
    item(pseudonym="p\n1"),
    item(pseudonym="\ud800"),
    item(pseudonym="p" * 81),
    item(pseudonym="nadia@exemple.fr"),
    item(pseudonym=NATIONAL_NUMBER),
    item(pseudonym=int(NATIONAL_NUMBER)),
    item(pseudonym="1 84 05 12 345 678 90"),
    item(pseudonym="184052A34567890"),
    item(pseudonym=f"nir-{NATIONAL_NUMBER}"),
    item(pseudonym=None),
    item(pseudonym=["nadia"]),
    item(pseudonym={"nadia": "diabete"}),
    item(diagnostic="diabete"),
    item(diabete=True),
    item(**{NATIONAL_NUMBER: 1}),
    item(**{"nadia@exemple.fr": None}),
    {"pseudonym": "p-1", "service": "messagerie"},
    {},
    NATIONAL_NUMBER,
    ["nadia@exemple.fr"],
    None,
]


@pytest.mark.parametrize("bad", BAD, ids=ascii)
def test_one_bad_item_refuses_the_batch_names_its_place_and_repeats_nothing(
    machine, bad, caplog, settings
):
    settings.DEBUG = True  # says no more
    machine.portal.opened_on = date(2026, 1, 1)
    machine.portal.save()

    with caplog.at_level(logging.DEBUG), listening() as heard:
        answer = machine.post("days", [item(), bad])

    assert answer.status_code == 422
    assert [each["item"] for each in answer.json()["refusals"]] == [2]
    assert answer.json()["refusals"][0]["expected"]
    assert stored() == []
    said = answer.content.decode() + caplog.text + heard.getvalue() + str(answer.headers)
    for secret in (*SECRETS, machine.token, "p-1"):
        assert secret not in said


UNREADABLE = [
    "",
    "{",
    "[",
    '[{"pseudonym": "p-1", "service": "messagerie", "day": "2026-10-06"}',
    '[{"pseudonym": "p-1", "service": "messagerie", "day": "2026-10-06"}] nadia',
    '[{"pseudonym": "p-1", "pseudonym": "nadia", "service": "messagerie", "day": "2026-10-06"}]',
    '[{"pseudonym": NaN}]',
    "[" * 100_000,
    "9" * 10_000,
    '[{"pseudonym": "p-1", "service": "messagerie", "day": "2026-10-06"}]'.encode("utf-16"),
    '[{"pseudonym": "p-1", "service": "messagerie", "day": "2026-10-06"}]'.encode("utf-8-sig"),
    '[{"pseudonym": "é", "service": "messagerie", "day": "2026-10-06"}]'.encode("cp1252"),
    b"\x00\xff",
]


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: ascii(body[:20]))
def test_what_is_no_json_is_refused_without_a_word_of_it(machine, body, caplog, settings):
    settings.DEBUG = True
    with caplog.at_level(logging.DEBUG):
        answer = machine.post("days", body)

    assert answer.status_code in (400, 422)
    assert stored() == []
    assert not [secret for secret in SECRETS if secret in answer.content.decode() + caplog.text]


@pytest.mark.parametrize("body", [{}, '"p-1"', 3, None, [], {"days": []}])
def test_the_body_is_a_list_of_at_least_one_item(machine, body):
    answer = machine.post("days", body)

    assert answer.status_code == 422
    assert answer.json()["refusals"][0]["item"] == 0


def test_a_form_is_no_json_whatever_it_says(machine):
    answer = machine.post("days", json.dumps([item()]), content_type="text/plain")

    assert answer.status_code == 400
    assert stored() == []


def test_too_many_items_and_too_long_a_body_are_refused_before_they_are_read(machine):
    many = machine.days(*[(f"p-{n}", *ROW[1:]) for n in range(MOST_ITEMS + 1)])
    long = machine.post("days", b" " * (MOST_BYTES + 1))

    assert many.status_code == 422
    assert many.json()["refusals"] == [
        {
            "item": 0,
            "reason": "The list is refused.",
            "expected": f"a list of 1 to {MOST_ITEMS} items",
        }
    ]
    assert (long.status_code, long.json()["error"]) == (413, "too_long")
    assert stored() == []


def test_a_full_batch_goes_in(machine):
    answer = machine.days(*[(f"p-{n}", *ROW[1:]) for n in range(MOST_ITEMS)])

    assert answer.json()["created"] == MOST_ITEMS


def test_many_refusals_are_cut_short(machine):
    answer = machine.days(*[("", "inconnu", "hier")] * 1000)

    assert len(answer.json()["refusals"]) < 250
    assert stored() == []


TEXTS = st.one_of(
    st.sampled_from(["p-1", "p-2", "messagerie", "attestation", "2026-10-06", "2026-11-30", ""]),
    st.text(max_size=90),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=5,
)
ITEMS = st.one_of(
    st.fixed_dictionaries(
        {"pseudonym": TEXTS, "service": TEXTS, "day": TEXTS}, optional={"heure": VALUES}
    ),
    VALUES,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(st.lists(ITEMS, max_size=4), VALUES))
def test_whatever_is_sent_the_answer_is_one_of_those_described(machine, openapi, body):
    """The contract: nothing but these answers, of these shapes; stored is all of it or nothing."""
    UsageDay.objects.all().delete()
    PortalToken.objects.update(last_used_on=None)

    answer = machine.post("days", json.dumps(body))

    described = openapi["paths"][f"{BASE}/{{portal}}/days"]["post"]["responses"]
    shape = described[str(answer.status_code)]["content"]["application/json"]["schema"]["$ref"]
    properties = openapi["components"]["schemas"][shape.rpartition("/")[2]]["properties"]
    assert set(answer.json()) == set(properties)
    if answer.status_code == 200:
        assert {tuple(map(str.strip, each.values())) for each in body} == {
            (pseudonym, service, day.isoformat()) for pseudonym, service, day in stored()
        }
    else:
        assert stored() == []


# --- Tokens ---------------------------------------------------------------------------------------------


def test_every_token_but_one_in_force_of_this_portal_gets_the_same_answer(portal, machine):
    other = Machine(PortalFactory())
    revoked, closed = Machine(portal), Machine(PortalFactory())
    revoke_token(token=PortalToken.objects.get(key=revoked.token.split("_")[1]), by=PersonFactory())
    type(closed.portal).objects.filter(pk=closed.portal.pk).update(is_open=False)
    key, secret = machine.token[:23], machine.token[24:]  # the secret may hold any sign
    tries = {
        "of another portal": Machine(portal, other.token).days(ROW),
        "revoked": revoked.days(ROW),
        "of a portal no longer followed": closed.days(ROW),
        "another secret": Machine(portal, f"{key}_{secret[::-1]}").days(ROW),
        "no such key": Machine(portal, f"passerelle_{'0' * 12}_{secret}").days(ROW),
        "malformed": Machine(portal, "passerelle").days(ROW),
        "with a blank": Machine(portal, f"{machine.token} ").days(ROW),
        "with a line": Machine(portal, f"{machine.token}\tx").days(ROW),
        "missing": machine.days(ROW, authorization=""),
        "basic": machine.days(ROW, authorization=f"Basic {machine.token}"),
        "no such portal": Machine(PortalFactory.build(slug="rien"), machine.token).days(ROW),
    }
    machine.days(("p-0", *ROW[1:]))

    told = {(each.status_code, each.content, each["WWW-Authenticate"]) for each in tries.values()}
    assert len(told) == 1, {name: each.status_code for name, each in tries.items()}
    assert next(iter(told))[0] == 401
    assert [row[0] for row in stored()] == ["p-0"]


def test_a_token_is_not_read_from_the_address_the_body_or_a_cookie(portal, machine, client):
    for ask in ({"token": machine.token}, {"authorization": f"Bearer {machine.token}"}):
        client.cookies["authorization"] = f"Bearer {machine.token}"
        url = reverse("portal_api:days", args=[portal.slug], query=ask)
        assert client.post(url, [item() | ask], content_type="application/json").status_code == 401


def test_of_a_token_only_a_hash_and_the_last_day_are_kept(machine):
    machine.days(ROW)
    kept = PortalToken.objects.get()

    secret = machine.token.split("_", 2)[2]
    assert secret not in str(PortalToken.objects.values().get())
    assert kept.last_used_on == date(2026, 11, 24)
    assert len(secret) >= 43


def test_two_tokens_work_side_by_side_until_one_is_revoked(portal, machine, administrator):
    second = Machine(portal)
    assert [each.days(ROW).status_code for each in (machine, second)] == [200, 200]

    revoke_token(token=PortalToken.objects.get(key=machine.token.split("_")[1]), by=administrator)

    assert [each.days(ROW).status_code for each in (machine, second)] == [401, 200]


def test_a_machine_that_calls_too_often_waits_and_another_does_not(machine, monkeypatch):
    monkeypatch.setitem(rates(), "portal", "2/m/key")
    second = Machine(machine.portal)
    answers = [machine.days(ROW) for _each in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert second.days(ROW).status_code == 200


def rates():
    from adoption.usage import throttling

    return throttling.RATES


# --- What goes out and what is kept of it ---------------------------------------------------------------


def test_no_answer_is_stored_and_no_cookie_is_read_or_set(portal, machine, person):
    machine.client.force_login(person)
    machine.client.cookies["csrftoken"] = "x" * 32
    machine.client.cookies[configured.LANGUAGE_COOKIE_NAME] = "fr"
    answers = [
        machine.days(ROW),
        machine.days(("", "", "")),
        machine.days(ROW, authorization=""),
        machine.post("days", "{"),
        machine.client.get(f"{BASE}/{portal.slug}/days"),
        machine.client.get(f"{BASE}/openapi.json"),
        machine.client.get(f"{BASE}/"),
        machine.client.post(f"{BASE}/openapi.json"),
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 401, 400, 405, 200, 404, 405]
    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}
    kinds = {answer["Content-Type"].partition(";")[0] for answer in answers}
    assert kinds == {"application/json"}
    assert [answer.cookies for answer in answers] == [{}] * len(answers)
    assert not [answer for answer in answers if "ETag" in answer]
    assert all(answer.wsgi_request.user.is_anonymous for answer in answers)


def test_somebody_who_is_signed_in_is_nobody_there(portal, administrator):
    client = Client()
    client.force_login(administrator)
    url = reverse("portal_api:days", args=[portal.slug])

    assert client.post(url, [item()], content_type="application/json").status_code == 401


def test_what_goes_wrong_unforeseen_is_logged_without_what_was_sent(machine, monkeypatch):
    error = DataError(f"DETAIL: Key (pseudonym)=({NATIONAL_NUMBER}) already exists")

    def fails(*_args, **_options):
        raise error

    monkeypatch.setattr("adoption.usage.views.api.import_day_rows", fails)
    with listening() as heard:
        answer = machine.days((NATIONAL_NUMBER, *ROW[1:]))

    said = heard.getvalue()
    assert answer.status_code == 500
    assert "DataError" in said
    assert "adoption.usage.views.api:" in said
    assert not [each for each in (NATIONAL_NUMBER, "DETAIL", machine.token) if each in said]


def test_a_call_leaves_neither_pseudonym_nor_token_in_log_or_cache(machine, caplog):
    person = PersonFactory()
    code = make_link_code(person=person, portal=machine.portal)
    with caplog.at_level(logging.DEBUG), listening() as heard:
        machine.days(("p-canari", *ROW[1:]))
        machine.link(code, "p-canari")
        machine.days(ROW, authorization=f"Bearer {machine.token[:-1]}")

    said = (
        re.sub(r"\(\d+\.\d+\) .*", "", caplog.text) + heard.getvalue()
    )  # the database’s own, in tests
    _prefix, key, secret = machine.token.split("_", 2)
    assert not [each for each in ("p-canari", code, secret[:20], key) if each in said]


# --- The description ------------------------------------------------------------------------------------


@pytest.fixture
def openapi():
    return Client().get(f"{BASE}/openapi.json").json()


def test_the_description_says_what_may_be_sent_and_nothing_of_this_house(openapi, machine):
    shapes = openapi["components"]["schemas"]

    assert set(openapi["paths"]) == {f"{BASE}/{{portal}}/days", f"{BASE}/{{portal}}/links"}
    assert set(shapes["Day"]["properties"]) == set(FIELDS)
    assert shapes["Day"]["additionalProperties"] is False
    assert shapes["Link"]["additionalProperties"] is False
    assert openapi["components"]["securitySchemes"]["PortalBearer"]["scheme"] == "bearer"
    assert machine.portal.slug not in json.dumps(openapi)


@pytest.mark.parametrize("path", ["docs", "docs/", "redoc", "swagger"])
def test_there_is_no_page_that_loads_scripts_from_elsewhere(client, path):
    assert client.get(f"{BASE}/{path}").status_code in (301, 302, 404)


# --- Links ----------------------------------------------------------------------------------------------


def test_a_code_and_a_pseudonym_make_a_link(machine):
    person = PersonFactory()
    code = make_link_code(person=person, portal=machine.portal)

    answer = machine.link(code.lower().replace("-", " "), "p-1")
    again = machine.link(code, "p-1")

    assert answer.json() == {"created": 1, "unchanged": 0}
    assert again.json() == {"created": 0, "unchanged": 1}
    link = PortalLink.objects.get()
    assert (link.pseudonym, link.subject) == ("p-1", subject_of(person))
    assert link.linked_on == date(2026, 11, 24)


@pytest.mark.parametrize("code", ["", "x" * 41, "x" * 5000, "\0", NATIONAL_NUMBER])
def test_whatever_stands_for_a_code_is_refused_and_not_repeated(machine, code, caplog):
    with caplog.at_level(logging.INFO):
        answer = machine.link(code, "nadia@exemple.fr")

    assert answer.status_code == 422
    assert not [secret for secret in SECRETS if secret in answer.content.decode() + caplog.text]
    assert not PortalLink.objects.exists()


def test_a_link_takes_no_other_field(machine):
    code = make_link_code(person=PersonFactory(), portal=machine.portal)

    answer = machine.post("links", {"code": code, "pseudonym": "p-1", "nom": "nadia"})

    assert answer.status_code == 422
    assert "nom" not in answer.json()["refusals"][0]["reason"]
    assert not LinkCode.objects.get().is_used


def test_a_token_links_nobody_on_another_portal(machine):
    other = PortalFactory()
    code = make_link_code(person=PersonFactory(), portal=other)

    assert machine.link(code, "p-1").status_code == 422
    assert not PortalLink.objects.exists()


# --- The administration ---------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_who_made_and_revoked_it_is_on_file(
    client, administrator, portal
):
    from wagtail.models import ModelLogEntry

    client.force_login(administrator)
    url = reverse("portal_tokens:tokens")
    made = client.post(url, {"portal": portal.pk, "name": "production"})
    (token,) = re.findall(r"passerelle_[0-9a-f]{12}_[\w-]{43}", made.content.decode())
    later = client.get(url).content.decode()

    assert "no-store" in made["Cache-Control"]
    assert token not in later
    assert "production" in later
    assert Machine(portal, token).days(ROW).status_code == 200
    revoke = reverse("portal_tokens:revoke", args=[PortalToken.objects.get().pk])
    assert BeautifulSoup(later, "html.parser").select(f'details.confirm form[action="{revoke}"]')
    client.post(revoke)
    assert Machine(portal, token).days(ROW).status_code == 401
    entries = ModelLogEntry.objects.order_by("pk")
    assert [(entry.action, entry.user) for entry in entries] == [
        ("adoption.token_made", administrator),
        ("adoption.token_revoked", administrator),
    ]
    assert token.split("_", 2)[2] not in str(list(entries.values()))


@pytest.mark.parametrize("tokens", [2, 40])
def test_the_list_of_tokens_asks_few_queries(
    client, administrator, portal, tokens, django_assert_max_num_queries
):
    for number in range(tokens):
        make_token(portal=portal, name=f"n{number}", by=None)
    client.force_login(administrator)

    with django_assert_max_num_queries(20):
        client.get(reverse("portal_tokens:tokens"))
