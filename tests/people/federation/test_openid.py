"""Signing in through an OpenID Connect provider that does well, and through one that does not."""

import json
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from people.enums import OpeningCause
from people.federation.environment import provider_settings
from people.models import AccountOpening, Person
from tests.identity.oidc import CLIENT_ID, CLIENT_SECRET, Fault
from tests.people.factories import PersonFactory
from tests.people.federation.conftest import says


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.may_write,  # the protocol has the browser come back by GET, signed in
]


@pytest.fixture
def nadia(idp):
    idp.people["sub-nadia"] = {"email": "nadia@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-nadia"
    return PersonFactory(staff_number="00042", email="nadia@exemple.fr")


def test_somebody_of_the_staff_list_signs_in_and_comes_where_they_were_going(
    register, traveller, nadia, signed_in
):
    register()
    back = traveller.sign_in(next="/entraide/")

    assert (back.status_code, back["Location"]) == (302, "/entraide/")
    assert signed_in() == "00042"
    assert Person.objects.count() == 1


def test_the_provider_is_asked_with_pkce_a_nonce_a_long_state_and_our_own_address(
    register, traveller, nadia, idp
):
    register()
    traveller.sign_in()
    parameters = dict(idp.heard)["/authorize"]

    assert parameters["code_challenge_method"] == "S256"
    assert len(parameters["code_challenge"]) == 43
    assert min(len(parameters["state"]), len(parameters["nonce"])) >= 32  # ProConnect's minimum
    assert (
        parameters["redirect_uri"]
        == "http://127.0.0.1:8000/compte/federation/oidc/ailleurs/retour/"
    )
    assert dict(idp.heard)["/token"]["code_verifier"] not in parameters.values()


REFUSED = [
    Fault.ISSUER, Fault.AUDIENCE, Fault.AUDIENCES, Fault.SUBJECT, Fault.EXPIRED, Fault.FUTURE,
    Fault.NONCE, Fault.NO_NONCE, Fault.UNSIGNED, Fault.CONFUSED, Fault.SHARED, Fault.FORGED,
    Fault.UNKNOWN_KEY, Fault.NO_ID_TOKEN, Fault.OTHER_USERINFO,
]  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_wrong_with_the_tokens_signs_nobody_in(
    register, traveller, nadia, idp, signed_in, fault
):
    register()
    idp.faults = {fault}
    page = traveller.sign_in()

    assert page.status_code == 400
    assert says(page, "Sign-in through %(provider_name)s was not completed")
    assert signed_in() is None
    assert not SocialAccount.objects.exists()


SIGNED_AND_WRONG = [Fault.PLAIN_USERINFO, Fault.FORGED_USERINFO, Fault.USERINFO_AUDIENCE]


@pytest.mark.parametrize("fault", [None, *SIGNED_AND_WRONG])
def test_userinfo_that_must_be_signed_is_read_only_when_it_is_well_signed(
    register, traveller, nadia, idp, signed_in, fault
):
    register(signed_userinfo=True)
    idp.signs_userinfo = True
    idp.faults = {fault} - {None}
    traveller.sign_in()

    assert signed_in() == (None if fault else "00042")


def test_signed_userinfo_is_verified_even_where_nobody_demands_it(
    register, traveller, nadia, idp, signed_in
):
    register()
    idp.signs_userinfo, idp.faults = True, {Fault.FORGED_USERINFO}
    traveller.sign_in()

    assert signed_in() is None


@pytest.mark.parametrize(
    "change", [("state", "another"), ("state", None), ("iss", "https://other")]
)
def test_an_answer_to_another_question_signs_nobody_in(
    register, traveller, nadia, idp, client, signed_in, change
):
    register()
    address = traveller.arrive(traveller.leave())
    query = dict(part.split("=") for part in address.query.split("&")) | dict([change])
    page = client.get(address.path, {name: value for name, value in query.items() if value})

    assert page.status_code == 400
    assert signed_in() is None
    assert idp.times_heard("/token") == 0


def test_an_answer_serves_once_and_in_the_browser_that_asked(
    register, traveller, nadia, client, signed_in, idp
):
    register()
    address = traveller.arrive(traveller.leave())
    stranger = client.__class__()
    assert stranger.get(f"{address.path}?{address.query}").status_code == 400
    assert "_auth_user_id" not in stranger.session

    assert traveller.come_back(address).status_code == 302
    client.post(reverse("people:logout"))
    assert traveller.come_back(address).status_code == 400
    assert signed_in() is None


def test_a_stolen_code_is_worth_nothing_in_another_session(
    register, traveller, nadia, client, signed_in
):
    """The attacker gives the victim's code with a state of their own: PKCE refuses it."""
    register()
    stolen = traveller.arrive(traveller.leave())
    code = stolen.query.split("code=")[1].split("&")[0]
    own = traveller.arrive(traveller.leave())
    state = own.query.split("state=")[1].split("&")[0]
    page = client.get(own.path, {"code": code, "state": state})

    assert page.status_code == 400
    assert signed_in() is None


def test_a_new_key_is_asked_for_once(register, traveller, nadia, client, idp, signed_in):
    register()
    traveller.sign_in()
    client.post(reverse("people:logout"))
    idp.rotate_keys()
    traveller.sign_in()

    assert signed_in() == "00042"
    assert idp.times_heard("/jwks") == 2
    client.post(reverse("people:logout"))
    idp.faults = {Fault.UNKNOWN_KEY}
    traveller.sign_in()
    assert signed_in() is None
    assert idp.times_heard("/jwks") == 3


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.NOT_JSON])
def test_a_provider_that_is_down_is_said_so_and_whoever_is_signed_in_stays(
    register, traveller, nadia, idp, client, signed_in, fault
):
    register()
    traveller.sign_in()
    cache.clear()
    idp.faults = {fault}
    page = traveller.leave()

    assert page.status_code == 503
    assert says(page, "%(provider_name)s does not answer")
    assert signed_in() == "00042"
    assert client.get(reverse("people:my_data")).status_code == 200


