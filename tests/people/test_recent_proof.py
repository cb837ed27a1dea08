"""A session whose password was typed an hour ago: nothing grave comes of it, and nothing typed is lost."""

import html
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from people.actions.accounts import grant_role, revoke_role
from people.actions.federation import link_identity, unlink_identities
from people.actions.rights import record_file_handover
from people.actions.sign_in import print_invitation
from people.enums import AccountChange, NoticePurpose, Role
from people.models import Person, RoleChange
from tests.conftest import proved_before
from tests.people.factories import PersonFactory
from tests.people.totp import code_for


pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots vont bien ensemble"
AGAIN = reverse("account_reauthenticate")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
def nadia(db):
    return PersonFactory(email="nadia@exemple.fr")


@pytest.fixture
def yann(administrator, client):
    """An administrator, an hour after signing in."""
    administrator.set_password(PASSWORD)
    administrator.save()
    client.force_login(administrator)
    proved_before(client, minutes=60)
    return administrator


def roles_of(person):
    return reverse("people_admin:person_roles", args=[person.uuid])


GIVEN = {"role": Role.ADMINISTRATOR, "granted": "on"}


def kept_in(page):
    """What the page would send, in the order of its fields."""
    form = re.search(r'<form [^>]*class="form">(.*?)</form>', page, re.DOTALL)[1]
    fields = [(name, html.unescape(value)) for name, value in HIDDEN.findall(form)]
    return [field for field in fields if field[0] != "csrfmiddlewaretoken"]


def prove(client, asked):
    return client.post(asked.url, {"password": PASSWORD})


def test_a_script_in_an_administrator_s_open_session_gives_nobody_a_role(client, yann, nadia):
    """What it can send: the same forms, with the same cookies and the right token, as often as it likes."""
    for headers in ({}, {"HX-Request": "true"}, {"X-Requested-With": "XMLHttpRequest"}):
        for _each in range(2):
            client.post(roles_of(nadia), GIVEN, headers=headers)
    wrong = client.post(AGAIN, {"password": "guessed", "next": roles_of(nadia)})
    client.post(roles_of(nadia), GIVEN)

    assert wrong.status_code == 200
    assert not nadia.groups.exists()
    assert not RoleChange.objects.exists()


def test_the_password_alone_does_not_confirm_what_a_script_had_sent(client, yann, nadia, mails):
    """The page after it says what waits, and asks for one more click."""
    page = reverse("people_admin:person", args=[nadia.uuid])
    response = client.post(roles_of(nadia), GIVEN, headers={"Referer": f"http://testserver{page}"})
    shown = client.get(response.url).content.decode()
    one_more = prove(client, response).content.decode()

    assert "Donner ou retirer un rôle" in shown
    assert f'action="{roles_of(nadia)}"' in one_more
    assert f'href="{page}"' in one_more
    assert dict(kept_in(one_more)) == GIVEN
    assert not nadia.groups.exists()

    (message,) = mails(lambda: client.post(roles_of(nadia), GIVEN))
    assert nadia.groups.get().name == Role.ADMINISTRATOR
    assert message.to == ["nadia@exemple.fr"]
    assert str(Role.ADMINISTRATOR.label) in message.body


def test_what_was_typed_for_too_long_is_sent_after_all(client, yann):
    """A page that serves a grave act alone asks before it is shown, then once more if it stayed open."""
    address = reverse("notice_admin:notice", args=[NoticePurpose.HELP])
    assert client.get(address).url.startswith(AGAIN)
    assert prove(client, client.get(address)).url == address
    assert client.get(address).status_code == 200

    proved_before(client, minutes=11)
    typed = {"text_fr": "Nos propres mots.\n« Longs »", "anything": ["1", "2"]}
    response = prove(client, client.post(address, typed)).content.decode()
    assert kept_in(response) == [
        ("text_fr", typed["text_fr"]),
        ("anything", "1"),
        ("anything", "2"),
    ]


def test_a_secret_that_was_sent_waits_in_no_session(client, yann):
    address = reverse("people_sign_in:add_openid")
    response = client.post(address, {"name": "Mon Agence", "secret": "canary"})

    assert "canary" not in str(dict(client.session))
    assert prove(client, response).url == address


