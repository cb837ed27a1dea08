"""The staff list in the administration: who gets in, what they may do, what is written down."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.actions.accounts import grant_role, revoke_role
from people.enums import Purpose, Role
from people.models import Look, Person, Position
from people.queries.staff import role_changes_of
from tests.people.doors import STAFF, outcome, record, statuses
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


def test_who_opens_the_staff_list_and_a_record(client, cast):
    readers = {"training_manager", "data_protection_officer", "administrator"}

    for url in (STAFF, reverse("people_admin:staff_results"), record(cast["person"])):
        answers = statuses(client, cast, url)
        assert outcome(answers) == readers
        assert answers["editor"] == 404
        assert answers["person"] == answers["manager"] == 302


def test_only_an_administrator_grants_a_role(client, cast):
    url = reverse("people_admin:person_roles", args=[cast["person"].uuid])

    for role, someone in cast.items():
        client.force_login(someone)
        client.post(url, {"role": "editor", "granted": "1"})
        assert cast["person"].groups.exists() == (role == "administrator")


@pytest.mark.parametrize("role", ["superuser", "", "Editors"])
def test_no_role_can_be_made_up(client, administrator, person, role):
    client.force_login(administrator)
    url = reverse("people_admin:person_roles", args=[person.uuid])

    assert client.post(url, {"role": role, "granted": "1", "is_superuser": "1"}).status_code == 404
    person.refresh_from_db()
    assert not person.is_superuser
    assert not person.groups.exists()


def test_the_last_administrator_cannot_be_removed(client, administrator):
    client.force_login(administrator)
    url = reverse("people_admin:person_roles", args=[administrator.uuid])

    client.post(url, {"role": "administrator"})
    assert administrator.groups.filter(name="administrator").exists()

    second = PersonFactory()
    grant_role(person=second, role=Role.ADMINISTRATOR)
    revoke_role(person=administrator, role=Role.ADMINISTRATOR)
    assert not administrator.groups.exists()


def test_opening_a_record_is_written_to_its_log_and_the_list_is_not(
    client, training_manager, data_protection_officer, person
):
    client.force_login(training_manager)
    client.get(STAFF)
    assert not Look.objects.exists()

    client.get(record(person))
    client.get(record(training_manager))
    client.force_login(data_protection_officer)
    client.get(record(person))

    looks = Look.objects.order_by("pk").values_list("viewer", "subject", "purpose")
    assert list(looks) == [
        (training_manager.pk, person.pk, Purpose.STAFF_ADMINISTRATION),
        (data_protection_officer.pk, person.pk, Purpose.DATA_REQUEST),
    ]


def test_a_record_never_tells_when_somebody_last_signed_in(client, administrator, person):
    Person.objects.filter(pk=person.pk).update(last_login="1999-12-31T12:00:00Z")
    client.force_login(administrator)

    assert b"1999" not in client.get(record(person)).content
    assert b"1999" not in client.get(STAFF).content


# --- The list --------------------------------------------------------------------------------------------


def names(response):
    return {person.staff_number for person in response.context["object_list"]}


def test_list_is_searched_and_filtered_by_team_and_what_is_below(client, administrator):
    top = TeamFactory(name="Réseau")
    below = TeamFactory(name="Guichet", parent=top)
    anna = PositionFactory(person=PersonFactory(staff_number="A1", last_name="Annat"), team=top)
    PositionFactory(person=PersonFactory(staff_number="B1"), team=below)
    Position.objects.filter(pk=anna.pk).update(ended_on=date(2020, 1, 1))
    client.force_login(administrator)

    assert names(client.get(STAFF, {"q": "annat"})) == {"A1"}
    assert names(client.get(STAFF, {"q": "B1"})) == {"B1"}
    assert names(client.get(STAFF, {"team": top.pk})) == {"B1"}


def test_list_is_paged_and_its_query_count_does_not_grow(client, administrator):
    client.force_login(administrator)
    counts = []
    for _size in (5, 70):
        for _each in range(_size):
            PositionFactory()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(STAFF)
        counts.append(len(queries))

    assert len(page.context["object_list"]) == 50
    # The filter lists every team in one query, the page in a fixed number.
    assert counts[1] <= counts[0] + 1


# --- Wagtail's own screens ----------------------------------------------------------------------------------


WAGTAIL_SCREENS = [
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "wagtailusers_groups:index",
    "wagtailusers_groups:add",
]


@pytest.mark.parametrize("name", WAGTAIL_SCREENS)
def test_wagtails_screens_for_users_are_no_way_around(client, cast, name):
    assert outcome(statuses(client, cast, reverse(name))) == set()


def test_no_bulk_action_assigns_a_role(client, cast):
    group = cast["editor"].groups.get()
    target = PersonFactory()
    url = reverse("wagtail_bulk_action", args=["people", "person", "assign_role"])

    for someone in cast.values():
        client.force_login(someone)
        client.post(f"{url}?id={target.pk}", {"role": group.pk})

    assert not target.groups.exists()


def test_a_superuser_makes_and_changes_a_person_in_wagtails_screens(client):
    root = PersonFactory(is_superuser=True)
    client.force_login(root)
    password = "quatre mots vont bien"
    data = {"staff_number": "777", "email": "a@b.fr", "first_name": "Ana", "last_name": "Neuve"}
    passwords = {"password1": password, "password2": password}

    assert client.get(reverse("wagtailusers_users:index")).status_code == 200
    added = client.post(reverse("wagtailusers_users:add"), data | passwords)
    ana = Person.objects.get(staff_number="777")
    changed = client.post(
        reverse("wagtailusers_users:edit", args=[ana.pk]),
        data | {"last_name": "Roux", "is_active": "on"},
    )

    assert (added.status_code, changed.status_code) == (302, 302)
    ana.refresh_from_db()
    assert (ana.last_name, ana.check_password(password)) == ("Roux", True)


def test_menu_offers_the_staff_list_to_those_who_may_open_it(client, cast):
    for role, someone in cast.items():
        if role in ("person", "manager"):
            continue
        client.force_login(someone)
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (STAFF in home) == (role != "editor")


# --- Roles leave a trace, and are not for oneself -----------------------------------------------------


def roles_of(person):
    return reverse("people_admin:person_roles", args=[person.uuid])


def test_nobody_gives_a_role_to_themselves(client, administrator):
    client.force_login(administrator)
    wanted = {"role": Role.DATA_PROTECTION_OFFICER, "granted": "1"}

    assert client.post(roles_of(administrator), wanted).status_code == 404
    assert roles_of(administrator) not in client.get(record(administrator)).content.decode()


def test_a_role_granted_is_written_down_for_the_person(client, person, administrator):
    client.force_login(administrator)
    client.post(roles_of(person), {"role": Role.EDITOR, "granted": "1"})
    client.post(roles_of(person), {"role": Role.EDITOR})

    taken, granted = role_changes_of(person)
    assert (granted.role, granted.granted, granted.changed_by) == (Role.EDITOR, True, administrator)
    assert (taken.granted, taken.changed_by) == (False, administrator)
    assert str(administrator) in client.get(record(person)).content.decode()


def test_nobody_takes_another_name_in_the_administration(client, training_manager):
    client.force_login(training_manager)
    before = training_manager.get_full_name()
    account = reverse("wagtailadmin_account")
    assert 'type="file"' not in client.get(account).content.decode()

    client.post(account, {"name_email-first_name": "Yann", "name_email-last_name": "Kerbrat"})
    training_manager.refresh_from_db()
    assert training_manager.get_full_name() == before


def test_the_staff_list_is_not_given_as_a_file(client, training_manager):
    client.force_login(training_manager)

    assert client.get(STAFF, {"export": "csv"})["Content-Type"].startswith("text/html")
