"""Pushes to people's devices, tried against a stub of a browser maker's server."""

import base64
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ValidationError
from django.urls import reverse

from learning.notifications import PATH
from people.actions.accounts import grant_role
from people.actions.privacy import erase_person
from people.actions.sessions import end_all_sessions
from people.enums import Role
from people.models import OutgoingPush, PushDevice
from people.notifications.actions import Entry, notify
from people.push.actions import add_device, enqueue_pushes, send_due_pushes, set_web_push
from people.push.sending import is_push_address, public_key
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

OPEN, NIGHT, MORNING = "2026-11-26 10:00", "2026-11-26 23:30", "2026-11-27 10:00"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"


class Stub(ThreadingHTTPServer):
    """Answers each path with the status that the path ends in."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.received = []

    def address(self, name, status=201):
        return f"http://127.0.0.1:{self.server_port}/{name}/{status}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        self.send_response(int(self.path.rpartition("/")[2]))
        self.send_header("Location", self.server.address("elsewhere"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        """Say nothing."""


@contextmanager
def serving(settings):
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        host = f"127.0.0.1:{server.server_port}"
        settings.OUTBOUND_PRIVATE_HOSTS, settings.WEB_PUSH_HOSTS = [host], (host,)
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def maker(settings):
    with serving(settings) as server:
        set_web_push(is_on=True)
        yield server


def device(person, address):
    add_device(person=person, endpoint=address, user_agent=FIREFOX)


def claims_of(headers):
    scheme, token, key = headers["Authorization"].replace(",", "").split()
    point = base64.urlsafe_b64decode(key.removeprefix("k=") + "=")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    audience = "http://" + headers["Host"]
    assert scheme == "vapid"
    return jwt.decode(token.removeprefix("t="), public, ["ES256"], audience=audience)


@time_machine.travel(OPEN, tick=False)
def test_every_push_is_empty_signed_and_says_nothing_of_anybody(person, maker, caplog):
    other = PersonFactory()
    device(person, maker.address("one"))
    device(other, maker.address("two"))
    enqueue_pushes(people=[person.pk, other.pk])
    notify(kind=PATH, entries=[Entry(person=person.pk, key=1)])

    assert send_due_pushes() == {"sent": 2}
    assert not OutgoingPush.objects.exists()
    (first, second) = sorted(maker.received)
    assert (first[2], second[2]) == (b"", b"")
    assert claims_of(first[1]) == claims_of(second[1])
    assert {key: value for key, value in first[1].items() if key != "Authorization"} == {
        key: value for key, value in second[1].items() if key != "Authorization"
    }
    told = f"{first} {claims_of(first[1])} {caplog.text}"
    for word in (person.last_name, person.email, str(person.uuid), person.staff_number):
        assert word not in told
    assert "/one/" not in caplog.text


def test_none_goes_in_the_quiet_hours(person, maker):
    with time_machine.travel(NIGHT, tick=False):
        device(person, maker.address("one"))
        enqueue_pushes(people=[person.pk])
        assert send_due_pushes() == {}
    with time_machine.travel(MORNING, tick=False):
        assert send_due_pushes() == {"sent": 1}


@time_machine.travel(OPEN, tick=False)
@pytest.mark.parametrize(
    ("status", "outcome", "has_device", "waits"),
    [
        (404, "gone", False, False),
        (410, "gone", False, False),
        (429, "later", True, True),
        (503, "later", True, True),
        (403, "refused", True, False),
        (307, "refused", True, False),
    ],
)
def test_what_becomes_of_a_device_that_takes_none(
    person, maker, status, outcome, has_device, waits
):
    device(person, maker.address("one", status))
    enqueue_pushes(people=[person.pk])

    assert send_due_pushes() == {outcome: 1}
    assert PushDevice.objects.exists() == has_device
    assert OutgoingPush.objects.exists() == waits
    assert len(maker.received) == 1  # nor is a redirection followed
    assert send_due_pushes() == {}


def test_a_server_that_never_answers_well_is_left_alone_after_three_more_tries(person, maker):
    with time_machine.travel(OPEN, tick=False) as clock:
        device(person, maker.address("one", 503))
        enqueue_pushes(people=[person.pk])
        for _ in range(6):
            send_due_pushes()
            clock.shift(3 * 60 * 60)
        clock.move_to(MORNING)
        for _ in range(3):
            send_due_pushes()
            clock.shift(3 * 60 * 60)

    assert len(maker.received) == 4
    assert not OutgoingPush.objects.exists()


@time_machine.travel(OPEN, tick=False)
def test_a_round_that_takes_long_leaves_the_rest_to_the_next(person, maker, monkeypatch):
    monkeypatch.setattr("people.push.actions.ROUND_SECONDS", 0.0)
    for name in ("one", "two"):
        device(person, maker.address(name))
    enqueue_pushes(people=[person.pk])

    assert [send_due_pushes() for _ in range(3)] == [{"sent": 1}, {"sent": 1}, {}]


@pytest.mark.parametrize(
    "address",
    [
        "", "https://example.org/push", "http://fcm.googleapis.com/send/1", "https://fcm.googleapis.com:8443/1",
        "https://fcm.googleapis.com.example.org/1", "https://evil-fcm.googleapis.com/1", "https://[::1",
        "https://who@fcm.googleapis.com/1", "https://127.0.0.1/1", "https://notify.windows.com.example.org/",
        "https://example.org\\.notify.windows.com/1", "https://example.org%5C.notify.windows.com/1",
        "https://fcm.googleapis.com/\0", f"https://fcm.googleapis.com/{'a' * 600}",
    ],
)  # fmt: skip
def test_an_address_elsewhere_is_refused(person, address):
    set_web_push(is_on=True)
    with pytest.raises(ValidationError):
        device(person, address)


def test_a_port_that_was_allowed_for_something_else_is_refused(settings):
    settings.OUTBOUND_PRIVATE_HOSTS = ["fcm.googleapis.com:8443", "x.notify.windows.com:8443"]
    for host in settings.OUTBOUND_PRIVATE_HOSTS:
        assert not is_push_address(f"https://{host}/1")


def test_the_makers_of_browsers_are_known():
    for host in ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com",
                 "wns2-par02p.notify.windows.com"):  # fmt: skip
        assert is_push_address(f"https://{host}/send/abc")


@time_machine.travel(OPEN, tick=False)
def test_it_is_off_until_the_officer_allows_it_and_ends_with_it(client, person, settings):
    officer, sessions = PersonFactory(), reverse("people:sessions")
    grant_role(person=officer, role=Role.DATA_PROTECTION_OFFICER)
    with serving(settings) as maker:
        client.force_login(person)
        sent = {"endpoint": maker.address("one")}
        assert public_key() not in client.get(sessions).content.decode()
        client.post(reverse("people:add_push_device"), sent)
        assert not PushDevice.objects.exists()
        assert client.post(reverse("people_admin_web_push"), {"is_on": "yes"}).status_code == 302
        assert not PushDevice.objects.exists()
        client.force_login(officer)
        client.post(reverse("people_admin_web_push"), {"is_on": "yes"})
        client.force_login(person)
        client.post(reverse("people:add_push_device"), sent, headers={"user-agent": FIREFOX})
        page = client.get(sessions).content.decode()
        assert public_key() in page
        assert "Firefox" in page
        enqueue_pushes(people=[person.pk])
        client.force_login(officer)
        client.post(reverse("people_admin_web_push"), {"is_on": "no"})
        assert send_due_pushes() == {}
        assert (maker.received, PushDevice.objects.count()) == ([], 0)


def test_a_device_is_its_last_owners_and_goes_when_they_take_it_out(client, person, maker):
    other = PersonFactory()
    device(other, maker.address("one"))
    device(person, maker.address("one"))
    mine = PushDevice.objects.get()
    assert mine.person == person
    client.force_login(other)
    remove = reverse("people:remove_push_device", args=[mine.uuid])
    assert client.post(remove).status_code == 404
    client.force_login(person)
    client.post(remove)
    assert not PushDevice.objects.exists()


def test_what_comes_to_wait_is_told_to_the_devices(person, maker):
    device(person, maker.address("own"))
    notify(kind=PATH, entries=[Entry(person=person.pk, key=1)])

    assert OutgoingPush.objects.get().device.person == person


def test_a_leaver_is_told_nothing_and_an_erased_person_has_no_device(person, maker):
    leaver = PersonFactory(employed_until="2026-01-31")
    for number, owner in enumerate((person, leaver, closed := PersonFactory())):
        device(owner, maker.address(f"device-{number}"))
    with time_machine.travel(OPEN, tick=False):
        enqueue_pushes(people=[leaver.pk])
        send_due_pushes()
    end_all_sessions(person=closed)
    erase_person(person=person)

    assert not maker.received
    assert not PushDevice.objects.exists()


def test_eleven_devices_are_one_too_many(person, maker):
    for number in range(10):
        device(person, maker.address(f"device-{number}"))

    with pytest.raises(ValidationError):
        device(person, maker.address("another"))
    device(person, maker.address("device-3"))
