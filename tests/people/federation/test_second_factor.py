"""What an identity provider's word is worth where a role asks for two factors, and where ours is shut."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse

from people.enums import Role
from tests.identity.oidc import Fault
from tests.people.factories import PersonFactory, informed
from tests.people.federation.conftest import says


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.may_write,  # the protocol has the browser come back by GET, signed in
]
PASSWORD = "un mot de passe assez long"
ADMIN = reverse("wagtailadmin_home")


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def yann(idp):
    idp.people["sub-yann"] = {"email": "yann@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-yann"
    someone = PersonFactory(staff_number="00007", email="yann@exemple.fr")
    someone.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    someone.set_password(PASSWORD)
    someone.save()
    return informed(someone)


@pytest.fixture
def second_factor(yann):
    TOTP.activate(yann, generate_totp_secret())


@pytest.fixture
def known(yann):
    """To the provider, since before their account was opened here."""
    yann.set_unusable_password()
    yann.save()


STRONG = [{"acr": "eidas2"}, {"amr": ["pwd", "mfa"]}]
WEAK = [{}, {"acr": "eidas1"}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"acr": ["eidas2"]}]


@pytest.mark.parametrize("claims", STRONG)
def test_two_factors_there_are_enough(
    register, traveller, known, second_factor, idp, client, signed_in, claims
):
    register(strong=["eidas2", "mfa"])
    idp.token_claims = claims
    traveller.sign_in()

    assert signed_in() == "00007"
    assert client.get(ADMIN).status_code == 200


@pytest.mark.parametrize("claims", STRONG)
def test_whoever_proved_two_factors_there_need_not_set_one_up(
    register, traveller, known, idp, client, claims
):
    register(strong=["eidas2", "mfa"])
    idp.token_claims = claims
    traveller.sign_in()

    assert not Authenticator.objects.exists()
    assert client.get(ADMIN).status_code == 200


@pytest.mark.parametrize("claims", STRONG)
def test_a_provider_that_an_administrator_made_up_proves_nothing_of_an_open_account(
    register, traveller, yann, idp, client, claims
):
    """Whoever may describe a provider may describe one that says what they like."""
    register(strong=["eidas2", "mfa"])
    idp.token_claims = claims
    traveller.sign_in()

    assert client.get(ADMIN)["Location"].startswith(reverse("mfa_index"))


@pytest.mark.parametrize("claims", WEAK)
def test_one_factor_there_asks_for_one_of_ours(
    register, traveller, yann, second_factor, idp, signed_in, claims
):
    register(strong=["eidas2", "mfa"])
    idp.token_claims = claims
    back = traveller.sign_in()

    assert back["Location"] == reverse("mfa_authenticate")
    assert signed_in() is None


def test_without_a_second_factor_the_administration_stays_shut(register, traveller, yann, client):
    register(strong=["eidas2"])
    traveller.sign_in()

    assert client.get(ADMIN)["Location"].startswith(reverse("mfa_index"))


def test_only_the_signed_token_says_how_somebody_proved_who_they_are(
    register, traveller, yann, second_factor, idp, signed_in
):
    """What is asked for afterwards may be plain JSON."""
    register(strong=["eidas2"])
    idp.people["sub-yann"] |= {"acr": "eidas2", "amr": ["eidas2"]}
    traveller.sign_in()

    assert signed_in() is None


def test_nothing_counts_as_two_factors_unless_the_organisation_says_so(
    register, traveller, yann, second_factor, idp, signed_in
):
    register()
    idp.token_claims = {"acr": "eidas3", "amr": ["mfa"]}
    traveller.sign_in()

    assert signed_in() is None


def test_two_factors_proved_there_do_not_serve_the_next_sign_in_with_a_password(
    register, traveller, yann, second_factor, idp, client, signed_in
):
    register(strong=["eidas2"])
    idp.token_claims = {"acr": "eidas2"}
    traveller.sign_in()
    client.post(reverse("people:logout"))
    client.post(reverse("people:login"), {"username": "00007", "password": PASSWORD})

    assert signed_in() is None


# --- Where passwords of ours open administrators' accounts only ------------------------------------


@pytest.fixture
def nadia():
    someone = PersonFactory(staff_number="00042", email="nadia@exemple.fr")
    someone.set_password(PASSWORD)
    someone.save()
    return informed(someone)


@pytest.mark.parametrize(("who_may", "opens"), [("everybody", True), ("administrators", False)])
def test_a_password_opens_an_agent_s_account_only_where_it_may(
    client, nadia, signed_in, settings, who_may, opens
):
    settings.PASSWORD_SIGN_IN = who_may
    sent = {"username": "00042", "password": PASSWORD}
    answer = client.post(reverse("people:login"), sent)

    assert (signed_in() == "00042") is opens
    if not opens:
        assert answer.status_code == 403
        assert says(answer, "Sign in through your organisation")


def test_an_administrator_comes_in_by_password_when_the_provider_is_down(
    client, yann, signed_in, settings
):
    settings.PASSWORD_SIGN_IN = "administrators"
    client.post(reverse("people:login"), {"username": "00007", "password": PASSWORD})

    assert signed_in() == "00007"


def test_agents_still_come_in_through_the_provider(
    register, traveller, nadia, idp, signed_in, settings
):
    settings.PASSWORD_SIGN_IN = "administrators"
    idp.people["sub-nadia"] = {"email": "nadia@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-nadia"
    register()
    traveller.sign_in()

    assert signed_in() == "00042"


def test_the_sign_in_page_has_a_button_for_each_provider_before_the_password(
    register, client, settings
):
    settings.PASSWORD_SIGN_IN = "administrators"
    register("premier")
    register("second")
    page = client.get(reverse("people:login"), {"next": "/entraide/"}).content.decode()
    buttons = [page.index(f"/oidc/{name}/connexion/") for name in ("premier", "second")]

    assert max(buttons) < page.index("<details") < page.index('name="password"')
    assert page.count('value="/entraide/"') >= 3
    folded = page[page.index("<details") : page.index("</details>", page.index('name="password"'))]
    for way in ("people:password_reset", "people:open_account"):
        assert reverse(way) in page.replace(folded, "")


def test_signing_out_leads_on_to_the_provider_only_where_it_is_wanted(
    register, traveller, nadia, idp, client, signed_in
):
    idp.people["sub-nadia"] = {"email": "nadia@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-nadia"
    app = register()
    traveller.sign_in()
    assert client.post(reverse("people:logout")).status_code == 302
    app.settings |= {"sign_out": True}
    app.save()
    traveller.sign_in()
    page = client.post(reverse("people:logout")).content.decode()

    assert signed_in() is None
    assert f"{idp.url}/end?id_token_hint=" in page
    assert "post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Fcompte%2Fconnexion%2F" in page


def test_signing_out_works_where_the_provider_is_down(
    register, traveller, nadia, idp, client, signed_in
):
    idp.people["sub-nadia"] = {"email": "nadia@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-nadia"
    register(sign_out=True)
    traveller.sign_in()
    cache.clear()
    idp.faults = {Fault.BROKEN}
    answer = client.post(reverse("people:logout"))

    assert answer.status_code == 302
    assert signed_in() is None
