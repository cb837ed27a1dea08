"""Identity providers in the administration: who sets them up, what is kept, what is not shown."""

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from people.federation.environment import NO_ADDRESS, NO_CERTIFICATE, NO_ENTITY, NOT_XML
from people.federation.forms import METADATA_FAULTS
from people.models import SettingChange
from tests.identity import oidc, saml
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db
LIST = reverse("people_sign_in:providers")
SECRET = "un-secret-que-personne-ne-revoit"
OPENID = {
    "name": "ProConnect",
    "provider_id": "proconnect",
    "issuer": "https://auth.example.fr/api/v2",
    "client_id": "abc",
    "secret": SECRET,
    "scopes": "email siret openid",
    "match": "email",
    "claim": "email",
    "trusted_domains": "exemple.fr\r\n\r\n autre.fr ",
    "require": "siret=13002526500013\nsiret=2",
    "strong": "eidas2\nmfa",
    "ask_amr": "on",
    "signed_userinfo": "on",
}
SAML = {
    "name": "ADFS",
    "provider_id": "adfs",
    "metadata": saml.metadata(),
    "match": "staff_number",
    "claim": "matricule",
}


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def added(admin):
    admin.post(reverse("people_sign_in:add_openid"), OPENID)
    return SocialApp.objects.get()


def page_of(app):
    return reverse("people_sign_in:provider", args=[app.pk])


def test_a_described_provider_is_stored_as_rules(added):
    assert (added.provider, added.provider_id, added.client_id) == (
        "openid_connect",
        "proconnect",
        "abc",
    )
    assert added.settings["scopes"] == ["openid", "email", "siret"]
    assert added.settings["trusted_domains"] == ["exemple.fr", "autre.fr"]
    assert added.settings["require"] == {"siret": ["13002526500013", "2"]}
    assert added.settings["asked_claims"] == {"id_token": {"amr": {"essential": True}}}


def test_the_secret_is_sealed_never_shown_and_kept_when_it_is_left_empty(added, admin):
    page = admin.get(page_of(added)).content.decode()
    stored = str(SocialApp.objects.values().get())
    before = added.settings["sealed_secret"]
    admin.post(page_of(added), OPENID | {"secret": "", "name": "Autre nom"})
    added.refresh_from_db()

    assert SECRET not in page + stored
    assert before not in page
    assert (added.name, added.settings["sealed_secret"]) == ("Autre nom", before)


def test_a_saved_provider_signs_people_in_and_its_page_says_what_to_enter_there(
    admin, client, administrator, idp
):
    posted = OPENID | {
        "issuer": idp.url, "client_id": oidc.CLIENT_ID, "secret": oidc.CLIENT_SECRET, "is_open": "on",
    }  # fmt: skip
    answer = admin.post(reverse("people_sign_in:add_openid"), posted)
    page = admin.get(answer["Location"]).content.decode()
    client.logout()
    leads_on = client.post(reverse("openid_connect_login", args=["proconnect"]))

    assert "http://127.0.0.1:8000/compte/federation/oidc/proconnect/retour/" in page
    assert leads_on.status_code == 200


def test_saml_metadata_are_read_when_they_are_pasted(admin):
    admin.post(reverse("people_sign_in:add_saml"), SAML)

    assert SocialApp.objects.get().settings["issuer"] == saml.ENTITY_ID


def test_a_provider_is_off_until_its_box_is_ticked_and_one_from_before_stays_shown(added, admin):
    door, login = reverse("openid_connect_login", args=["proconnect"]), reverse("people:login")
    adding = admin.get(reverse("people_sign_in:add_openid"))
    assert not adding.context["form"]["is_open"].value()
    pattern = reverse("openid_connect_callback", args=["short-name"]).partition("short-name")
    assert pattern[0] in adding.context["form"]["provider_id"].help_text
    assert "Leave empty" not in adding.context["form"]["secret"].help_text

    def is_shown(**changes):
        SocialApp.objects.update(settings=changes)
        assert admin.get(page_of(added)).context["form"]["is_open"].value() is (changes != OFF)
        return door in Client().get(login).content.decode()

    OFF = {"is_open": False}  # noqa: N806
    assert added.settings["is_open"] is False
    assert not is_shown(**OFF)
    assert is_shown(is_open=True)
    assert is_shown()


