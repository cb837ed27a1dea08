"""Who signs in elsewhere proves there that it is still them: by an answer that says when they did so."""

import html
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from people.enums import NoticePurpose
from tests.people.factories import PersonFactory, informed
from tests.people.federation import test_saml
from tests.people.federation.conftest import LEADS_TO
from tests.people.federation.test_saml import Browser


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.may_write,  # the protocol has the browser come back by GET, signed in
]

GRAVE = reverse("notice_admin:notice", args=[NoticePurpose.HELP])
THERE = reverse("prove_elsewhere")
register_saml = test_saml.register


@pytest.fixture
def yann(idp, administrator):
    idp.people["sub-yann"] = {"email": "yann@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-yann"
    administrator.email = "yann@exemple.fr"
    administrator.set_unusable_password()
    administrator.save()
    return informed(administrator)


def test_a_sign_in_there_counts_by_the_moment_that_the_provider_says(
    register, traveller, client, yann, idp
):
    """Whoever is still signed in there comes back without a question: that is no proof."""
    register()
    for minutes, is_asked in ((60, True), (9, False), (-600, False)):
        idp.token_claims = {"auth_time": int(time.time()) - 60 * minutes}
        traveller.sign_in()
        assert (client.get(GRAVE).status_code == 302) == is_asked
    idp.token_claims = {"auth_time": "an hour ago"}
    traveller.sign_in(again="yes")
    assert client.get(GRAVE).url.startswith(THERE)
    idp.token_claims = {}
    traveller.sign_in()
    assert client.get(GRAVE).url.startswith(THERE)


def test_proof_at_the_provider_leads_back_to_the_waiting_request(
    register, traveller, client, yann, idp
):
    register()
    idp.token_claims = {"auth_time": int(time.time()) - 3600}
    traveller.sign_in()
    response = client.post(GRAVE, {"text_fr": "Nos mots"})
    page = client.get(response.url).content.decode()
    assert 'name="again"' in page

    way_on = traveller.leave(again="yes", next=response.url)
    query = parse_qs(urlsplit(html.unescape(LEADS_TO.search(way_on.content.decode())[1])).query)
    assert (query["prompt"], query["max_age"]) == (["login"], ["0"])
    back = traveller.come_back(
        traveller.arrive(way_on)
    )  # which let them through without a question
    assert back.url == response.url
    assert 'role="alert"' in client.get(back.url).content.decode()

    idp.token_claims = {"auth_time": int(time.time())}
    traveller.sign_in(again="yes", next=response.url)
    assert 'value="Nos mots"' in client.get(response.url).content.decode()
    assert client.get(GRAVE).status_code == 200


def test_a_waiting_request_is_not_there_for_somebody_else(register, traveller, client, yann, idp):
    register()
    idp.token_claims = {"auth_time": int(time.time()) - 3600}
    traveller.sign_in()
    response = client.post(GRAVE, {"text_fr": "Nos mots"})
    idp.people["sub-nadia"] = {"email": "nadia@exemple.fr", "email_verified": True}
    idp.signed_in, idp.token_claims = "sub-nadia", {"auth_time": int(time.time())}
    informed(PersonFactory(email="nadia@exemple.fr"))
    traveller.sign_in(again="yes", next=response.url)

    assert "Nos mots" not in client.get(response.url, follow=True).content.decode()


def test_a_saml_provider_is_told_to_ask_and_says_when_it_did(register_saml, client, administrator):
    register_saml()
    informed(administrator)
    type(administrator).objects.filter(pk=administrator.pk).update(staff_number="00042")
    browser = Browser(client)
    found = []
    for hours in (1, 0):
        browser.sign_in(signed_in_for=timedelta(hours=hours))
        found.append(client.get(GRAVE).status_code)

    assert found == [302, 200]
    assert [browser.leave().force, browser.leave(again="yes").force] == [False, True]
