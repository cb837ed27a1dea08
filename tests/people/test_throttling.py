"""Who is wrong at the door waits, whoever they claim to be; the person attacked does not stay outside."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.actions.accounts import invite
from people.actions.retention import purge
from people.privacy_registry import holdings
from people.throttling import KNOWN_DEVICE
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

LOGIN = reverse("people:login")
PASSWORD = "quatre mots vont bien ensemble"
WRONG = "wrong"
HERE, ELSEWHERE = "203.0.113.1", "203.0.113.2"


@pytest.fixture(autouse=True)
def fresh(settings):
    cache.clear()
    settings.SIGN_IN_FAILURES_ACCOUNT = 8
    settings.SIGN_IN_FAILURES_ADDRESS = 12


@pytest.fixture
def nadia():
    person = PersonFactory(staff_number="00042", email="nadia@exemple.fr")
    person.set_password(PASSWORD)
    person.save()
    return person


def attempt(name="00042", password=WRONG, *, at=HERE, client=None, **headers):
    sent = {"username": name, "password": password}
    return (client or Client()).post(LOGIN, sent, REMOTE_ADDR=at, headers=headers)


def fail(times, **where):
    return [attempt(**where).status_code for _each in range(times)]


# --- Account and address --------------------------------------------------------------------------------


def test_the_fifth_failure_locks_the_pair_and_the_right_password_too(nadia):
    assert fail(5) == [200, 200, 200, 200, 429]
    refused = attempt(password=PASSWORD)

    assert refused.status_code == 429
    assert refused["Retry-After"] == "1800"
    assert attempt(password=PASSWORD, at=ELSEWHERE).status_code == 302


def test_a_colleague_at_the_same_address_is_not_locked(nadia):
    other = PersonFactory(staff_number="00043")
    other.set_password(PASSWORD)
    other.save()
    fail(5)

    assert attempt("00043", PASSWORD).status_code == 302


def test_address_and_staff_number_are_one_account(nadia):
    names = ["00042", "nadia@exemple.fr", " NADIA@exemple.fr ", "00042", "nadia@EXEMPLE.fr"]

    assert [attempt(name).status_code for name in names][-1] == 429


def without_token(response):
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_an_unknown_name_is_locked_like_a_known_one(nadia):
    assert fail(6) == fail(6, name="nobody@exemple.fr")
    known, unknown = attempt(), attempt("nobody@exemple.fr")

    assert without_token(known) == without_token(unknown)


def test_attempts_during_the_lock_do_not_prolong_it(nadia):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail(5)
        clock.shift(timedelta(minutes=29))
        assert attempt(password=PASSWORD).status_code == 429
        clock.shift(timedelta(minutes=2))
        assert attempt(password=PASSWORD).status_code == 302


def test_a_success_forgets_the_failures_before_it(nadia):
    fail(4)
    attempt(password=PASSWORD)

    assert fail(4) == [200] * 4


def test_a_made_up_header_does_not_make_another_address(nadia):
    answers = [
        attempt(
            **{"X-Forwarded-For": f"198.51.100.{n}", "X-Real-IP": f"198.51.100.{n}"}
        ).status_code
        for n in range(5)
    ]

    assert answers[-1] == 429


# --- One account from everywhere, one address against everybody -------------------------------------------


def from_many_addresses():
    """Four failures from each of two addresses: no pair is locked, the account is."""
    for number in (10, 11):
        fail(4, at=f"203.0.113.{number}")


def test_an_account_attacked_from_everywhere_is_locked_for_strangers(nadia):
    from_many_addresses()

    assert attempt(password=PASSWORD, at=ELSEWHERE).status_code == 429


def test_and_not_for_the_device_on_which_its_owner_signed_in_before(nadia):
    mine = Client()
    attempt(password=PASSWORD, client=mine)
    mine.post(reverse("people:logout"))
    from_many_addresses()

    assert attempt(password=PASSWORD, at=ELSEWHERE, client=mine).status_code == 302


def test_a_device_known_to_one_account_is_a_stranger_to_another(nadia):
    eve = PersonFactory(staff_number="00666")
    eve.set_password(PASSWORD)
    eve.save()
    theirs = Client()
    attempt("00666", PASSWORD, client=theirs)
    theirs.post(reverse("people:logout"))
    from_many_addresses()

    assert attempt(password=PASSWORD, at=ELSEWHERE, client=theirs).status_code == 429


def test_a_forged_device_is_not_known(nadia):
    client = Client()
    client.cookies[KNOWN_DEVICE] = "forged:signature"
    from_many_addresses()

    assert attempt(password=PASSWORD, at=ELSEWHERE, client=client).status_code == 429


def test_an_address_that_tries_many_accounts_is_locked(nadia):
    for number in range(12):
        attempt(f"nobody-{number}")

    assert attempt(password=PASSWORD).status_code == 429
    assert attempt(password=PASSWORD, at=ELSEWHERE).status_code == 302


# --- What it tells and what it keeps -----------------------------------------------------------------------


@pytest.fixture
def hashings(monkeypatch):
    done = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        done.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return done


def test_every_refusal_costs_one_hash_whoever_is_named(nadia, hashings):
    PersonFactory(staff_number="00044", password="!")
    PersonFactory(staff_number="00045", password=nadia.password, is_active=False)
    costs = []
    for name in ("00042", "00044", "00045", "nobody"):
        hashings.clear()
        attempt(name)
        costs.append(len(hashings))

    assert costs == [1, 1, 1, 1]


def test_neither_name_nor_password_nor_browser_is_kept_or_logged(nadia, caplog):
    caplog.set_level(logging.DEBUG)
    attempt("nadia@exemple.fr", "canary-password", **{"User-Agent": "canary-browser"})
    attempt("canary-name", "canary-password")
    stored = str(list(AccessAttempt.objects.values())) + caplog.text

    for secret in ("canary", "nadia", "00042"):
        assert secret not in stored


def test_failures_are_mine_to_read_and_go_with_me_and_in_the_night(nadia):
    fail(2)
    held = next(holding for holding in holdings() if holding.model == "axes.AccessAttempt")

    assert [row["failures_since_start"] for row in held.export(nadia)] == [2]
    assert held.export(PersonFactory()) == []
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        attempt("somebody-else", at=ELSEWHERE)
    fail(1, name="00042")
    assert held.erase(nadia) == 1
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=1))
    purge()
    assert not AccessAttempt.objects.exists()


# --- Other forms at the door --------------------------------------------------------------------------------


def test_guessing_invitation_codes_comes_to_an_end():
    sent = {
        "staff_number": "00042",
        "code": "AAAA-AAAA-AAAA-AAAA",
        "password": PASSWORD,
        "repeated": PASSWORD,
    }
    answers = [Client().post(reverse("people:open_account"), sent).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


def test_an_invitation_opens_an_account_that_was_locked(nadia):
    fail(5)
    code = invite(person=nadia)
    sent = {"staff_number": "00042", "code": code, "password": PASSWORD, "repeated": PASSWORD}

    assert Client().post(reverse("people:open_account"), sent).status_code == 302
    assert attempt(password=PASSWORD).status_code == 302


def test_an_open_session_does_not_serve_to_guess_the_password(nadia):
    client = Client()
    client.force_login(nadia)
    sent = {"old_password": "wrong", "new_password1": PASSWORD, "new_password2": PASSWORD}
    answers = [client.post(reverse("people:password_change"), sent).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]
