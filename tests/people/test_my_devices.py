"""« My devices »: one line for what is one device, named by its owner, taken out in one act."""

import pytest
from django.test import Client
from django.urls import reverse

from people.models import OpenSession, PersonalDevice, PushDevice
from people.push.actions import set_web_push
from people.queries.devices import known_devices, may_keep
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots vont bien ensemble"
PAGE = reverse("people:sessions")


@pytest.fixture
def nadia():
    set_web_push(is_on=True)
    person = PersonFactory(staff_number="00042")
    person.set_password(PASSWORD)
    person.save()
    return person


def signed_in(system):
    client = Client(headers={"user-agent": f"({system}) Firefox/133.0", "accept-language": "en"})
    client.post(reverse("people:login"), {"username": "00042", "password": PASSWORD})
    return client


def own_and_told(client, number):
    """Say that the device is one's own, and have it told."""
    device = client.post(reverse("people:name_device")).json()["device"]
    endpoint = f"https://fcm.googleapis.com/{number}"
    client.post(reverse("people:add_push_device"), {"endpoint": endpoint})
    return device


def state(client, device):
    return client.get(reverse("people:device_state", args=[device])).json()


def known(person):
    return known_devices(person, session_key=None)


def test_session_kept_lessons_and_push_of_one_device_are_one_line(nadia):
    phone, office = signed_in("Android"), signed_in("Windows")
    own_and_told(phone, "one")
    page = office.get(PAGE).content.decode()
    assert (page.count("Firefox on Android</strong>"), page.count("Firefox on Windows")) == (1, 1)
    assert "Keeps lessons" in page
    assert "Tells you that something waits" in page
    assert len(known(nadia)) == 2


def test_signed_in_again_a_device_is_recognised_by_its_own_number(nadia):
    phone = signed_in("Android")
    device = own_and_told(phone, "one")
    OpenSession.objects.all().delete()  # as the night does
    again = signed_in("Android")
    assert not state(again, device)["is_known"]
    assert len(known(nadia)) == 2
    here = reverse("people:recognise_device", args=[device])
    assert Client().post(here).status_code == 302
    again.post(here)
    assert state(again, device)["is_known"]
    [one] = known(nadia)
    assert (len(one.sessions), len(one.pushes), str(one.device.uuid)) == (1, 1, device)


def test_a_lost_phone_is_one_act(nadia):
    phone, office = signed_in("Android"), signed_in("Windows")
    device = own_and_told(phone, "one")
    kept = own_and_told(office, "two")
    office.post(reverse("people:lose_device", args=[device]))
    assert phone.get(PAGE).status_code == 302
    assert state(Client(), device)["state"] == "revoked"
    assert [push.device.uuid for push in PushDevice.objects.all()] == [
        PersonalDevice.objects.get().uuid
    ]
    assert (may_keep(kept), office.get(PAGE).status_code) == (True, 200)


def test_all_the_others_are_taken_out_with_what_they_keep(nadia):
    phone, office = signed_in("Android"), signed_in("Windows")
    own_and_told(phone, "one")
    kept = own_and_told(office, "two")
    office.post(reverse("people:lose_other_devices"))
    assert phone.get(PAGE).status_code == 302
    assert (may_keep(kept), PersonalDevice.objects.count(), PushDevice.objects.count()) == (
        True,
        1,
        1,
    )


def test_an_intruder_who_says_that_they_are_on_the_owners_device_is_taken_out_with_the_others(
    nadia,
):
    office, intruder = signed_in("Windows"), signed_in("Linux")
    device = own_and_told(office, "one")
    here = reverse("people:recognise_device", args=[device])
    assert intruder.post(here).status_code == 409
    assert office.post(here).status_code == 204
    own_and_told(intruder, "two")
    # As one that was on it before this was refused.
    own = PersonalDevice.objects.get(uuid=device)
    OpenSession.objects.all().update(device=own)
    PushDevice.objects.all().update(device=own)

    office.post(reverse("people:lose_other_devices"))

    assert intruder.get(PAGE).status_code == 302
    assert (office.get(PAGE).status_code, may_keep(device)) == (200, True)
    assert [push.endpoint[-3:] for push in PushDevice.objects.all()] == ["one"]


def test_a_device_has_the_name_that_its_owner_gives_it_and_no_other(nadia):
    phone = signed_in("Android")
    device = own_and_told(phone, "one")
    rename = reverse("people:rename_device", args=[device])
    phone.post(rename, {"name": " Téléphone <b> "})
    assert "Téléphone &lt;b&gt;</strong>" in phone.get(PAGE).content.decode()
    phone.post(rename, {"name": "x" * 41})
    assert PersonalDevice.objects.get().name == "Téléphone <b>"
    phone.post(rename, {"name": ""})
    assert "Firefox on Android</strong>" in phone.get(PAGE).content.decode()
