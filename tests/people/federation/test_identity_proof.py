"""What a sign-in through a provider proves of who somebody is, and whose keys go with it."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from people.actions.accounts import invite, open_account
from people.enums import IdentityProof, Role
from people.federation.environment import provider_settings
from people.models import OpenSession, Person
from tests.identity.oidc import CLIENT_ID, CLIENT_SECRET
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory, informed


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.may_write,  # the protocol has the browser come back by GET, signed in
]
PASSWORD = "quatre mots vont bien ensemble"


@pytest.fixture
def nadia(idp):
    idp.people["sub-nadia"] = {"email": "nadia@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-nadia"
    person = PersonFactory(
        staff_number="00042", email="nadia@exemple.fr", identity_proven_at=None, identity_proof=""
    )
    person.set_unusable_password()
    person.save()
    return informed(person)


@pytest.fixture
def opened_by_another(nadia):
    """With a code that somebody else printed, and a passkey and a session of theirs."""
    code = invite(person=nadia, by=PersonFactory())
    open_account(staff_number="00042", code=code, password=PASSWORD)
    OpenSession.objects.create(person=nadia, session_key="theirs")
    return nadia


def proof_of(person):
    return Person.objects.values_list("identity_proof", flat=True).get(pk=person.pk)


def test_the_first_sign_in_proves_it(register, traveller, nadia):
    register()

    traveller.sign_in()

    assert proof_of(nadia) == IdentityProof.SINGLE_SIGN_ON


def test_a_provider_that_an_administrator_who_reads_figures_described_proves_nothing(
    register, traveller, nadia
):
    register()
    administrator = PersonFactory()
    administrator.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    PositionFactory(person=administrator, team=TeamFactory(), is_manager=True)

    traveller.sign_in()

    assert proof_of(nadia) == ""


def test_nor_does_one_that_found_them_by_an_address_of_lately(register, traveller, nadia):
    register()
    Person.objects.filter(pk=nadia.pk).update(address_changed_at=timezone.now())

    traveller.sign_in()

    assert proof_of(nadia) == ""


def test_what_somebody_else_opened_the_account_with_opens_it_no_more(
    settings, idp, traveller, opened_by_another
):
    described = {"id": "ailleurs", "name": "Mon Agence", "issuer": idp.url}
    described |= {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    settings.SOCIALACCOUNT_PROVIDERS = provider_settings(json.dumps([described]), "")

    traveller.sign_in()

    opened_by_another.refresh_from_db()
    assert opened_by_another.identity_proof == IdentityProof.SINGLE_SIGN_ON
    assert not opened_by_another.has_usable_password()
    assert not OpenSession.objects.filter(session_key="theirs").exists()
    assert traveller.client.get(reverse("people:my_data")).status_code == 200


def test_whose_second_factor_is_asked_for_and_not_given_proves_nothing(
    register, traveller, opened_by_another
):
    register()
    Authenticator.objects.create(
        user=opened_by_another, type=Authenticator.Type.TOTP, data={"secret": "x"}
    )

    traveller.sign_in()

    assert proof_of(opened_by_another) == ""
