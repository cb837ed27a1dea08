"""Whom an identity opens an account for: somebody of the staff list, and only the one it names."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from core.dates import today
from people.actions.federation import unlink_identities
from people.models import Person
from tests.identity import oidc
from tests.people.factories import PersonFactory
from tests.people.federation.conftest import says


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.may_write,  # the protocol has the browser come back by GET, signed in
]
NOT_HERE = "Your identity is in order, but it opens no account here"
BY_NUMBER = {"match": "staff_number", "claim": "employee_number"}


@pytest.fixture
def nadia():
    return PersonFactory(staff_number="00042", email="nadia@exemple.fr")


@pytest.fixture
def says_who(idp):
    """The provider vouches for this identity at the next sign-in."""

    def set_claims(subject="sub-1", **claims):
        idp.people[subject] = claims
        idp.signed_in = subject

    return set_claims


def verified(address):
    return {"email": address, "email_verified": True}


def without_frame(page):
    """The page's own words: around them stand tokens that change each time."""
    return re.search(rb"<main.*</main>", page.content, re.DOTALL)[0]


REFUSED_ADDRESSES = [
    verified("inconnue@exemple.fr"),
    verified("nadia+x@exemple.fr"),  # plus is part of the address
    verified("nadia@exemple.fr.evil.example"),
    verified("nadıa@exemple.fr"),  # a dotless i, of which databases make an I
    verified("nadia@exemple.fr "),
    verified("nadia@ex%"),
    verified(["nadia@exemple.fr", "autre@exemple.fr"]),
    verified(""),
    {"email": "nadia@exemple.fr", "email_verified": False},
    {"email": "nadia@exemple.fr", "email_verified": "true"},  # a text is not a promise
    {"email": "nadia@exemple.fr"},
    {"preferred_username": "nadia@exemple.fr", "email_verified": True},
    {},
]


@pytest.mark.postgresql  # which folds more letters than SQLite does
@pytest.mark.parametrize("claims", REFUSED_ADDRESSES)
def test_an_address_must_be_the_very_same_and_verified(
    register, traveller, nadia, says_who, signed_in, claims
):
    register()
    says_who(**claims)
    page = traveller.sign_in()

    assert page.status_code == 403
    assert says(page, NOT_HERE)
    assert signed_in() is None
    assert Person.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_capital_letters_of_an_address_do_not_matter(
    register, traveller, nadia, says_who, signed_in
):
    register()
    says_who(**verified("Nadia@Exemple.FR"))
    traveller.sign_in()

    assert signed_in() == "00042"


@pytest.mark.parametrize(
    ("domain", "opens"), [("exemple.fr", True), ("Exemple.fr", True), ("mple.fr", False)]
)
def test_a_provider_is_believed_for_the_domains_that_it_is_trusted_with(
    register, traveller, nadia, says_who, signed_in, domain, opens
):
    register(trusted_domains=[domain])
    says_who(email="nadia@exemple.fr", email_verified=False)
    traveller.sign_in()

    assert signed_in() == ("00042" if opens else None)


@pytest.mark.parametrize(
    ("number", "opens"),
    [("00042", True), ("42", False), (42, False), ("00042 ", False), ("", False), (None, False)],
)
def test_a_staff_number_must_be_the_very_same(
    register, traveller, nadia, says_who, signed_in, number, opens
):
    register(**BY_NUMBER)
    says_who(employee_number=number, **verified("nadia@exemple.fr"))
    traveller.sign_in()

    assert signed_in() == ("00042" if opens else None)


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"employed_until": today() - timedelta(days=1)}]
)
@pytest.mark.parametrize("has_come_before", [False, True])
def test_whoever_has_left_does_not_come_back(
    register, traveller, nadia, says_who, signed_in, client, fields, has_come_before
):
    register()
    says_who(**verified("nadia@exemple.fr"))
    if has_come_before:
        traveller.sign_in()
        client.post(reverse("people:logout"))
    Person.objects.filter(pk=nadia.pk).update(**fields)
    page = traveller.sign_in()

    assert page.status_code == 403
    assert signed_in() is None


def test_the_page_says_the_same_whatever_the_reason(register, traveller, nadia, says_who):
    register()
    pages = []
    for claims in (verified("inconnue@exemple.fr"), {"email": "nadia@exemple.fr"}):
        says_who(**claims)
        pages.append(without_frame(traveller.sign_in()))
    Person.objects.filter(pk=nadia.pk).update(is_active=False)
    says_who(**verified("nadia@exemple.fr"))
    pages.append(without_frame(traveller.sign_in()))

    assert pages[0] == pages[1] == pages[2]


