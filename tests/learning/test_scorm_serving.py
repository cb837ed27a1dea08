"""The packages' own host: it gives the files of one package to whoever has its sealed address, and nothing else."""

import base64

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from learning.models import ScormPackage
from learning.package_visits import decrypt_visit, encrypt_visit
from people.federation.secret_encryption import encrypt_secret
from tests.learning.packages import taken_in
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

HOST = "packages.localhost:8000"
MAIN = "http://127.0.0.1:8000"
VIDEO = bytes(range(256)) * 2_000


@pytest.fixture
def package():
    return taken_in(
        {
            "Médias/Été.MP4": VIDEO,
            "a.exe": "MZ",
            "sans-fin": "x",
            "code.js": "1",
            "image.svg": "<svg/>",
            "sw.js": "self.x=1",
        }
    )


@pytest.fixture
def apart():
    return Client(headers={"host": HOST})


@pytest.fixture
def token(package, person):
    return encrypt_visit(person, package, MAIN)


def body(response):
    return b"".join(response.streaming_content)


def test_the_host_is_that_of_the_settings():
    assert f"http://{HOST}" == settings.PACKAGES_ORIGIN
    assert "packages.localhost" in settings.ALLOWED_HOSTS


def test_a_file_is_given_with_headers_that_shut_it_in(apart, token):
    response = apart.get(f"/f/{token}/a.html")

    assert response.status_code == 200
    assert b"Partie a" in body(response)
    assert response["Content-Type"] == "text/html"
    policy = response["Content-Security-Policy"]
    for part in (
        "connect-src 'self'",
        "form-action 'none'",
        "worker-src 'none'",
        "object-src 'none'",
        f"frame-ancestors {MAIN} 'self'",
        "sandbox allow-scripts allow-same-origin allow-forms allow-modals",
    ):
        assert part in policy.split("; ")
    for word in ("allow-top-navigation", "allow-popups", "http:", "https:", "*"):
        assert word not in policy.replace(MAIN, "")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-DNS-Prefetch-Control"] == "off"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "X-Frame-Options" not in response
    assert response["Cache-Control"].startswith("private")


def test_no_answer_sets_or_reads_a_cookie(apart, token, person):
    apart.force_login(person)
    for path in (f"/f/{token}/a.html", f"/l/{token}/", "/s/scorm-wrapper.js", "/", "/admin/"):
        response = apart.get(path)
        response.close()
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("code.js", "text/javascript"),
        ("image.svg", "image/svg+xml"),
        ("M%C3%A9dias/%C3%89t%C3%A9.MP4", "video/mp4"),
        ("medias/ete.mp4", None),
        ("m%C3%A9dias/%C3%A9t%C3%A9.mp4", "video/mp4"),  # as a file system of Windows finds it
        ("a.exe", "application/octet-stream"),
        ("sans-fin", "application/octet-stream"),
    ],
)
def test_each_ending_has_its_type_and_what_is_unknown_is_a_download(
    apart, token, name, content_type
):
    response = apart.get(f"/f/{token}/{name}")
    response.close()

    assert response.status_code == (200 if content_type else 404)
    if content_type:
        assert response["Content-Type"] == content_type
        is_download = response.get("Content-Disposition") == "attachment"
        assert is_download == (content_type == "application/octet-stream")


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=511900-", 206, 511_900, 512_000),
        ("bytes=-10", 206, 511_990, 512_000),
        ("bytes=100-999999999", 206, 100, 512_000),
        ("bytes=512000-", 416, 0, 0),
        ("bytes=20-10", 416, 0, 0),
        ("bytes=-", 416, 0, 0),
        ("bytes=0-1,5-6", 200, 0, 512_000),
        ("pages=1-2", 200, 0, 512_000),
    ],
)
def test_a_player_may_ask_for_a_part(apart, token, asked, status, first, last):
    response = apart.get(f"/f/{token}/M%C3%A9dias/%C3%89t%C3%A9.MP4", headers={"range": asked})

    assert response.status_code == status
    if status != 416:
        assert body(response) == VIDEO[first:last]
        assert response["Content-Length"] == str(last - first)


@pytest.mark.parametrize(
    "name",
    [
        "../settings.py",
        "%2e%2e/settings.py",
        "..%2fa.html",
        "nothing.html",
        "a.html%00",
        "/etc/passwd",
        "imsmanifest.xml/..",
    ],
)
def test_nothing_outside_the_package_is_reached(apart, token, name):
    response = apart.get(f"/f/{token}/{name}")
    response.close()

    assert response.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/admin/",
        "/compte/connexion/",
        "/static/css/bundle.css",
        "/sante/pret",
        "/parcours/",
        "/s/passerelle.js",
        "/s/..%2fjs%2fquiz.js",
    ],
)
def test_no_page_of_ours_answers_there(apart, path):
    response = apart.get(path)

    assert response.status_code == 404
    assert response["Content-Security-Policy"] == "default-src 'none'"


