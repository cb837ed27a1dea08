"""What is held about a person, who looked at it, and its end."""

import json
from datetime import timedelta
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.actions.accounts import grant_role, invite
from people.actions.imports import stage_file
from people.actions.privacy import erase_person, record_look
from people.actions.rights import open_data_request, renew_passphrase
from people.authorship import person_foreign_keys
from people.enums import DataChapter, ImportKind, Purpose, RequestKind, Role
from people.models import ErasureUnderWay, Look, Person, Position
from people.policies import people_visible_to
from people.privacy_registry import holdings
from people.queries.privacy import data_held_about, export_passphrase
from tests.people.factories import PersonFactory, PositionFactory
from tests.people.sealed import opened


pytestmark = pytest.mark.django_db

MY_DATA = reverse("people:my_data")
DOWNLOAD = reverse("people:download_my_data")


def taken_away(client, person):
    """The two files that the person reads after opening what they downloaded."""
    return opened(client.get(DOWNLOAD).content, export_passphrase(person))


def fill(person):
    """A row of every kind that this app holds."""
    PositionFactory(person=person)
    invite(person=person)
    grant_role(person=person, role=Role.EDITOR)
    record_look(by=None, at=[person], purpose=Purpose.DATA_REQUEST)
    renew_passphrase(person=person)
    open_data_request(
        person=person, kind=RequestKind.CORRECTION, wrong="Mon nom.", right="Le mien."
    )
    stage_file(sender=person, kind=ImportKind.STAFF, name="liste.csv", data=b"x", options={})
    return person


@pytest.fixture
def stranger():
    return fill(
        PersonFactory(
            staff_number="CANARY-1",
            last_name="CANARY-2",
            first_name="CANARY-3",
            email="canary@4.fr",
        )
    )


# --- My data -------------------------------------------------------------------------------------------


def test_my_data_and_my_file_show_every_kind_with_why_from_where_who_and_how_long(client):
    me = fill(PersonFactory())
    client.force_login(me)

    for page in (client.get(MY_DATA).content.decode(), taken_away(client, me)["donnees.html"]):
        for holding in holdings():
            for text in (
                holding.title,
                holding.purpose,
                holding.source,
                holding.recipients,
                holding.retention,
            ):
                assert str(text)
                assert str(text) in unescape(page)
        assert me.email in page


def test_my_data_is_folded_by_chapter_each_in_sight_at_once_and_each_class_in_one(client):
    client.force_login(fill(PersonFactory()))

    page = BeautifulSoup(client.get(MY_DATA).content, "html.parser")

    first, *_others = chapters = page.select("main details.fold--chapter")
    assert [chapter.summary.h2.get_text() for chapter in chapters] == [
        str(chapter.label) for chapter in DataChapter
    ]
    assert chapters == first.parent.find_all(True, recursive=False)  # nothing between them
    classes = page.select(
        "main details details:not(.fold--quiet) > summary > .fold__title, details h3"
    )
    titles = [str(holding.title) for holding in holdings()]
    assert sorted(summary.get_text().strip() for summary in classes) == sorted(titles)


def test_a_long_class_is_cut_on_my_page_and_whole_on_its_own(client):
    me = PersonFactory()
    for number in range(60):
        record_look(
            by=PersonFactory(last_name=f"Vue{number:02}"), at=[me], purpose=Purpose.HELP_REQUEST
        )
    client.force_login(me)
    own = reverse("people:held", args=["people.Look"])

    short = client.get(MY_DATA).content.decode()
    pages = [client.get(own, {"page": number}).content.decode() for number in (1, 2)]

    assert "Vue00" not in short
    assert own in short
    assert all(f"Vue{number:02}" in "".join(pages) for number in range(60))
    assert client.get(reverse("people:held", args=["people.Nothing"])).status_code == 404


def test_nobody_elses_row_is_in_my_page_or_my_file(client, stranger):
    me = fill(PersonFactory())
    client.force_login(me)

    pages = [client.get(url).content.decode() for url in (MY_DATA, reverse("people:who_looked"))]
    for content in (*pages, *taken_away(client, me).values()):
        assert "CANARY" not in content
        assert "canary@4.fr" not in content


def test_my_file_holds_the_rows_of_every_kind(client):
    me = fill(PersonFactory())
    client.force_login(me)

    response = client.get(DOWNLOAD)

    assert "attachment" in response["Content-Disposition"]
    kinds = json.loads(opened(response.content, export_passphrase(me))["donnees.json"])
    assert set(kinds) == {holding.key for holding in holdings()}
    assert kinds["people.Person"]["rows"][0]["staff_number"] == me.staff_number
    for model in ("Position", "Invitation", "Person_groups", "RoleChange", "StagedFile"):
        assert len(kinds[f"people.{model}"]["rows"]) == 1
    assert len(kinds["people.Look"]["rows"]) == 2


def test_neither_password_nor_code_is_in_my_file(client):
    me = fill(PersonFactory(password="SECRET-HASH"))
    client.force_login(me)

    content = "".join(taken_away(client, me).values())

    assert "SECRET-HASH" not in content
    assert me.export_seal.nonce not in content
    assert export_passphrase(me) not in content
    assert me.invitations.get().code_hash not in content


