"""What is away or full is told from a bug, and answered without the database and without a word too many."""

import contextlib
import errno
import sqlite3

import psycopg
import psycopg_pool
import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import path

from config.urls import handler500  # noqa: F401 - of this file's addresses too
from core.disk import disk_uses
from core.outages import Outage, outage_of
from core.storage import WholeFileStorage


def error_of(*statements):
    """What SQLite says of the last of these."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        try:
            for statement in statements:
                database.execute(statement)
        except sqlite3.Error as error:
            return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (psycopg.OperationalError("connection refused"), Outage.AWAY),
        (psycopg_pool.PoolTimeout(), Outage.AWAY),
        (psycopg.errors.AdminShutdown(), Outage.AWAY),
        (psycopg.errors.TooManyConnections(), Outage.BUSY),
        (psycopg.errors.QueryCanceled(), Outage.BUSY),
        (psycopg.errors.LockNotAvailable(), Outage.BUSY),
        (psycopg.errors.DeadlockDetected(), Outage.BUSY),
        (psycopg.errors.DiskFull(), Outage.FULL),
        (error_of("PRAGMA max_page_count = 1", "CREATE TABLE one (text)"), Outage.FULL),
        (OSError(errno.ENOSPC, "No space left on device"), Outage.FULL),
        (psycopg.errors.UndefinedTable(), None),
        (psycopg.errors.UniqueViolation(), None),
        (psycopg.InterfaceError("the cursor is closed"), None),
        (error_of("SELECT 1 FROM absent"), None),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (None, None),
    ],
)
def test_an_outage_is_told_from_a_bug(error, outage):
    assert outage_of(error) == outage

    wrapped = OperationalError("as Django raises it")
    wrapped.__cause__ = error
    assert outage_of(wrapped) == outage


@login_not_required
def away(request):
    raise OperationalError("password=secret of 10.0.0.7") from psycopg.OperationalError("10.0.0.7")


@login_not_required
def full(request):
    raise OSError(errno.ENOSPC, "No space left on device", "/var/lib/passerelle")


@login_not_required
def bug(request):
    raise OSError(errno.ENOENT, "No such file")


urlpatterns = [path("away", away), path("full", full), path("bug", bug)]
BROWSER = {"Accept": "text/html,*/*"}


@pytest.fixture
def visitor(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("language", "word"), [("en", "unavailable"), ("fr", "Réessayer")])
def test_a_page_says_in_the_readers_language_that_the_database_is_away(visitor, language, word):
    response = visitor.get("/away", headers=BROWSER | {"Accept-Language": language})

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Cache-Control"] == "no-store"
    assert word in response.text
    assert f'lang="{language}"' in response.text
    assert not any(leak in response.text for leak in ("10.0.0.7", "secret", "Error"))


def test_a_form_that_was_not_saved_gives_back_what_was_written(visitor):
    written = {"comment": "Une longue phrase.", "new_password1": "a pass phrase"}

    response = visitor.post("/away", written, headers=BROWSER | {"Origin": "http://testserver"})

    assert "Une longue phrase." in response.text
    assert "a pass phrase" not in response.text
    assert 'href="/away"' in response.text


def test_a_script_reads_json(visitor):
    response = visitor.post("/away", headers={"Accept": "*/*"})

    assert response.status_code == 503
    assert response.json()["error"] == "unavailable"


def test_a_full_disk_is_said_and_a_bug_is_a_bug(visitor):
    response = visitor.get("/full", headers=BROWSER)

    assert response.status_code == 507
    assert "/var/lib" not in response.text
    assert visitor.get("/bug", headers=BROWSER).status_code == 500


def test_an_upload_without_room_is_refused_unread(visitor):
    class Unread:
        def read(self, *args):
            raise AssertionError("it was read")

        readline = read

    response = visitor.post("/away", CONTENT_LENGTH=10**18, **{"wsgi.input": Unread()})

    assert response.status_code == 507


def test_no_half_of_a_file_is_left(tmp_path):
    class Cut(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"the first half"
            raise OSError(errno.ENOSPC, "No space left on device")

    storage = WholeFileStorage(tmp_path)
    storage.save("kept.txt", ContentFile(b"whole"))
    for name in ("kept.txt", "new.txt"):
        with pytest.raises(OSError, match="No space"):
            storage.save(name, Cut(b""))

    assert [file.name for file in tmp_path.iterdir()] == ["kept.txt"]
    assert (tmp_path / "kept.txt").read_bytes() == b"whole"


def test_each_disk_is_looked_at_once(settings, tmp_path):
    settings.VAR_DIR = settings.MEDIA_ROOT = settings.PACKAGES_ROOT = tmp_path
    settings.DRAWINGS_FOLDER = tmp_path / "not" / "yet"

    [use] = disk_uses()

    assert (use.setting, 0 <= use.percent <= 100) == ("VAR_DIR", True)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_statement_that_takes_too_long_is_no_bug():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10ms'")
        with pytest.raises(OperationalError) as caught:
            cursor.execute("SELECT pg_sleep(5)")

    assert outage_of(caught.value) is Outage.BUSY
