"""The door: a code of an application, a passkey, and the end of a session elsewhere."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, MARC, NADIA, PASSWORD, served
from tests.e2e.site import copy_of as copy_of_site
from tests.e2e.site import environment as environment_of
from tests.people.totp import code_for


INDEX = "/compte/double-authentification/"
SUBMIT = "main form.form button[type=submit]"


@pytest.fixture(scope="module")
def site(seeded, tmp_path_factory):
    """Under a name, as passkeys want it; second factors are asked of whoever sees others' data."""
    folder = tmp_path_factory.mktemp("site")
    copy_of_site(seeded, folder)
    with served(environment_of(folder) | {"REQUIRE_SECOND_FACTOR": "1"}) as one:
        yield replace(one, url=one.url.replace("127.0.0.1", "localhost"))


def at(visitor):
    return urlsplit(visitor.page.url).path


def sign_in(visitor, name):
    visitor.go("/compte/connexion/?next=/admin/")
    visitor.check()
    visitor.page.locator("input[name=username]").fill(name)
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.locator(SUBMIT).click()
    visitor.page.wait_for_url(lambda url: "connexion" not in url)


def confirm_password(visitor):
    visitor.page.wait_for_url("**/confirmer/**")
    visitor.check()
    visitor.page.locator("input[name=password]").fill(PASSWORD)
    visitor.page.locator(SUBMIT).click()


def sign_out(visitor):
    visitor.go("/")
    visitor.page.locator("summary.user").click()
    visitor.page.locator("form[action$='/deconnexion/'] button").click()
    visitor.page.wait_for_url("**/connexion/**")


def give_authenticator(visitor):
    """A phone that recognises its owner, inside the browser."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.smoke
def test_the_administration_opens_after_an_application_then_a_passkey_are_set_up(visitor):
    claire = visitor()
    page = claire.page
    sign_in(claire, CLAIRE)
    assert at(claire) == INDEX
    claire.check()

    page.locator("a[href$='/application/']").click()
    confirm_password(claire)
    page.wait_for_url("**/application/")
    claire.check()
    page.locator("main summary").click()
    secret = "".join(page.locator(".secret span").all_inner_texts())
    page.locator("input[name=code]").fill("000000")
    page.locator(SUBMIT).click()
    expect(page.locator(".field--error")).to_be_visible()
    claire.check()
    page.locator("input[name=code]").fill(code_for(secret))
    page.locator(SUBMIT).click()
    page.wait_for_url("**/secours/")
    claire.check()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10

    sign_out(claire)
    sign_in(claire, CLAIRE)
    page.wait_for_url("**/code/")
    claire.check()
    page.locator("input[name=code]").fill(codes[0])
    page.locator(SUBMIT).click()
    page.wait_for_url("**/admin/")

    give_authenticator(claire)
    claire.visit(INDEX)
    page.locator("a[href$='/cles/ajouter/']").click()
    confirm_password(claire)
    page.wait_for_url("**/ajouter/")
    claire.check()
    page.locator("input[name=name]").fill("Téléphone de Claire")
    page.locator("#passkey-button").click()
    page.wait_for_url(claire.site.url + INDEX)
    expect(page.locator("main")).to_contain_text("Téléphone de Claire")
    claire.check()

    sign_out(claire)
    claire.go("/compte/connexion/?next=/admin/")
    page.locator("#passkey-button").click()
    page.wait_for_url("**/admin/")


def test_a_passkey_that_does_not_answer_says_so_and_the_password_still_works(visitor):
    nadia = visitor()
    nadia.go("/compte/connexion/")
    nadia.page.evaluate(
        "() => { navigator.credentials.get = () =>"
        " Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    )
    nadia.page.locator("#passkey-button").click()
    expect(nadia.page.locator("[data-passkey-error]")).to_be_visible()
    nadia.check()
    nadia.sign_in(NADIA)


def test_a_button_pressed_twice_makes_one_connection(visitor):
    before = visitor(NADIA)
    before.go("/compte/mes-appareils/")
    count = before.page.locator("main li").count()
    nadia = visitor()
    nadia.go("/compte/connexion/")
    nadia.page.locator("input[name=username]").fill(NADIA)
    nadia.page.locator("input[name=password]").fill(PASSWORD)
    nadia.page.locator(SUBMIT).dblclick()
    nadia.page.wait_for_url(lambda url: "connexion" not in url)
    nadia.go("/compte/mes-appareils/")
    expect(nadia.page.locator("main li")).to_have_count(count + 1)


def test_a_session_left_open_elsewhere_is_ended_from_the_phone(visitor):
    desk, phone = visitor(MARC), visitor(MARC, viewport=PHONE)
    phone.visit("/compte/mes-appareils/")
    close = phone.page.locator("main li form button")
    expect(close).to_have_count(1)
    close.click()
    expect(close).to_have_count(0)
    phone.check()

    desk.go("/compte/mes-donnees/")
    assert at(desk) == "/compte/connexion/"
    phone.visit("/compte/mes-donnees/")


def test_without_a_script_the_application_is_set_up_all_the_same(visitor):
    """The drawing, the secret and the form need none; the page for passkeys says that it does."""
    nadia = visitor(java_script_enabled=False)
    nadia.sign_in(NADIA)
    nadia.go(INDEX + "application/")
    nadia.page.locator("input[name=password]").fill(PASSWORD)
    nadia.page.locator(SUBMIT).click()
    secret = "".join(nadia.page.locator(".secret span").all_text_contents())
    nadia.page.locator("input[name=code]").fill(code_for(secret))
    nadia.page.locator(SUBMIT).click()
    nadia.page.wait_for_url("**/secours/")

    nadia.go(INDEX + "cles/ajouter/")
    expect(nadia.page.locator("noscript, main .note").first).to_be_visible()
    expect(nadia.page.locator("#passkey-button")).to_be_hidden()
