"""A password is what somebody chose, to the letter, whatever it is made of."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from people.actions.accounts import invite
from tests.people.factories import PersonFactory, informed


pytestmark = pytest.mark.django_db
CHOSEN = [
    "  des espaces devant et derrière  ",
    "Majuscules Et Minuscules",
    "une phrase " * 30,  # longer than what some hash functions read
    "😀 пароль пароль",
    "sanschiffrenisigne",
]


def signs_in(number, password):
    client = Client()
    client.post(reverse("people:login"), {"username": number, "password": password})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("chosen", CHOSEN)
def test_any_long_password_opens_exactly_as_it_was_chosen(chosen):
    person = PersonFactory(password="!")
    code = invite(person=person)
    sent = {"staff_number": person.staff_number, "code": code}
    Client().post(reverse("people:open_account"), sent | {"password": chosen, "repeated": chosen})

    assert signs_in(person.staff_number, chosen)
    for other in {chosen.strip(), chosen.swapcase(), chosen[:72], f"{chosen}x"} - {chosen}:
        assert not signs_in(person.staff_number, other)


def test_fields_of_passwords_are_masked_and_left_to_password_managers(client):
    for name in ("people:login", "people:open_account"):
        page = client.get(reverse(name)).content.decode()
        fields = re.findall(r"<input[^>]*name=\"[^\"]*(?:password|repeat)[^\"]*\"[^>]*>", page)

        assert fields
        for field in fields:
            assert 'type="password"' in field
            assert re.search(r'autocomplete="(current|new)-password"', field)
            assert not re.search(r"readonly|maxlength|onpaste", field)


@pytest.mark.parametrize("address", ["/", "/compte/mes-donnees/", "/absent/"])
def test_each_page_has_a_way_out(client, address):
    client.force_login(informed(PersonFactory()))

    assert f'action="{reverse("people:logout")}"' in client.get(address).content.decode()
