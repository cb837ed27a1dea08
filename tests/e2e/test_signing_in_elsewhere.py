"""An agent signs in and out through the organisation's identity provider, which is another process's."""

import json
from urllib.parse import urlsplit

import pytest

from tests.e2e import site as sites
from tests.e2e.conftest import PHONE
from tests.e2e.site import NADIA
from tests.identity import oidc


@pytest.fixture(scope="module")
def idp():
    with oidc.provider() as one:
        one.people = {
            "nadia": {"email": NADIA, "email_verified": True},
            "inconnue": {"email": "inconnue@exemple.fr", "email_verified": True},
        }
        yield one


@pytest.fixture(scope="module")
def site(seeded, idp, tmp_path_factory):
    described = {
        "id": "agence",
        "name": "Mon Agence",
        "issuer": idp.url,
        "client_id": oidc.CLIENT_ID,
        "client_secret": oidc.CLIENT_SECRET,
        "sign_out": True,
    }
    folder = tmp_path_factory.mktemp("federated")
    sites.copy_of(seeded, folder)
    settings = sites.environment(
        folder,
        OIDC_PROVIDERS=json.dumps([described]),
        OUTBOUND_PRIVATE_HOSTS=urlsplit(idp.url).netloc,
    )
    with sites.served(settings) as served:
        yield served


@pytest.fixture
def traveller(visitor, idp):
    """Somebody on a telephone. The provider's pages are the one place outside where they may go."""
    one = visitor(viewport=PHONE)
    yield one
    one.complaints[:] = [line for line in one.complaints if f"left the site: {idp.url}" not in line]


def test_an_agent_signs_in_and_out_through_the_provider(traveller, site, idp):
    page = traveller.page
    traveller.go("/entraide/")
    page.wait_for_url("**/compte/connexion/**")
    traveller.check()

    page.locator("form[action*='/oidc/agence/'] button").click()
    page.wait_for_url(f"{idp.url}/authorize**")
    page.locator("button[value=nadia]").click()
    page.wait_for_url(f"{site.url}/entraide/")
    traveller.check()

    traveller.go("/compte/mes-donnees/")
    traveller.check()
    page.locator("form[action='/compte/deconnexion/'] button").first.dispatch_event("click")
    page.wait_for_url(f"{site.url}/compte/connexion/**")
    assert idp.times_heard("/end") == 1
    assert "id_token_hint" in dict(idp.heard)["/end"]
    assert traveller.go("/compte/mes-donnees/") == 200
    assert "/compte/connexion/" in page.url


def test_the_page_that_leads_on_can_be_read_where_the_browser_stays_on_it(traveller, site, idp):
    page = traveller.page
    page.route(f"{idp.url}/**", lambda route: route.fulfill(status=204))  # "no content": no move
    traveller.go("/compte/connexion/")
    page.locator("form[action*='/oidc/agence/'] button").click()
    page.wait_for_url("**/oidc/agence/connexion/")
    traveller.check()
    assert page.locator("main a.button").get_attribute("href").startswith(idp.url)


def test_whoever_is_not_on_the_staff_list_is_told_whom_to_ask(traveller, site, idp):
    page = traveller.page
    traveller.go("/compte/connexion/")
    page.locator("form[action*='/oidc/agence/'] button").click()
    page.wait_for_url(f"{idp.url}/authorize**")
    page.locator("button[value=inconnue]").click()
    page.wait_for_url(f"{site.url}/compte/federation/oidc/agence/retour/**")
    traveller.check()
    assert page.locator("h1").count() == 1

    page.locator("main a[href='/compte/connexion/']").click()
    traveller.check()
