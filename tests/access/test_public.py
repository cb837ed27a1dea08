"""What is open to whoever is not signed in, and where an address in a parameter may lead."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.access.places import places
from tests.access.world import ANONYMOUS, STAFF


pytestmark = pytest.mark.django_db

PUBLIC = {
    "cms:accessibility",  # the law wants it open to everybody
    "cms:logo",  # that of the sign-in page
    "cms:organisation_css",  # the colour of the sign-in page
    "cases:take_down",  # whoever a case is about, who has its number
    "journeys:door",  # the public, who have no account, vote under a short-lived code
    "journeys:room",
    # Steps of signing in, each behind the one before it.
    "account_inactive",
    "account_login",
    "account_logout",
    "admin_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    # Sign-in by the organisation's own identity provider.
    "openid_connect_callback",
    "openid_connect_login",
    "saml_acs",
    "saml_finish_acs",
    "saml_login",
    "saml_metadata",
    "people:invitation",
    "people:login",
    "people:logout",
    "people:open_account",
    "people:password_reset",
    "people:password_reset_confirm",
    "portal_api:api-root",
    "portal_api:days",  # behind the token of a portal
    "portal_api:links",
    "portal_api:openapi-json",
    "people:stop_mails",  # from a mail: the sealed link can only stop mails
    "alive",
    "manifest",  # what the site is called, its icons
    "metrics",  # for Prometheus: a token opens it, and without one there is no such page
    "ready",
    "offline",  # the page without a network, the same for all
    "people:device_state",  # whether a device may keep what it has: its number is its own
    "service_worker",
    "set_language",
    "workshops:feed",  # for calendars: a secret address, of one's own making
    "verification:form",  # a certificate, for whoever its holder gave the code
    "verification:shown",
    "wagtailadmin_login",  # leads to ours
    "wagtail_login",  # leads to ours
    "wagtailcore_login",  # stands behind the one above and is never reached
}
# Marked public by Wagtail, and behind the door of its administration: see test_wagtail_admin.py.
BEHIND_ANOTHER_DOOR = ("wagtailadmin_api:", "wagtail_localize:")  # see test_wagtail_doors


def test_the_public_views_are_these_and_no_others():
    public = {place.name for place in places() if place.is_public}

    assert {name for name in public if not name.startswith(BEHIND_ANOTHER_DOOR)} == PUBLIC


@pytest.mark.parametrize(
    "name", ["wagtailadmin_password_reset", "wagtailadmin_password_reset_done", "wagtailcore_login"]
)
def test_wagtails_own_accounts_are_no_way_in(world, name):
    response = world.client(ANONYMOUS).get(reverse(name))

    assert response.status_code in (302, 403, 404)


HOSTILE = [
    "//evil.example",
    "///evil.example",
    r"/\evil.example",
    r"\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "http://testserver@evil.example/",
    "https://evil.example#testserver",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/%0d%0aLocation:%20https://evil.example",
    "/\r\nLocation: https://evil.example",
    "\t//evil.example",
    " //evil.example",
    "ftp://testserver/",
]
OWN = "/compte/mes-donnees/"


def leads_elsewhere(response):
    location = response["Location"]
    assert "\r" not in location
    assert "\n" not in location
    return not location.startswith("/") or leaves(location)


def leaves(target):
    """As a browser reads it: without blanks around, a backslash as a slash."""
    target = re.sub(r"[\t\r\n]", "", target.strip()).replace("\\", "/").lower()
    return target.startswith("//") or bool(re.match(r"[a-z][a-z+.-]*:", target))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_signing_in_never_leads_to_another_site(world, hostile):
    person = world.people[STAFF]
    person.set_password("un mot de passe assez long")
    person.save()
    client = world.client(ANONYMOUS)
    sent = {"username": person.staff_number, "password": "un mot de passe assez long"}

    page = client.get(reverse("people:login"), {"next": hostile})
    response = client.post(reverse("people:login"), sent | {"next": hostile})
    by_address = world.client(ANONYMOUS).post(
        reverse("people:login", query={"next": hostile}), sent
    )

    assert 'href="javascript' not in page.content.decode().lower()
    assert response.status_code == by_address.status_code == 302
    assert not leads_elsewhere(response)
    assert not leads_elsewhere(by_address)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    ("name", "data"),
    [("set_language", {"language": "en"}), ("people:set_theme", {"theme": "dark"})],
)
def test_a_choice_of_display_never_leads_to_another_site(world, name, data, hostile):
    client = world.client(STAFF)

    assert not leads_elsewhere(client.post(reverse(name), data | {"next": hostile}))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_choice_of_display_ignores_a_hostile_referrer(world, hostile):
    client = world.client(STAFF)
    header = {"referer": hostile.replace("\r\n", "").replace("\n", "")}

    response = client.post(reverse("set_language"), {"language": "en"}, headers=header)

    assert not leads_elsewhere(response)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_quiz_never_leads_back_to_another_site(world, hostile):
    client, quiz = world.client(STAFF), world.shared["quiz"]

    begun = client.post(reverse("quizzes:start", args=[quiz.uuid]), {"back": hostile})
    page = client.get(begun["Location"])

    targets = re.findall(r'(?:href|action|value)="([^"]*)"', page.content.decode())

    assert [one for one in targets if leaves(unescape(one))] == []


@pytest.mark.parametrize(
    ("name", "data"),
    [("set_language", {"language": "en"}), ("people:set_theme", {"theme": "dark"})],
)
def test_a_choice_of_display_leads_back_to_the_page(world, name, data):
    response = world.client(STAFF).post(reverse(name), data | {"next": OWN})

    assert response["Location"] == OWN


def test_signing_in_leads_on_to_the_page_that_was_asked_for(world):
    refused = world.client(ANONYMOUS).get(OWN)

    assert refused["Location"] == f"{reverse('people:login')}?next={OWN}"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config/settings.py",
        "/static/%2e%2e/config/settings.py",
        "/media/../config/settings.py",
        "/media/%2e%2e/%2e%2e/config/settings.py",
        "/media//etc/passwd",
        "/.env",
        "/.git/config",
        "/.git/HEAD",
        "/admin/docs/",
        "/__debug__/",
        "/api/v2/pages/",
        "/api/v2/documents/",
        "/api/v2/images/",
        "/config/settings.py",
        "/static/js/site.js.map",
    ],
)
def test_nothing_of_the_house_itself_is_served(world, path):
    for role in (ANONYMOUS, STAFF):
        response = world.client(role).get(path)
        response.close()
        body = response.getvalue()

        signs_in = response.get("Location", "").startswith(("/compte/connexion/", "/admin/login/"))
        assert response.status_code in (400, 404) or signs_in
        assert b"SECRET_KEY" not in body