@pytest.mark.parametrize("size", [1, 40])
def test_query_count_of_my_data_does_not_grow(client, size):
    me = PersonFactory()
    for place in range(size):
        position = PositionFactory(person=me, is_primary=False)
        Position.objects.filter(pk=position.pk).update(
            ended_on=position.started_on + timedelta(days=place)
        )
        record_look(by=PersonFactory(), at=[me], purpose=Purpose.STAFF_ADMINISTRATION)
    client.force_login(me)

    with CaptureQueriesContext(connection) as queries:
        client.get(MY_DATA)

    # One for each class of data; those of Wagtail are one for each of its tables that names somebody.
    assert len(queries) <= 16 + len(holdings()) + len(list(person_foreign_keys()))


# --- Who looked ---------------------------------------------------------------------------------------------


def test_a_look_is_written_for_each_person_seen_and_never_for_oneself():
    me, others = PersonFactory(), PersonFactory.create_batch(3)

    record_look(by=me, at=[me, *others], purpose=Purpose.HELP_REQUEST)

    looks = Look.objects.order_by("pk").values_list("viewer", "subject", "purpose")
    assert sorted(looks) == sorted((me.pk, other.pk, "help_request") for other in others)


def test_looks_are_written_at_once_whatever_their_number(django_assert_num_queries):
    me, others = PersonFactory(), PersonFactory.create_batch(60)

    with django_assert_num_queries(2):  # the viewer's roles, the rows
        record_look(by=me, at=others, purpose=Purpose.HELP_REQUEST)


def test_i_see_who_looked_when_and_why_page_by_page(client):
    me, viewer = PersonFactory(), PersonFactory(first_name="Odile", last_name="Vue")
    for _each in range(60):
        record_look(by=viewer, at=[me], purpose=Purpose.MANDATORY_TRAINING)
    client.force_login(me)

    first = client.get(reverse("people:who_looked"))
    second = client.get(reverse("people:who_looked"), {"page": 2})

    assert first.content.decode().count("Odile Vue") == 50
    assert second.content.decode().count("Odile Vue") == 10


def test_an_empty_log_says_so(client, person):
    client.force_login(person)

    assert client.get(reverse("people:who_looked")).status_code == 200
    assert client.get(MY_DATA).status_code == 200


# --- Who may see whom -----------------------------------------------------------------------------------------


def test_only_roles_that_run_the_staff_list_see_others(
    person, manager, editor, training_manager, data_protection_officer, administrator
):
    everybody = Person.objects.count()

    assert [people_visible_to(viewer).count() for viewer in (person, manager, editor)] == [1, 1, 1]
    for viewer in (training_manager, data_protection_officer, administrator):
        assert people_visible_to(viewer).count() == everybody


# --- The end ------------------------------------------------------------------------------------------------


def test_erasure_leaves_no_row_of_the_person_and_all_of_others(stranger):
    me = fill(PersonFactory())
    record_look(by=me, at=[stranger], purpose=Purpose.STAFF_ADMINISTRATION)
    before = [(data.holding.key, data.count) for data in data_held_about(stranger)]

    erased = erase_person(person=me)

    assert erased["people.Person"] == 1
    assert not Person.objects.filter(staff_number=me.staff_number).exists()
    assert Look.objects.filter(subject=stranger, viewer=None).count() == 3
    assert [(data.holding.key, data.count) for data in data_held_about(stranger)] == before


def test_a_failing_eraser_undoes_the_others(stranger):
    fill(PersonFactory())

    def broken(execute, sql, params, many, context):
        if sql.startswith('DELETE FROM "people_position"'):
            raise ConnectionError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(broken), pytest.raises(ConnectionError):
        erase_person(person=stranger)

    counts = {data.holding.key: data.count for data in data_held_about(stranger)}
    assert counts["people.Look"]
    assert not ErasureUnderWay.objects.exists()


def test_commands_export_and_erase_one_person(tmp_path, capsys, stranger):
    me = fill(PersonFactory(staff_number="00005"))
    target = tmp_path / "moi.zip"

    call_command("export_person", "00005", "--output", str(target))

    output = capsys.readouterr().out
    files = opened(target.read_bytes(), export_passphrase(me))
    assert me.last_name in files["donnees.html"]
    assert "CANARY" not in "".join(files.values())
    assert export_passphrase(me) not in output
    assert me.looks_received.filter(viewer=None, purpose=Purpose.DATA_REQUEST).count() == 2

    call_command("erase_person", "00005", "--yes")
    assert not Person.objects.filter(pk=me.pk).exists()


def test_commands_refuse_a_number_of_nobody_and_a_file_that_exists(tmp_path, person):
    taken = tmp_path / "moi.zip"
    taken.write_bytes(b"")

    for arguments in (
        ("erase_person", "nobody", "--yes"),
        ("export_person", "nobody", "--output", str(tmp_path / "x.zip")),
        ("export_person", person.staff_number, "--output", str(taken)),
    ):
        with pytest.raises(CommandError) as error:
            call_command(*arguments)
        assert error.value.returncode == 2
