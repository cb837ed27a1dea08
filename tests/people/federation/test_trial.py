"""An administrator tries a provider: each step is told, nothing is stored, nobody is signed in."""

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.identity.oidc import Fault
from tests.people.factories import PersonFactory
from tests.people.federation.conftest import GOES_ON


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.may_write,  # the protocol has the browser come back by GET
]


@pytest.fixture
def try_it(register, traveller, administrator):
    app = register()
    traveller.client.force_login(administrator)

    def go():
        page = traveller.client.post(reverse("people_sign_in:try", args=[app.pk]))
        if not GOES_ON.search(page.content.decode()):
            return page
        assert len(steps(page)) == 1  # told before anybody leaves
        return traveller.come_back(traveller.arrive(page))

    return go


def steps(page):
    items = BeautifulSoup(page.content, "html.parser").select("main ol > li")
    return [item.get_text(" ", strip=True) for item in items]


def test_every_step_is_told_and_the_administrator_stays_who_they_are(
    try_it, idp, signed_in, administrator
):
    idp.people["sub-nadia"] = {"email": "nadia@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-nadia"
    nadia = PersonFactory(email="nadia@exemple.fr")

    page = try_it()

    assert page.status_code == 200
    told = steps(page)
    assert len(told) == 5
    assert str(nadia) in told[3]
    assert "email_verified" in told[2]
    assert "no-store" in page["Cache-Control"]
    assert signed_in() == administrator.staff_number
    assert not SocialAccount.objects.exists()


def test_it_finds_the_account_that_is_tied_and_writes_nothing_in_the_tie(
    try_it, idp, signed_in, administrator
):
    idp.people["sub-nadia"] = {"email": "nadia@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-nadia"
    nadia = PersonFactory(email="nadia@exemple.fr")
    app = SocialApp.objects.get()
    SocialAccount.objects.create(user=nadia, provider=app.provider_id, uid="sub-nadia")
    before = SocialAccount.objects.values().get()

    assert str(nadia) in steps(try_it())[3]
    assert SocialAccount.objects.values().get() == before


@pytest.mark.parametrize(
    ("fault", "told"), [(Fault.ISSUER, 3), (Fault.EXPIRED, 3), (Fault.NONCE, 3), (None, 4)]
)
def test_it_stops_at_the_first_step_that_fails(try_it, idp, fault, told):
    idp.people["sub-x"] = {"email": "personne@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-x"
    idp.faults = {fault} if fault else set()

    assert len(steps(try_it())) == told


def test_a_provider_that_does_not_answer_is_told_at_once(register, client, administrator, settings):
    app = register()
    app.settings["issuer"] = "http://127.0.0.1:9"
    app.save()
    client.force_login(administrator)

    page = client.post(reverse("people_sign_in:try", args=[app.pk]))

    (told,) = steps(page)
    assert "ConnectionError" not in told
    assert "DNS" in told
    assert not GOES_ON.search(page.content.decode())


def test_a_provider_that_is_off_is_tried_and_signs_nobody_in(
    register, traveller, idp, signed_in, administrator, client
):
    idp.people["sub-nadia"] = {"email": "nadia@exemple.fr", "email_verified": True}
    idp.signed_in = "sub-nadia"
    PersonFactory(email="nadia@exemple.fr", staff_number="00042")
    app = register(is_open=False)
    door = reverse("openid_connect_login", args=[app.provider_id])
    assert door not in client.get(reverse("people:login")).content.decode()
    assert traveller.leave().status_code == 404
    SocialApp.objects.update(settings=app.settings | {"is_open": True})
    address = traveller.arrive(traveller.leave())
    app.save()  # it is off again before the browser comes back
    assert traveller.come_back(address).status_code == 403
    assert signed_in() is None
    assert not SocialAccount.objects.exists()

    client.force_login(administrator)
    page = client.post(reverse("people_sign_in:try", args=[app.pk]))
    assert len(steps(traveller.come_back(traveller.arrive(page)))) == 5


def test_the_way_back_of_a_trial_is_nothing_for_anybody_else(
    register, traveller, administrator, idp, client, person
):
    idp.people["sub-nadia"] = {"email": person.email, "email_verified": True}
    idp.signed_in = "sub-nadia"
    app = register()
    client.force_login(administrator)
    address = traveller.arrive(client.post(reverse("people_sign_in:try", args=[app.pk])))
    administrator.groups.clear()

    assert client.get(f"{address.path}?{address.query}").status_code == 404
    client.force_login(person)
    assert client.post(reverse("people_sign_in:try", args=[app.pk])).status_code in (302, 404)
