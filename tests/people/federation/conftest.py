"""An organisation that signs in as elsewhere: its provider, and a browser that goes there and back."""

import html
import re
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialApp
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from people.federation.secret_encryption import encrypt_secret
from tests.identity import oidc


LEADS_TO = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
GOES_ON = re.compile(
    r'<a class="button" href="(http[^"]+)"'
)  # of a trial, which leads nobody on by itself


def says(page, text):
    """Whether this sentence of ours stands on the page, in the language of the tests."""
    with translation.override("fr"):
        sentence = translation.gettext(text) % {"provider_name": "Mon Agence"}
    return html.escape(sentence) in page.content.decode()


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What providers publish is kept in the cache: each test has a provider of its own."""
    cache.clear()


@pytest.fixture
def idp(settings):
    with oidc.provider() as one:
        settings.OUTBOUND_PRIVATE_HOSTS = [urlsplit(one.url).netloc]
        yield one


@pytest.fixture
def register(db, idp):
    """Registers the provider as the administration would."""

    def make(provider_id="ailleurs", **rules):
        return SocialApp.objects.create(
            provider="openid_connect",
            provider_id=provider_id,
            name="Mon Agence",
            client_id=oidc.CLIENT_ID,
            settings={"issuer": idp.url, "sealed_secret": encrypt_secret(oidc.CLIENT_SECRET)}
            | rules,
        )

    return make


class Traveller:
    """Goes to the provider and comes back, as a browser does."""

    def __init__(self, client, idp):
        self.client, self.idp = client, idp

    def leave(self, provider_id="ailleurs", **posted):
        """The page that leads on."""
        return self.client.post(reverse("openid_connect_login", args=[provider_id]), posted)

    def arrive(self, page):
        """At the provider, which sends us back at once. Answers with what query."""
        text = page.content.decode()
        address = html.unescape((LEADS_TO.search(text) or GOES_ON.search(text))[1])
        answer = requests.get(address, allow_redirects=False, timeout=5)
        return urlsplit(answer.headers["Location"])

    def come_back(self, address):
        return self.client.get(f"{address.path}?{address.query}")

    def sign_in(self, provider_id="ailleurs", **posted):
        return self.come_back(self.arrive(self.leave(provider_id, **posted)))


@pytest.fixture
def traveller(client, idp):
    return Traveller(client, idp)


@pytest.fixture
def signed_in(client):
    """The staff number of whoever is signed in; nothing if nobody is."""
    from people.models import Person

    def who():
        key = client.session.get("_auth_user_id")
        return Person.objects.get(pk=key).staff_number if key else None

    return who
