"""A slip that opens an account: who prints it, for whom, and what it opens."""

import pytest
from django.urls import reverse

from people.actions.accounts import grant_role
from people.enums import Role
from people.models import Invitation, Person
from people.policies import may_invite
from tests.people.doors import record
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


def test_an_invitation_is_shown_once_and_opens_the_account(client, training_manager, person):
    Person.objects.filter(pk=person.pk).update(password="!")
    client.force_login(training_manager)

    page = client.post(reverse("people_admin:invite", args=[person.uuid]))
    code = page.context["code"]

    assert code in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert code not in client.get(record(person)).content.decode()
    client.logout()
    password = "quatre mots vont bien"
    client.post(
        reverse("people:open_account"),
        {"staff_number": person.staff_number, "code": code, "password": password}
        | {"repeated": password},
    )
    assert client.session["_auth_user_id"] == str(person.pk)


def test_an_invitation_is_no_way_into_an_account_that_is_open_or_has_a_role(
    client, training_manager, administrator, person
):
    newcomer = PersonFactory(password="!")
    boss = PersonFactory(password="!", is_superuser=True)
    left = PersonFactory(password="!", is_active=False)
    person.set_password("x")
    person.save()

    def invited_by(viewer):
        everyone = (newcomer, person, administrator, boss, left)
        return [may_invite(viewer, invited) for invited in everyone]

    assert invited_by(training_manager) == [True, False, False, False, False]
    assert invited_by(administrator) == [True, True, True, False, False]

    client.force_login(training_manager)
    url = reverse("people_admin:invite", args=[administrator.uuid])
    assert client.post(url).status_code == 404
    assert not Invitation.objects.exists()


def test_a_training_manager_reads_whom_to_ask_for_an_invitation(client, training_manager, person):
    newcomer = PersonFactory(password="!")
    role_held = PersonFactory(password="!")
    grant_role(person=role_held, role=Role.EDITOR)
    gone = PersonFactory(is_active=False)
    client.force_login(training_manager)

    assert [told_to_ask(client, invited) for invited in (person, role_held, newcomer, gone)] == [
        *(True, True),
        *(False, False),
    ]
    client.logout()
    for door in ("people:login", "people:password_reset"):
        assert "administra" in client.get(reverse(door)).content.decode()


def told_to_ask(client, someone):
    """In English or French, outside the menus."""
    page = client.get(record(someone)).content.decode()
    return "ask an administrator" in page or "demandez à " in page


def test_who_may_invite_or_may_not_at_all_is_not_told_to_ask(
    client, administrator, data_protection_officer, person
):
    for viewer in (administrator, data_protection_officer):
        client.force_login(viewer)
        assert not told_to_ask(client, person)


def test_an_invitation_needs_a_post(client, administrator, person):
    client.force_login(administrator)

    url = reverse("people_admin:invite", args=[person.uuid])
    assert client.get(url).status_code == 405