def test_a_failure_there_is_shut_in_like_every_answer(apart, token, package):
    package.archive.storage.delete(package.archive.name)

    response = apart.get(f"/f/{token}/a.html")

    assert response.status_code == 500
    assert response.content == b""
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "host",
    [
        "packages.localhost",
        "packages.localhost:9999",
        "PACKAGES.localhost:8000",
        "packages.localhost.:8000",
    ],
)
def test_no_other_spelling_of_the_host_opens_the_site(host):
    assert Client(headers={"host": host}).get("/compte/connexion/").status_code == 404


def test_the_main_host_gives_no_file_of_a_package(client, person, token):
    client.force_login(person)

    assert client.get(f"/f/{token}/a.html").status_code == 404
    assert client.get(f"/l/{token}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_nothing_can_be_sent_there(apart, token, method):
    assert getattr(apart, method)(f"/f/{token}/a.html").status_code == 405


def test_head_says_the_size_and_sends_nothing(apart, token):
    response = apart.head(f"/f/{token}/a.html")

    assert response.status_code == 200
    assert response.content == b""
    assert int(response["Content-Length"]) > 0


def test_no_script_stays_in_the_browser_as_a_service_worker(apart, token):
    response = apart.get(f"/f/{token}/sw.js", headers={"service-worker": "script"})

    assert response.status_code == 404


def test_the_wrapper_names_nobody_and_lets_only_our_page_frame_it(apart, token, person):
    response = apart.get(f"/l/{token}/")
    page = response.content.decode()

    assert person.last_name not in page
    assert str(person.uuid) not in page
    assert f"frame-ancestors {MAIN};" in response["Content-Security-Policy"]
    assert "script-src 'self';" in response["Content-Security-Policy"]
    for name in ("scorm-wrapper.js", "scorm-wrapper.css", "scorm12.js", "scorm2004.js"):
        answer = apart.get(f"/s/{name}")
        assert len(body(answer)) > 100


def test_the_address_says_nothing_of_who_or_what(token, person, package):
    spelt_out = base64.urlsafe_b64decode(token)
    for identity in (person.uuid, package.uuid, person.last_name):
        assert str(identity) not in token
        assert str(identity).encode() not in spelt_out


def test_an_address_expires(apart, package, person):
    with time_machine.travel("2026-11-25 08:00Z", tick=False) as clock:
        token = encrypt_visit(person, package, MAIN)
        assert apart.head(f"/f/{token}/a.html").status_code == 200
        clock.shift(12 * 3600 + 1)
        assert apart.head(f"/f/{token}/a.html").status_code == 404
        assert apart.get(f"/l/{token}/").status_code == 404


def test_an_address_ends_with_the_account_and_with_the_package(apart, package, token, person):
    assert apart.head(f"/f/{token}/a.html").status_code == 200
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert apart.head(f"/f/{token}/a.html").status_code == 404

    other = PersonFactory()
    again = encrypt_visit(other, package, MAIN)
    ScormPackage.objects.all().delete()
    assert apart.head(f"/f/{again}/a.html").status_code == 404


def test_an_address_opens_its_own_package_alone(apart, token):
    taken_in({"secret.html": "x"}, title="Un autre")

    assert apart.head(f"/f/{token}/secret.html").status_code == 404


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "",
        encrypt_secret("[]"),
        encrypt_secret('["scorm", "x", "y", "z", 99999999999]'),
        encrypt_secret('{"scorm": 1}'),
        encrypt_secret('["mail", "a"]'),
        "é",
        "a" * 5000,
    ],
)
def test_what_is_not_a_seal_of_ours_opens_nothing(apart, forged):
    assert decrypt_visit(forged) is None
    assert apart.get(f"/f/{forged}/a.html").status_code == 404


def test_reading_a_file_costs_few_queries_whatever_the_package(
    apart, token, person, django_assert_num_queries
):
    apart.head(f"/f/{token}/a.html")
    many = taken_in({f"f/{n}.txt": "x" for n in range(500)}, title="Beaucoup")
    big = encrypt_visit(person, many, MAIN)
    apart.head(f"/f/{big}/a.html")
    for served in (token, big):
        with django_assert_num_queries(2):
            apart.head(f"/f/{served}/a.html")


def test_two_archives_of_the_same_size_are_not_taken_for_each_other(apart, person):
    for word in ("un", "deux"):
        taken_package = taken_in({"b.txt": word}, title=word)
        token = encrypt_visit(person, taken_package, MAIN)
        assert body(apart.get(f"/f/{token}/b.txt")) == word.encode()


def test_the_archive_lies_outside_the_folder_that_is_served(package):
    assert not package.archive.path.startswith(str(settings.MEDIA_ROOT))
