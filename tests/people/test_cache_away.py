"""Redis ends while people come in: every door stays open, and counts on in the database."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from people.actions.accounts import invite
from people.models import CacheEntry, OutgoingMail
from people.throttling import RATES
from tests.people.factories import PersonFactory, PositionFactory
from tests.people.totp import code_for


pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots vont bien ensemble"


def open_account(person, code):
    sent = {
        "staff_number": person.staff_number,
        "code": code,
        "password": PASSWORD,
        "repeated": PASSWORD,
    }
    return Client().post(reverse("people:open_account"), sent).status_code


def test_every_door_is_open_without_it(redis):
    nadia, invited = PositionFactory().person, PersonFactory(password="!")
    nadia.set_password(PASSWORD)
    nadia.save()
    cache.set("before", 1)
    redis.stop()
    started = time.monotonic()

    mine = Client()
    sent = {"username": nadia.staff_number, "password": PASSWORD}
    assert mine.post(reverse("people:login"), sent).status_code == 302
    assert mine.get("/", follow=True).status_code == 200
    sent = {"name": nadia.email}
    assert Client().post(reverse("people:password_reset"), sent).context["is_asked"]
    assert open_account(invited, invite(person=invited)) == 302
    assert time.monotonic() - started < 20
    assert OutgoingMail.objects.filter(person=nadia).exists()


def test_whoever_guesses_is_counted_in_the_database_by_a_digest(redis):
    person = PersonFactory(staff_number="00042")
    assert open_account(person, "AAAA-AAAA-AAAA-AAAA") == 200
    redis.stop()

    answers = [open_account(person, "AAAA-AAAA-AAAA-AAAA") for _try in range(11)]

    assert answers == [200] * 10 + [429]
    rows = list(CacheEntry.objects.values())
    assert len(rows) == len(RATES["open_account"].split(","))
    assert "127.0.0.1" not in str(rows)
    assert "00042" not in str(rows)


def test_a_code_of_a_second_factor_works_once(redis):
    person = PersonFactory()
    secret = generate_totp_secret()
    factor = TOTP.activate(person, secret)
    redis.stop()

    assert [factor.validate_code(code_for(secret)) for _try in range(2)] == [True, False]