def test_another_subject_of_the_same_provider_does_not_take_the_account_over(
    register, traveller, nadia, says_who, signed_in, client, caplog
):
    register()
    says_who("sub-nadia", **verified("nadia@exemple.fr"))
    traveller.sign_in()
    client.post(reverse("people:logout"))
    says_who("sub-mallory", **verified("nadia@exemple.fr"))
    page = traveller.sign_in()

    assert page.status_code == 403
    assert signed_in() is None
    assert "reason=other_subject" in caplog.text
    assert SocialAccount.objects.count() == 1


def test_a_second_provider_does_not_take_an_account_over_by_its_address(
    register, traveller, nadia, says_who, signed_in, client, caplog
):
    register("premier")
    register("second")
    says_who(**verified("nadia@exemple.fr"))
    traveller.sign_in("premier")
    client.post(reverse("people:logout"))
    page = traveller.sign_in("second")

    assert page.status_code == 403
    assert signed_in() is None
    assert "reason=other_provider" in caplog.text


def test_a_second_provider_that_knows_the_staff_number_opens_the_same_account(
    register, traveller, nadia, says_who, signed_in, client
):
    register("premier")
    register("second", **BY_NUMBER)
    says_who(employee_number="00042", **verified("nadia@exemple.fr"))
    traveller.sign_in("premier")
    client.post(reverse("people:logout"))
    traveller.sign_in("second")

    assert signed_in() == "00042"


def test_the_same_subject_of_another_issuer_is_somebody_else(
    register, traveller, nadia, says_who, signed_in, client, settings
):
    """The provider was replaced by another under the same name."""
    app = register()
    says_who("sub-nadia", **verified("nadia@exemple.fr"))
    traveller.sign_in()
    client.post(reverse("people:logout"))
    with oidc.provider() as other:
        other.people, other.signed_in = {"sub-nadia": {"email": "x@exemple.fr"}}, "sub-nadia"
        settings.OUTBOUND_PRIVATE_HOSTS = [urlsplit(other.url).netloc]
        app.settings |= {"issuer": other.url}
        app.save()
        traveller.sign_in()

    assert signed_in() is None


def test_an_untied_identity_is_tied_again_at_the_next_sign_in(
    register, traveller, nadia, says_who, signed_in, client
):
    register()
    says_who("sub-nadia", **verified("nadia@exemple.fr"))
    traveller.sign_in()
    client.post(reverse("people:logout"))
    says_who("sub-nadia-2", **verified("nadia@exemple.fr"))
    assert unlink_identities(provider="ailleurs", person=nadia) == 1
    traveller.sign_in()

    assert signed_in() == "00042"


def test_a_new_address_does_not_close_the_door(
    register, traveller, nadia, says_who, signed_in, client
):
    register()
    says_who(**verified("nadia@exemple.fr"))
    traveller.sign_in()
    client.post(reverse("people:logout"))
    says_who(**verified("nadia.benali@exemple.fr"))
    traveller.sign_in()

    assert signed_in() == "00042"


def test_a_staff_number_that_changed_hands_opens_nothing(
    register, traveller, nadia, says_who, signed_in, client, caplog
):
    register(**BY_NUMBER)
    says_who(employee_number="00042")
    traveller.sign_in()
    client.post(reverse("people:logout"))
    PersonFactory(staff_number="00043")
    says_who(employee_number="00043")
    traveller.sign_in()

    assert signed_in() is None
    assert "reason=other_staff_number" in caplog.text


@pytest.mark.parametrize(
    ("siret", "opens"), [("13002526500013", True), ("2", False), (None, False)]
)
def test_only_the_organisation_s_own_agents_come_in(
    register, traveller, nadia, says_who, signed_in, siret, opens
):
    register(require={"siret": ["13002526500013"]})
    says_who(siret=siret, **verified("nadia@exemple.fr"))
    traveller.sign_in()

    assert signed_in() == ("00042" if opens else None)


def test_no_role_comes_from_a_claim(register, traveller, nadia, says_who, client):
    register()
    says_who(roles=["administrator"], groups=["administrator"], **verified("nadia@exemple.fr"))
    traveller.sign_in()
    nadia.refresh_from_db()

    assert not nadia.groups.exists()
    assert not nadia.is_superuser
    assert client.get(reverse("people_admin:staff")).status_code == 302


def test_whoever_never_opened_their_account_signs_in_and_gets_no_password(
    register, traveller, nadia, says_who, signed_in
):
    nadia.set_unusable_password()
    nadia.save()
    register()
    says_who(**verified("nadia@exemple.fr"))
    traveller.sign_in()
    nadia.refresh_from_db()

    assert signed_in() == "00042"
    assert not nadia.has_usable_password()


def test_the_next_person_at_the_same_browser_is_another(
    register, traveller, nadia, says_who, signed_in
):
    PersonFactory(staff_number="00007", email="marc@exemple.fr")
    register()
    says_who("sub-nadia", **verified("nadia@exemple.fr"))
    traveller.sign_in()
    says_who("sub-marc", **verified("marc@exemple.fr"))
    traveller.sign_in()

    assert signed_in() == "00007"
