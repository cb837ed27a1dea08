"""Where somebody is signed in: listed, ended, and ended by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.actions.retention import purge
from people.models import OpenSession, Person
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

SESSIONS, MY_DATA = reverse("people:sessions"), reverse("people:my_data")
PASSWORD = "quatre mots vont bien ensemble"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def nadia():
    return make("00042")


def make(number):
    person = PersonFactory(staff_number=number)
    person.set_password(PASSWORD)
    person.save()
    return person


def signed_in(person, user_agent=""):
    client = Client(headers={"user-agent": user_agent, "accept-language": "en"})
    client.post(reverse("people:login"), {"username": person.staff_number, "password": PASSWORD})
    return client


def is_in(client):
    return client.get(MY_DATA).status_code == 200


def test_my_connections_are_listed_and_nobody_elses(nadia):
    here = signed_in(nadia, FIREFOX)
    signed_in(nadia, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) Version/18.1 Safari/604.1")
    signed_in(make("00043"), "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0.0.0 Safari/537.36")
    page = here.get(SESSIONS).content.decode()

    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "Windows" not in page
    assert page.count(">This device<") == 1
    assert page.index("This device") < page.index("Safari on iPhone")


def test_no_address_and_no_version_is_kept(nadia):
    signed_in(nadia, FIREFOX)
    columns = {field.name for field in OpenSession._meta.get_fields()}
    any_digits = {"id", "uuid", "person", "session_key", "signed_in_at"}  # may stand in these
    stored = str(OpenSession.objects.values(*columns - any_digits).get())

    assert "127.0.0.1" not in stored
    assert "133" not in stored


def test_another_session_is_ended(nadia):
    here, there, elsewhere = signed_in(nadia), signed_in(nadia), signed_in(nadia)
    row = OpenSession.objects.get(session_key=there.session.session_key)
    here.post(reverse("people:lose_device", args=[row.uuid]))

    assert [is_in(here), is_in(there), is_in(elsewhere)] == [True, False, True]


def test_all_other_sessions_of_the_person_are_ended(nadia):
    here, there = signed_in(nadia), signed_in(nadia)
    theirs = signed_in(make("00043"))
    here.post(reverse("people:lose_other_devices"))

    assert [is_in(here), is_in(there), is_in(theirs)] == [True, False, True]


def test_nobody_ends_the_session_of_somebody_else(nadia):
    here, theirs = signed_in(nadia), signed_in(make("00043"))
    row = OpenSession.objects.get(person__staff_number="00043")

    assert here.post(reverse("people:lose_device", args=[row.uuid])).status_code == 404
    assert is_in(theirs)


def test_a_session_that_has_ended_is_not_listed(nadia):
    here, there = signed_in(nadia), signed_in(nadia, FIREFOX)
    Session.objects.filter(session_key=there.session.session_key).delete()

    assert "Firefox" not in here.get(SESSIONS).content.decode()


@pytest.mark.parametrize("name", ["people:logout", "wagtailadmin_logout"])
def test_signing_out_ends_it_on_the_server_and_clears_the_browser(nadia, name):
    client = signed_in(nadia)
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    response = client.post(reverse(name))

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not OpenSession.objects.filter(person=nadia).exists()
    assert not is_in(stolen)


def test_signing_in_takes_another_key_and_a_planted_one_is_worthless(nadia):
    client = Client()
    client.get(reverse("people:password_reset"))
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.post(reverse("people:login"), {"username": "00042", "password": PASSWORD})

    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_new_password_ends_the_others_and_keeps_this_one_listed(nadia):
    here, there = signed_in(nadia, FIREFOX), signed_in(nadia)
    new = "encore quatre mots choisis"
    here.post(
        reverse("people:password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert [is_in(here), is_in(there)] == [True, False]
    assert "This device" in here.get(SESSIONS).content.decode()
    assert OpenSession.objects.filter(person=nadia).count() == 1


# --- An end by itself ---------------------------------------------------------------------------------------


def test_a_session_ends_after_two_hours_without_a_click(nadia):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(nadia)
        for _each in range(3):
            clock.shift(timedelta(minutes=100))
            assert is_in(client)
        clock.shift(timedelta(minutes=121))
        key = client.session.session_key
        assert not is_in(client)
        assert not Session.objects.filter(session_key=key).exists()


def test_a_session_ends_after_twelve_hours_however_busy(nadia):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(nadia)
        for _each in range(7):
            clock.shift(timedelta(minutes=100))
            assert is_in(client)
        clock.shift(timedelta(minutes=100))
        assert not is_in(client)


def test_both_ends_are_settings(nadia, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 5, 1
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client, other = signed_in(nadia), signed_in(nadia)
        clock.shift(timedelta(minutes=6))
        assert not is_in(client)
        settings.SESSION_IDLE_MINUTES = 600
        clock.shift(timedelta(minutes=55))
        assert not is_in(other)


def test_a_session_is_not_written_at_every_click(nadia):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(nadia)
        before = Session.objects.get(session_key=client.session.session_key).session_data
        clock.shift(timedelta(seconds=30))
        client.get(MY_DATA)
        assert Session.objects.get(session_key=client.session.session_key).session_data == before


@pytest.mark.parametrize("change", [{"is_active": False}, {"employed_until": "2020-01-01"}])
def test_leaving_ends_it_at_the_next_click(nadia, change):
    client = signed_in(nadia)
    Person.objects.filter(pk=nadia.pk).update(**change)

    assert not is_in(client)


def test_the_night_forgets_what_has_ended(nadia):
    signed_in(nadia)
    OpenSession.objects.update(signed_in_at=timezone.now() - timedelta(hours=13))
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    going_on = signed_in(nadia)
    purge()

    assert OpenSession.objects.count() == Session.objects.count() == 1
    assert is_in(going_on)