def test_the_first_sign_in_through_a_provider_of_the_administration_seals_an_open_account(
    register, traveller, nadia, client
):
    """Decision 19: an administrator might have described a provider that says what they like."""
    register()
    traveller.sign_in()
    first = AccountOpening.objects.get(person=nadia)
    page = client.get(reverse("people:reopened"), headers={"accept-language": "en"})
    client.post(reverse("people:logout"))
    traveller.sign_in()

    assert (first.cause, first.invitation) == (OpeningCause.NEW_IDENTITY, None)
    assert "through a sign-in service that was new to it" in page.content.decode()
    assert AccountOpening.objects.get().trusted_before == first.trusted_before


@pytest.fixture
def of_the_environment(idp, settings):
    described = {
        "id": "ailleurs",
        "name": "Mon Agence",
        "issuer": idp.url,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }
    settings.SOCIALACCOUNT_PROVIDERS = provider_settings(json.dumps([described]), "")


def test_a_provider_of_the_environment_seals_nothing(
    of_the_environment, traveller, nadia, signed_in
):
    traveller.sign_in()

    assert signed_in() == "00042"
    assert not AccountOpening.objects.exists()


@pytest.mark.parametrize("changed", ["address_changed_at", "number_changed_at"])
@pytest.mark.parametrize(("days", "seals"), [(29, True), (31, False)])
def test_a_provider_that_finds_somebody_by_a_new_address_or_number_seals(
    of_the_environment, traveller, nadia, changed, days, seals
):
    """Whoever may change the staff list could give their own address or number to somebody else."""
    setattr(nadia, changed, timezone.now() - timedelta(days=days))
    nadia.save()
    traveller.sign_in()

    assert AccountOpening.objects.exists() is seals


def test_nor_does_a_first_sign_in_of_somebody_who_was_never_here(register, traveller, nadia):
    nadia.set_unusable_password()
    nadia.save()
    register()
    traveller.sign_in()

    assert not AccountOpening.objects.exists()