WITHOUT_CERTIFICATE = saml.metadata().replace("KeyDescriptor", "Extensions")
NOT_PROTECTED = saml.metadata().replace("https://idp.exemple.fr/saml/sso", "http://idp.exemple.fr/")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<x/>", NO_ENTITY),
        ("pas du XML", NOT_XML),
        (WITHOUT_CERTIFICATE, NO_CERTIFICATE),
        (NOT_PROTECTED, NO_ADDRESS),
        ("<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>", NOT_XML),
    ],
)
def test_other_metadata_are_refused_and_what_they_lack_is_said(admin, text, fault):
    answer = admin.post(reverse("people_sign_in:add_saml"), SAML | {"metadata": text})

    assert answer.context["form"].errors["metadata"] == [str(METADATA_FAULTS[fault])]
    assert not SocialApp.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "http://auth.example.fr"},
        {"issuer": "javascript:alert(1)"},
        {"issuer": "https://169.254.169.254"},
        {"issuer": "https://[::ffff:10.0.0.1]"},
        {"issuer": "https://auth.example.fr:8443"},
        {"issuer": "https://who:secret@auth.example.fr"},
        {"secret": ""},
        {"provider_id": "avec espace"},
        {"provider_id": ""},
        {"require": "siret"},
        {"match": "name"},
        {"claim": ""},
    ],
)
def test_what_cannot_work_is_refused(admin, wrong):
    answer = admin.post(reverse("people_sign_in:add_openid"), OPENID | wrong)

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert not SocialApp.objects.exists()


def test_two_providers_of_any_kind_do_not_share_a_short_name(added, admin):
    answer = admin.post(
        reverse("people_sign_in:add_saml"), SAML | {"provider_id": added.provider_id}
    )

    assert "provider_id" in answer.context["form"].errors
    assert SocialApp.objects.count() == 1


def test_the_short_name_does_not_change_afterwards(added, admin):
    admin.post(page_of(added), OPENID | {"provider_id": "autre"})
    added.refresh_from_db()

    assert added.provider_id == "proconnect"


@pytest.fixture
def nadia_came(added):
    nadia = PersonFactory(staff_number="00042")
    SocialAccount.objects.create(user=nadia, provider="proconnect", uid="x")
    return nadia


def test_the_log_of_settings_says_who_changed_a_provider_and_no_secret(added, admin, administrator):
    admin.post(page_of(added), OPENID | {"secret": "tout neuf", "is_open": "on"})
    admin.post(page_of(added), OPENID | {"secret": "", "is_open": "on"})  # as it is
    admin.post(reverse("people_sign_in:delete", args=[added.pk]))

    changes = SettingChange.objects.order_by("pk")
    assert {change.changed_by for change in changes} == {administrator}
    kept = [change.value for change in changes]
    assert [value.get("is_open") for value in kept] == [False, True, None]
    assert set(kept[1]["fields"]) == {"sealed_secret", "is_open"}
    assert "neuf" not in str(kept)
    shown = admin.get(reverse("settings_admin:history"), headers={"accept-language": "en"}).text
    assert shown.count(f"Sign-in service: {OPENID['name']}") == 3
    assert "shown on the sign-in page (Show on the sign-in page, Client secret)" in shown


def test_another_issuer_knows_nobody_yet(added, admin, nadia_came):
    admin.post(page_of(added), OPENID | {"name": "Autre nom"})
    assert SocialAccount.objects.exists()
    admin.post(page_of(added), OPENID | {"issuer": "https://other.example.fr"})

    assert not SocialAccount.objects.exists()


def test_removing_a_provider_forgets_who_came_through_it_and_keeps_their_accounts(
    added, admin, nadia_came
):
    remove = reverse("people_sign_in:delete", args=[added.pk])
    page = BeautifulSoup(admin.get(page_of(added)).content, "html.parser")
    assert page.select(f'details.confirm form[action="{remove}"]')
    admin.post(remove)

    assert not SocialApp.objects.exists()
    assert not SocialAccount.objects.exists()
    nadia_came.refresh_from_db()


def test_somebody_with_another_identity_is_found_anew(added, admin, nadia_came):
    untie = reverse("people_sign_in:untie")
    for provider, number in (("proconnect", "00043"), ("autre", "00042")):
        admin.post(untie, {"provider": provider, "staff_number": number})
        assert SocialAccount.objects.exists()
    admin.post(untie, {"provider": "proconnect", "staff_number": "00042"})

    assert not SocialAccount.objects.exists()


def test_the_list_shows_those_of_the_environment_and_lets_nobody_change_them(admin, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {"provider_id": "env", "name": "Du serveur", "client_id": "x", "secret": SECRET,
                 "settings": {"issuer": "https://idp.example.fr"}}
            ]
        }
    }  # fmt: skip
    page = admin.get(LIST).content.decode()

    assert "Du serveur" in page
    assert "https://idp.example.fr" in page
    assert SECRET not in page


def test_the_menu_shows_it_to_administrators_alone(client, administrator, editor):
    found = {}
    for someone in (administrator, editor):
        client.force_login(someone)
        found[someone] = LIST in client.get(reverse("wagtailadmin_home")).content.decode()

    assert found == {administrator: True, editor: False}
