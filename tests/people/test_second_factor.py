"""The second step of signing in: set up, asked for, required of some, lost."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from people.account_adapter import AccountAdapter
from people.actions.accounts import invite
from people.actions.sign_in import reset_second_factor
from people.models import Look, OpenSession, Person
from people.policies import may_reset_second_factor, sealed_before
from people.queries.privacy import export_passphrase
from tests.people.factories import PersonFactory, informed
from tests.people.sealed import opened
from tests.people.totp import code_for


pytestmark = pytest.mark.django_db

LOGIN, CODE = reverse("people:login"), reverse("mfa_authenticate")
INDEX, ADMIN = reverse("mfa_index"), reverse("wagtailadmin_home")
APPLICATION, CODES = reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")
PASSWORD = "quatre mots vont bien ensemble"


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


def with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def nadia():
    return with_password(PersonFactory(staff_number="00042", email="nadia@exemple.fr"))


def sign_in(client, person, **more):
    sent = {"username": person.staff_number, "password": PASSWORD, **more}
    return client.post(LOGIN, sent)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def confirm(client, goes_to):
    """Show the password once more, and be led on."""
    response = client.get(goes_to)
    assert response.url.startswith(reverse("account_reauthenticate"))
    return client.post(response.url, {"password": PASSWORD})


def set_up(client, person):
    """Signed in, with an application. Answers its secret."""
    sign_in(client, person)
    confirm(client, APPLICATION)
    page = client.get(APPLICATION).content.decode()
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    answer = client.post(APPLICATION, {"code": code_for(secret)})
    assert answer.url == CODES
    return secret


def shown_codes(client):
    page = client.get(CODES).content.decode()
    return re.findall(r"<li>(\d{4} \d{4})</li>", page)


# --- Setting up and signing in ------------------------------------------------------------------------------


def test_the_password_is_asked_again_before_anything_is_set_up(client, nadia):
    sign_in(client, nadia)
    wrong = client.post(reverse("account_reauthenticate"), {"password": "wrong"})

    assert wrong.status_code == 200
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))


def test_an_application_is_set_up_and_asked_for_at_the_next_sign_in(client, nadia):
    secret = set_up(client, nadia)
    client.post(reverse("people:logout"))
    cache.clear()  # the code was used a moment ago

    response = sign_in(client, nadia, next="/parcours/")
    assert (response.url, is_signed_in(client)) == (CODE, False)
    wrong = client.post(CODE, {"code": "000000"})
    assert (wrong.status_code, is_signed_in(client)) == (200, False)
    entered = client.post(CODE, {"code": code_for(secret)})

    assert (entered.url, is_signed_in(client)) == ("/parcours/", True)


def test_before_the_second_step_nothing_opens(client, nadia):
    set_up(client, nadia)
    client.post(reverse("people:logout"))
    sign_in(client, nadia)

    for name in ("people:my_data", "mfa_index", "wagtailadmin_home"):
        assert client.get(reverse(name)).url.startswith((LOGIN, reverse("wagtailadmin_login")))


def test_the_second_step_cannot_be_reached_without_the_first(client, nadia):
    assert client.get(CODE).url == LOGIN
    assert client.post(CODE, {"code": "000000"}).url == LOGIN


def test_the_same_code_does_not_work_twice(client, nadia):
    secret = set_up(client, nadia)
    code = code_for(secret)
    cache.clear()
    answers = []
    for _each in range(2):
        other = Client()
        sign_in(other, nadia)
        other.post(CODE, {"code": code})
        answers.append(is_signed_in(other))

    assert answers == [True, False]


def test_nor_later_while_it_is_valid_nor_where_the_cache_was_away(client, nadia):
    secret = set_up(client, nadia)
    moment = 30 * (int(time.time()) // 30 + 3)
    answers = []
    for seconds in (0, 45):
        cache.clear()
        other = Client()
        with time_machine.travel(moment + seconds, tick=False):
            sign_in(other, nadia)
            other.post(CODE, {"code": code_for(secret, moment)})
            answers.append(is_signed_in(other))

    assert answers == [True, False]


def test_guessing_codes_comes_to_an_end(client, nadia):
    secret = set_up(client, nadia)
    cache.clear()
    other = Client()
    sign_in(other, nadia)
    for number in range(5):
        other.post(CODE, {"code": f"{number:06d}"})
    other.post(CODE, {"code": code_for(secret)})

    assert not is_signed_in(other)


def test_each_recovery_code_replaces_it_once(client, nadia):
    set_up(client, nadia)
    codes = shown_codes(client)
    assert len(codes) == 10
    answers = []
    for _each in range(2):
        other = Client()
        sign_in(other, nadia)
        other.post(CODE, {"code": codes[3]})
        answers.append(is_signed_in(other))

    assert answers == [True, False]
    assert codes[3] not in shown_codes(client)


def test_new_codes_make_the_earlier_ones_void(client, nadia):
    set_up(client, nadia)
    earlier = shown_codes(client)
    client.post(reverse("mfa_generate_recovery_codes"))

    assert not set(earlier) & set(shown_codes(client))


def test_an_invitation_does_not_lead_around_it(client, nadia):
    set_up(client, nadia)
    code = invite(person=nadia)
    other = Client()
    sent = {"staff_number": "00042", "code": code, "password": PASSWORD, "repeated": PASSWORD}

    assert other.post(reverse("people:open_account"), sent).url == CODE
    assert not is_signed_in(other)


def test_cancelling_the_second_step_forgets_the_first(client, nadia):
    set_up(client, nadia)
    other = Client()
    sign_in(other, nadia)
    other.post(reverse("people:logout"))

    assert other.get(CODE).url == LOGIN


def test_secrets_are_not_readable_in_the_database(client, nadia):
    secret = set_up(client, nadia)
    codes = shown_codes(client)
    stored = str(list(Authenticator.objects.values("data")))

    assert secret not in stored
    assert not [code for code in codes if code.replace(" ", "") in stored]


def test_nothing_secret_is_in_my_file(client, nadia):
    secret = set_up(client, nadia)
    packed = client.get(reverse("people:download_my_data")).content
    file = "".join(opened(packed, export_passphrase(nadia)).values())

    assert "totp" in file
    assert secret not in file
    assert Authenticator.objects.get(user=nadia, type="totp").data["secret"] not in file


def test_a_passkey_of_somebody_else_does_not_exist(client, nadia):
    theirs = Authenticator.objects.create(
        user=PersonFactory(), type="webauthn", data={"name": "theirs", "credential": {}}
    )
    sign_in(client, nadia)
    confirm(client, reverse("mfa_add_webauthn"))

    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[theirs.pk])).status_code == 404
        assert client.post(reverse(name, args=[theirs.pk]), {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"employed_until": "2020-01-01"}])
def test_whoever_has_left_does_not_come_in_by_another_way(rf: RequestFactory, nadia, change):
    """A passkey or a directory would know nothing of the last day."""
    type(nadia).objects.filter(pk=nadia.pk).update(**change)
    nadia.refresh_from_db()
    answer = AccountAdapter().pre_login(
        rf.post("/"),
        nadia,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=None,
    )

    assert answer.url == reverse("account_inactive")


# --- Required ----------------------------------------------------------------------------------------------


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", ["training_manager", "data_protection_officer", "administrator"])
def test_who_sees_others_sets_it_up_before_the_administration_opens(request, client, role):
    person = informed(with_password(request.getfixturevalue(role)))
    sign_in(client, person)

    for address in (ADMIN, reverse("people_admin:staff"), reverse("wagtailadmin_account")):
        assert client.get(address).url.startswith(INDEX)
        assert client.post(address).url.startswith(INDEX)
    assert client.get(reverse("people:my_data")).status_code == 200
    page = client.get(INDEX, {"next": ADMIN}).content.decode()
    assert f'href="{ADMIN}"' not in re.sub(r"<nav.*?</nav>", "", page, flags=re.DOTALL)

    set_up(client, person)
    assert client.get(ADMIN).status_code == 200
    assert f'class="button" href="{ADMIN}"' in re.sub(
        r"\s+", " ", client.get(INDEX, {"next": ADMIN}).content.decode()
    )


@pytest.mark.usefixtures("required")
def test_under_a_prefix_the_administration_stays_shut(client, administrator):
    client.force_login(administrator)

    assert client.get(ADMIN, SCRIPT_NAME="/passerelle").url.startswith(INDEX)


@pytest.mark.usefixtures("required")
def test_recovery_codes_alone_are_no_second_factor(client, administrator):
    Authenticator.objects.create(user=administrator, type="recovery_codes", data={"seed": "x"})
    client.force_login(administrator)

    assert client.get(ADMIN).url.startswith(INDEX)


@pytest.mark.usefixtures("required")
def test_a_superuser_needs_it_and_an_editor_does_not(client, editor):
    superuser = PersonFactory(is_superuser=True)
    client.force_login(superuser)
    assert client.get(ADMIN).url.startswith(INDEX)

    client.force_login(editor)
    assert client.get(ADMIN).status_code == 200


def test_an_installation_may_do_without(client, administrator, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(administrator)

    assert client.get(ADMIN).status_code == 200


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("hostile", ["//evil.example", "https://evil.example/", "javascript:x"])
def test_the_way_on_leads_nowhere_but_here(client, administrator, hostile):
    set_up(client, with_password(administrator))

    page = client.get(INDEX, {"next": hostile}).content.decode()

    assert f'href="{ADMIN}"' in page
    assert not re.search(r'href="[^"]*(evil|javascript)', page)


# --- Lost ---------------------------------------------------------------------------------------------------


def test_an_administrator_resets_it_and_the_person_knows(
    client, nadia, administrator, django_capture_on_commit_callbacks
):
    theirs = Client()
    set_up(theirs, nadia)
    client.force_login(administrator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("people_admin:reset_second_factor", args=[nadia.uuid]))

    assert not Authenticator.objects.filter(user=nadia).exists()
    assert theirs.get(reverse("people:my_data")).status_code == 302
    look = Look.objects.get(subject=nadia, purpose="second_factor")
    assert look.viewer == administrator
    assert [message.to for message in mail.outbox] == [["nadia@exemple.fr"]]
    assert sign_in(Client(), nadia).url == "/"


def test_a_training_manager_does_not_and_nobody_resets_their_own(
    training_manager, administrator, data_protection_officer, nadia
):
    superuser = PersonFactory(is_superuser=True)

    assert may_reset_second_factor(administrator, nadia)
    assert not may_reset_second_factor(training_manager, nadia)
    assert not may_reset_second_factor(data_protection_officer, nadia)
    assert not may_reset_second_factor(administrator, administrator)
    assert not may_reset_second_factor(administrator, superuser)
    assert may_reset_second_factor(superuser, administrator)


def test_an_operator_resets_that_of_the_last_administrator(client, nadia, capsys):
    set_up(client, nadia)
    call_command("reset_second_factor", "00042")

    assert not Authenticator.objects.filter(user=nadia).exists()
    assert not OpenSession.objects.filter(person=nadia).exists()
    assert Look.objects.get(subject=nadia).viewer is None
    assert reset_second_factor(person=nadia, by=None) == 0


# --- After an invitation that somebody else made -----------------------------------------------------------


def test_a_factor_of_before_opens_what_an_invitation_sealed(client, nadia, administrator):
    secret = set_up(client, nadia)
    cache.clear()  # the code was used a moment ago
    code = invite(person=nadia, by=administrator)
    sent = {"staff_number": "00042", "code": code, "password": PASSWORD, "repeated": PASSWORD}
    other = Client()
    other.post(reverse("people:open_account"), sent)
    assert sealed_before(Person.objects.get(pk=nadia.pk))
    other.post(CODE, {"code": code_for(secret)})

    assert is_signed_in(other)
    assert sealed_before(Person.objects.get(pk=nadia.pk)) is None