def test_a_provider_that_goes_down_on_the_way_is_said_so(
    register, traveller, nadia, idp, signed_in
):
    register()
    address = traveller.arrive(traveller.leave())
    idp.faults = {Fault.BROKEN}

    assert traveller.come_back(address).status_code == 503
    assert signed_in() is None


def test_a_slow_provider_is_not_waited_for(register, traveller, nadia, idp, settings):
    register()
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.1
    idp.delay = 0.4

    assert traveller.leave().status_code == 503


@pytest.mark.parametrize("fault", [Fault.DISCOVERY, Fault.HTTP_ENDPOINT])
def test_a_description_that_leads_elsewhere_is_not_followed(register, traveller, nadia, idp, fault):
    register()
    idp.faults = {fault}

    assert traveller.leave().status_code == 400
    assert idp.times_heard("/token") == 0


def test_the_client_s_secret_is_sent_nowhere_else(register, traveller, nadia, idp, signed_in):
    register()
    idp.faults = {Fault.MOVES}
    traveller.sign_in()

    assert signed_in() is None
    assert idp.times_heard("/elsewhere") == 0


def test_whoever_gives_up_at_the_provider_comes_back_to_a_calm_page(
    register, traveller, nadia, idp, signed_in
):
    register()
    idp.faults = {Fault.REFUSES}
    page = traveller.sign_in()

    assert page.status_code == 200
    assert says(page, "You have not signed in")
    assert signed_in() is None


@pytest.mark.parametrize(
    "target", ["//evil.example", "https:evil.example", "/\\evil.example", "javascript:alert(1)",
               "https://testserver@evil.example/", "/%0d%0aevil"],
)  # fmt: skip
def test_the_way_back_stays_on_this_site(register, traveller, nadia, target):
    register()
    back = traveller.sign_in(next=target)

    assert back["Location"] in {"/", "/%0d%0aevil"}  # the last is an address of ours, and escaped


@pytest.mark.parametrize("extra", ["scope=admin", "auth_params=prompt%3Dnone", "process=connect"])
def test_the_browser_does_not_decide_how_the_provider_is_asked(
    register, client, traveller, nadia, idp, extra
):
    register()
    page = client.post(f"{reverse('openid_connect_login', args=['ailleurs'])}?{extra}")
    back = traveller.come_back(traveller.arrive(page))
    parameters = dict(idp.heard)["/authorize"]

    assert set(parameters["scope"].split()) == {"openid", "profile", "email"}
    assert "prompt" not in parameters
    assert back["Location"] == "/"


def test_nothing_that_the_provider_said_is_kept(register, traveller, nadia, idp):
    idp.people["sub-nadia"] |= {"birthdate": "1980-01-01", "roles": ["administrator"]}
    register()
    traveller.sign_in()
    tie = SocialAccount.objects.get()

    assert tie.extra_data == {}
    assert "sub-nadia" not in tie.uid
    assert not SocialToken.objects.exists()
    assert not nadia.groups.exists()


def test_the_log_names_nobody(register, traveller, nadia, idp, caplog):
    register()
    idp.faults = {Fault.NONCE}
    traveller.sign_in()
    idp.faults, idp.people["sub-nadia"]["email_verified"] = set(), False
    traveller.sign_in()
    written = caplog.text

    assert "reason=Refused: nonce" in written
    assert "reason=unverified_address" in written
    assert not [word for word in ("nadia", "00042", "eyJ") if word in written]


def test_the_session_gets_a_new_key(register, traveller, nadia, client):
    register()
    address = traveller.arrive(traveller.leave())
    before = client.session.session_key
    traveller.come_back(address)

    assert client.session.session_key != before


def test_proconnect_is_asked_for_its_levels_and_its_end(register, traveller, nadia, idp, client):
    register(acr_values="eidas1", asked_claims={"id_token": {"amr": {"essential": True}}})
    traveller.sign_in()
    parameters = dict(idp.heard)["/authorize"]

    assert (parameters["acr_values"], parameters["client_id"]) == ("eidas1", CLIENT_ID)
    assert parameters["claims"] == '{"id_token": {"amr": {"essential": true}}}'