def test_a_file_of_names_is_offered_once_more_and_htmx_is_led_to_a_page(client, yann, manager):
    manager.set_password(PASSWORD)
    manager.save()
    client.force_login(manager)
    proved_before(client, minutes=11)
    table = reverse("learning:mandatory_table")
    led = client.get(table, {"etat": "late"}, headers={"HX-Request": "true"})
    assert (led.status_code, led["HX-Redirect"][: len(AGAIN)]) == (200, AGAIN)

    offered = prove(client, client.get(table, {"etat": "late"})).content.decode()
    assert f'method="get" action="{table}"' in offered
    assert kept_in(offered) == [("etat", "late")]
    assert client.get(table).status_code == 200


def test_a_proof_of_somebody_else_counts_for_nothing(client, yann, nadia):
    """Signed in one after the other in one browser, or written there by whoever sat at it before."""
    session = client.session
    session["account_authentication_methods_user"] = str(nadia.pk)
    session.save()
    proved_before(client, minutes=0)

    assert client.post(roles_of(nadia), GIVEN).url.startswith(AGAIN)


def test_who_has_nothing_to_prove_it_by_is_told_what_to_do(client, administrator):
    administrator.set_unusable_password()
    administrator.save()
    client.force_login(administrator)
    proved_before(client, minutes=11)
    for name in ("people_sign_in:add_openid", "mfa_add_webauthn"):
        response = client.get(reverse(name))
        assert response.url.startswith(reverse("prove_elsewhere"))
    assert client.get(response.url).status_code == 200


# --- Whom it concerns is told -------------------------------------------------------------------------------


def words(change):
    return " ".join(str(change.label).partition("%")[0].split())


def test_whom_a_grave_act_concerns_is_told_by_mail(client, nadia, administrator, mails):
    nadia.set_password(PASSWORD)
    nadia.save()
    client.force_login(nadia)
    changed = {
        "old_password": PASSWORD,
        "new_password1": "cinq autres mots bien choisis",
        "new_password2": "cinq autres mots bien choisis",
    }
    by = {"person": nadia, "by": administrator}
    acts = {
        AccountChange.ROLE_GIVEN: lambda: grant_role(role=Role.EDITOR, **by),
        AccountChange.ROLE_TAKEN: lambda: revoke_role(role=Role.EDITOR, **by),
        AccountChange.INVITATION: lambda: print_invitation(**by),
        AccountChange.PASSWORD: lambda: client.post(reverse("people:password_change"), changed),
    }
    mails_sent = {change: [message.body for message in mails(act)] for change, act in acts.items()}

    assert {change: len(bodies) for change, bodies in mails_sent.items()} == dict.fromkeys(acts, 1)
    assert [change for change, (body,) in mails_sent.items() if words(change) not in body] == []


def test_every_change_of_a_second_factor_and_of_an_identity_is_told(client, nadia, mails):
    nadia.set_password(PASSWORD)
    nadia.save()
    client.post(reverse("people:login"), {"username": nadia.staff_number, "password": PASSWORD})
    application = reverse("mfa_activate_totp")
    prove(client, client.get(application))
    page = client.get(application).content.decode()
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    tie = {"provider": "ailleurs", "person": nadia}
    acts = {
        "APPLICATION": lambda: client.post(application, {"code": code_for(secret)}),
        "CODES": lambda: client.post(reverse("mfa_generate_recovery_codes")),
        "NO_APPLICATION": lambda: client.post(reverse("mfa_deactivate_totp")),
        "IDENTITY": lambda: link_identity(uid="1", **tie),
        "NO_IDENTITY": lambda: unlink_identities(**tie),
        "FILE": lambda: record_file_handover(person=nadia, by=None),
    }
    found = {name: " ".join(m.body for m in mails(act)) for name, act in acts.items()}

    assert [name for name in acts if words(AccountChange[name]) not in found[name]] == []


def test_who_was_erased_is_told_once_and_their_address_is_kept_nowhere(nadia, mails):
    def erase():
        call_command("erase_person", nadia.staff_number, "--yes")

    (message,) = mails(erase)
    assert message.to == ["nadia@exemple.fr"]
    assert not Person.objects.filter(email="nadia@exemple.fr").exists()
