"""Signing in and out, opening an account with a printed code, changing the password."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from people.actions.accounts import grant_role, invite, open_account
from people.enums import Purpose, Role
from people.invitations import hash_code, new_code
from people.models import Invitation, Person
from people.queries.privacy import looks_at
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

LOGIN, OPEN = reverse("people:login"), reverse("people:open_account")
PASSWORD = "quatre mots vont bien ensemble"


@pytest.fixture
def nadia():
    person = PersonFactory(
        staff_number="00042", email="nadia.benali-roux-de-la-fontaine@service-public.exemple.fr"
    )
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, name, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": name, "password": password, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


# --- Signing in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["00042", " 00042 ", "address", "ADDRESS"])
def test_staff_number_or_address_signs_in(client, nadia, name):
    name = name.replace("address", nadia.email).replace("ADDRESS", nadia.email.upper())

    response = sign_in(client, name)

    assert (response.status_code, response.url) == (302, "/")
    assert is_signed_in(client)


def test_form_has_room_for_a_long_address(client):
    assert b'maxlength="254"' in client.get(LOGIN).content


def test_an_account_that_is_unknown_closed_or_left_looks_like_a_wrong_password(client, nadia):
    PersonFactory(staff_number="1", is_active=False, password=nadia.password)
    PersonFactory(staff_number="2", employed_until=date(2020, 1, 1), password=nadia.password)
    PersonFactory(staff_number="3", password="!")
    answers = {
        (response.status_code, tuple(response.context["form"].non_field_errors()))
        for response in (
            sign_in(client, "00042", "wrong"),
            sign_in(client, "nobody"),
            sign_in(client, "1"),
            sign_in(client, "2"),
            sign_in(client, "3"),
        )
    }

    assert len(answers) == 1
    assert not is_signed_in(client)


def test_last_day_of_employment_ends_an_open_session(client, nadia):
    client.force_login(nadia)
    Person.objects.update(employed_until=timezone.localdate() - timedelta(days=1))

    assert client.get(reverse("people:my_data")).status_code == 302


@pytest.mark.parametrize(
    ("next_url", "goes_to"),
    [
        ("/parcours/", "/parcours/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("https:evil.example", "/"),
        ("https://evil.example/", "/"),
        ("https://testserver@evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/%0d%0aSet-Cookie:x=1", "/%0d%0aSet-Cookie:x=1"),
    ],
)
def test_next_leads_nowhere_but_here(client, nadia, next_url, goes_to):
    assert sign_in(client, "00042", next=next_url).url == goes_to


def test_session_key_changes_at_sign_in_and_dies_at_sign_out(client, nadia):
    client.get(LOGIN)
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key

    sign_in(client, "00042")
    during = client.session.session_key
    assert before != during

    response = client.post(reverse("people:logout"))
    assert response.url == LOGIN
    assert not client.session.exists(during)


def test_a_link_never_signs_out(client, nadia):
    client.force_login(nadia)

    assert client.get(reverse("people:logout")).status_code == 405
    assert is_signed_in(client)


def test_somebody_sent_back_from_a_page_that_is_not_theirs_does_not_go_round(client, nadia):
    client.force_login(nadia)

    first = client.get(reverse("wagtailadmin_home"))
    assert first.url.startswith(LOGIN)
    assert client.get(first.url).url == "/"


def test_wagtail_has_no_sign_in_form_of_its_own(client):
    assert client.get(reverse("wagtailadmin_login")).url.startswith(LOGIN)


# --- Opening an account -----------------------------------------------------------------------------------


def open_form(client, number, code, password=PASSWORD, repeated=None):
    data = {"staff_number": number, "code": code, "password": password}
    return client.post(OPEN, {**data, "repeated": repeated or password})


@pytest.fixture
def newcomer():
    return PersonFactory(staff_number="00077", email=None, password="!")


def test_number_and_code_open_the_account_and_sign_in(client, newcomer):
    code = invite(person=newcomer)

    response = open_form(client, "00077", code.lower().replace("-", " "))

    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(newcomer.pk)
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)


def test_code_is_kept_as_a_hash_only(newcomer):
    code = invite(person=newcomer)

    stored = Invitation.objects.values().get()
    assert stored["code_hash"] == hash_code(code)
    assert code not in str(stored)


def test_code_works_once(client, newcomer):
    code = invite(person=newcomer)
    open_form(client, "00077", code)
    client.post(reverse("people:logout"))

    response = open_form(client, "00077", code, "un autre mot de passe long")

    assert response.status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)


def test_a_new_invitation_makes_the_earlier_one_void(newcomer):
    earlier = invite(person=newcomer)
    later = invite(person=newcomer)

    with pytest.raises(ValidationError):
        open_account(staff_number="00077", code=earlier, password=PASSWORD)
    assert open_account(staff_number="00077", code=later, password=PASSWORD) == newcomer


def test_wrong_number_wrong_code_old_code_and_closed_account_get_one_answer(newcomer):
    code = invite(person=newcomer)
    PersonFactory(staff_number="00078")
    messages = []

    def refused(number, code):
        with pytest.raises(ValidationError) as error:
            open_account(staff_number=number, code=code, password=PASSWORD)
        messages.extend(error.value.messages)

    refused("00078", code)
    refused("99999", code)
    refused("00077", new_code())
    Person.objects.filter(pk=newcomer.pk).update(is_active=False)
    refused("00077", code)
    Person.objects.filter(pk=newcomer.pk).update(is_active=True)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    refused("00077", code)

    assert len(set(messages)) == 1


def test_code_expires_after_thirty_days_or_the_setting(newcomer, settings):
    invite(person=newcomer)
    days = (Invitation.objects.usable().get().expires_at - timezone.now()).days
    settings.INVITATION_EXPIRES_DAYS = 3
    invite(person=newcomer)

    assert days in (29, 30)
    assert (Invitation.objects.usable().get().expires_at - timezone.now()).days in (2, 3)


@pytest.mark.parametrize(
    ("password", "repeated"),
    [
        ("court", None),
        ("password12345", None),
        ("123456789012", None),
        ("Zéphirine-Dubuc", None),
        (PASSWORD, "autre chose"),
    ],
)
def test_a_bad_password_keeps_the_code_for_another_try(client, newcomer, password, repeated):
    Person.objects.update(first_name="Zéphirine", last_name="Dubuc")
    code = invite(person=newcomer)

    open_form(client, "00077", code, password, repeated)

    assert not is_signed_in(client)
    assert open_account(staff_number="00077", code=code, password=PASSWORD) == newcomer


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_use_a_code_at_once_one_passes():
    person = PersonFactory(staff_number="00079", password="!")
    code = invite(person=person)
    both_have_read, outcomes = threading.Barrier(2, timeout=20), []

    def together(execute, sql, params, many, context):
        if sql.startswith('UPDATE "people_invitation"'):
            both_have_read.wait()
        return execute(sql, params, many, context)

    def attempt():
        try:
            with connection.execute_wrapper(together):
                open_account(staff_number="00079", code=code, password=PASSWORD)
            outcomes.append("opened")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connection.close()

    if connection.vendor == "sqlite":  # in memory, a thread has a database of its own
        open_account(staff_number="00079", code=code, password=PASSWORD)
        with pytest.raises(ValidationError):
            open_account(staff_number="00079", code=code, password=PASSWORD)
        return
    threads = [threading.Thread(target=attempt) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["opened", "refused"]


# --- One's own settings -------------------------------------------------------------------------------------


def test_password_change_keeps_this_session_and_ends_others(client, nadia):
    from django.test import Client

    other = Client()
    sign_in(client, "00042")
    sign_in(other, "00042")
    new = "encore quatre mots choisis"

    response = client.post(
        reverse("people:password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert response.url == reverse("people:my_data")
    assert client.get(reverse("people:my_data")).status_code == 200
    assert other.get(reverse("people:my_data")).status_code == 302


def test_theme_is_kept_and_leads_back_to_this_site_only(client, nadia):
    client.force_login(nadia)

    back = client.post(reverse("people:set_theme"), {"theme": "dark", "next": "/quiz/?a=1"})
    away = client.post(reverse("people:set_theme"), {"theme": "", "next": "//evil.example"})
    bad = client.post(reverse("people:set_theme"), {"theme": "pink"})

    assert (back.url, away.url, bad.status_code) == ("/quiz/?a=1", "/", 404)
    assert client.get(reverse("people:set_theme")).status_code == 405
    nadia.refresh_from_db()
    assert nadia.theme == ""


@pytest.mark.parametrize("name", ["login", "open_account"])
def test_public_pages_answer_without_signing_in(client, name):
    assert client.get(reverse(f"people:{name}")).status_code == 200


@pytest.mark.parametrize(
    "name", ["my_data", "who_looked", "download_my_data", "password_change", "set_theme"]
)
def test_other_pages_ask_to_sign_in(client, name):
    assert client.get(reverse(f"people:{name}")).url.startswith(LOGIN)


# --- An invitation is a key: who made it is known, and it does not outlive a role ------------------------


def test_a_code_made_before_a_role_was_granted_opens_nothing(newcomer, training_manager):
    code = invite(person=newcomer, by=training_manager)
    grant_role(person=newcomer, role=Role.ADMINISTRATOR)

    with pytest.raises(ValidationError):
        open_account(staff_number=newcomer.staff_number, code=code, password="un mot de passe long")


def test_who_is_invited_reads_who_made_the_code(newcomer, training_manager):
    invite(person=newcomer, by=training_manager)

    look = looks_at(newcomer).get()
    assert (look.viewer, look.purpose) == (training_manager, Purpose.INVITATION)
