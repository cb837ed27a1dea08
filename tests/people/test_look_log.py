"""Who looked at whom: written once, changed by nobody, told to whoever was looked at."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from config.prepared_postgresql import Login, Server, Wanted
from people.actions.accounts import grant_role, revoke_role
from people.actions.privacy import erase_person, record_look
from people.enums import Purpose, Role, ViewedData
from people.models import ErasureUnderWay, Look
from tests.people.factories import PersonFactory


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def look():
    record_look(by=PersonFactory(), at=[PersonFactory()], purpose=Purpose.STAFF_ADMINISTRATION)
    return Look.objects.get()


def aged(look, age):
    """The same look, noted that long ago: a new row, as no row can be changed."""
    return Look.objects.create(
        viewer=look.viewer,
        subject=look.subject,
        purpose=look.purpose,
        looked_at=timezone.now() - age,
    )


REWRITES = [
    {"viewer": None},
    {"purpose": Purpose.DATA_REQUEST},
    {"seen": ViewedData.HELP},
    {"viewer_roles": "editor"},
    {"looked_at": datetime(2020, 1, 1, tzinfo=UTC)},
]


@pytest.mark.parametrize("change", REWRITES, ids=lambda change: next(iter(change)))
def test_a_look_cannot_be_rewritten(look, change):
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        Look.objects.filter(pk=look.pk).update(**change)


def test_a_look_cannot_be_given_to_another_viewer_nor_to_another_subject(look):
    other = PersonFactory()
    for change in ({"viewer": other}, {"subject": other}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Look.objects.filter(pk=look.pk).update(**change)


@pytest.mark.parametrize("days", [0, 1, 364])
def test_a_look_of_less_than_a_year_cannot_be_deleted(look, days):
    old_look = aged(look, timedelta(days=days))

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        Look.objects.filter(pk=old_look.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_look")


def test_a_look_cannot_be_replaced_under_its_own_number(look):
    columns = "id, subject_id, purpose, looked_at"
    values = (look.pk, look.subject_id, "data_request", look.looked_at)
    verb = "REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} people_look ({columns}) VALUES (%s, %s, %s, %s)", values)

    assert Look.objects.get() == look
    assert Look.objects.get().purpose == Purpose.STAFF_ADMINISTRATION


def test_those_older_than_a_year_may_go_and_only_those_are_outdated(look):
    old = aged(look, timedelta(days=368))

    assert list(Look.objects.outdated()) == [old]
    Look.objects.outdated().delete()
    assert list(Look.objects.all()) == [look]


@pytest.mark.parametrize(
    "day", ["2027-11-24", "2028-02-29", "2028-03-01", "2027-03-01", "2027-12-31"]
)
def test_no_day_of_the_calendar_makes_the_purge_ask_for_more_than_the_year(day):
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        record_look(by=None, at=[PersonFactory()], purpose=Purpose.DATA_REQUEST)
        limit = Look.objects.outdated().query.where.children[0].rhs

    year_before = moment - timedelta(days=365)
    assert year_before - timedelta(days=3) < limit < year_before


def test_erasing_the_subject_takes_their_log_and_erasing_the_viewer_only_their_name(look):
    other = PersonFactory()
    record_look(by=look.subject, at=[other], purpose=Purpose.HELP_REQUEST, seen=ViewedData.HELP)

    erase_person(person=look.subject)

    left = Look.objects.get()
    assert (left.subject, left.viewer, left.seen) == (other, None, ViewedData.HELP)
    assert not ErasureUnderWay.objects.exists()


def test_an_erasure_of_one_opens_no_row_of_another(look):
    ErasureUnderWay.objects.create(person_key=PersonFactory().pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        look.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.update(viewer=None)


def test_an_erasure_lets_only_the_name_go(look):
    ErasureUnderWay.objects.create(person_key=look.viewer.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.update(viewer=None, purpose=Purpose.DATA_REQUEST)
    Look.objects.update(viewer=None)


# --- What the person reads ----------------------------------------------------------------------------


def test_the_role_told_is_the_one_held_at_the_time(client):
    me, viewer = PersonFactory(), PersonFactory(first_name="Odile", last_name="Vue")
    grant_role(person=viewer, role=Role.EDITOR)
    record_look(by=viewer, at=[me], purpose=Purpose.HELP_REQUEST, seen=ViewedData.HELP)
    grant_role(person=viewer, role=Role.ADMINISTRATOR)
    grant_role(person=PersonFactory(), role=Role.ADMINISTRATOR)
    revoke_role(person=viewer, role=Role.EDITOR)
    client.force_login(me)

    page = " ".join(client.get(reverse("people:who_looked")).content.decode().split())

    assert f"Odile Vue</strong>, {Role.EDITOR.label} </p>" in page
    assert str(Purpose.HELP_REQUEST.label) in page
    assert str(ViewedData.HELP.label) in page


def test_follow_up_of_training_is_told_as_what_it_shows_and_not_as_a_record(client):
    me = PersonFactory()
    record_look(by=PersonFactory(), at=[me], purpose=Purpose.MANDATORY_TRAINING)
    client.force_login(me)
    english = {"accept-language": "en"}

    page = client.get(reverse("people:who_looked"), headers=english).content.decode()
    assert "of your mandatory training: done or not, and the day" in page
    assert str(ViewedData.RECORD.label) not in page

    record_look(by=PersonFactory(), at=[me], purpose=Purpose.STAFF_ADMINISTRATION)
    page = client.get(reverse("people:who_looked"), headers=english).content.decode()
    assert "your staff record" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"name": "vue"}, {"Vue"}),
        ({"name": "odile vue"}, {"Vue"}),
        ({"name": "Personne"}, set()),
        ({"purpose": "help_request"}, {"Autre"}),
        ({"name": "vue", "purpose": "help_request"}, set()),
        ({"purpose": "what is this"}, {"Vue", "Autre"}),
    ],
)
def test_the_log_is_searched_by_name_and_purpose(client, asked, found):
    me = PersonFactory()
    vue, autre = (
        PersonFactory(first_name="Odile", last_name="Vue"),
        PersonFactory(first_name="Paul", last_name="Autre"),
    )
    record_look(by=vue, at=[me], purpose=Purpose.STAFF_ADMINISTRATION)
    record_look(by=autre, at=[me], purpose=Purpose.HELP_REQUEST)
    client.force_login(me)

    page = client.get(reverse("people:who_looked"), asked).content.decode()

    shown = (
        page.split('<ul class="ruled')[1].split("</ul>")[0] if '<ul class="ruled' in page else ""
    )
    assert {name for name in ("Vue", "Autre") if name in shown} == found


# --- The rights that `prepare_services` gives -----------------------------------------------------------


@pytest.fixture
def as_the_site(look):
    """Speak to PostgreSQL as a role that may do what the site may."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    owner = Login(connection.settings_dict["USER"], "")
    wanted = Wanted(connection.settings_dict["NAME"], owner=owner, site=Login("site", ""))
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE site")
        for statement in Server(connection.connection, wanted).missing_inside():
            cursor.execute(statement)
        cursor.execute("SET ROLE site")
        yield cursor
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize(
    "order",
    [
        "TRUNCATE people_look",
        "UPDATE people_look SET purpose = 'data_request'",
        "ALTER TABLE people_look DISABLE TRIGGER people_look_only_grows",
        "DROP TRIGGER people_look_only_grows ON people_look",
        "DELETE FROM people_look",
    ],
)
def test_the_sites_role_cannot_get_around_the_triggers(as_the_site, order):
    with pytest.raises(DatabaseError), transaction.atomic():
        as_the_site.execute(order)


def test_the_sites_role_can_log_and_erase(as_the_site, look):
    record_look(by=look.subject, at=[look.viewer], purpose=Purpose.HELP_REQUEST)

    erase_person(person=look.viewer)

    assert Look.objects.get().viewer is None
