"""The real server over a PostgreSQL that is stopped and started again."""

import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from tests import migrated, services
from tests.e2e import site
from tests.layout import web_command


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
ADDRESS = "/compte/connexion/"


@pytest.fixture
def cluster():
    """A server of one's own with the tables of the tests' database."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    with services.postgresql_cluster() as cluster:
        tables = subprocess.run(
            [migrated._client("pg_dump"), "-d", migrated._address(connection.settings_dict)],
            check=True, capture_output=True,
        ).stdout  # fmt: skip
        quietly = [migrated._client("psql"), "-qX", "-o", "/dev/null"]
        subprocess.run([*quietly, "-d", cluster.address], input=tables, check=True)
        yield cluster


@pytest.fixture
def url(cluster, tmp_path):
    url = f"http://127.0.0.1:{services.free_port()}"
    settings = site.environment(tmp_path, DATABASE_URL=cluster.address, BASE_URL=url)
    command = web_command(
        int(url.rpartition(":")[2]), workers=1, blocking_threads=4, workers_kill_timeout=1
    )
    with site.background(command, settings):
        site.wait_until_ready(url)
        yield url


def get(address, **headers):
    """The status, the headers, the text and how long it took."""
    began = time.monotonic()
    try:
        answer = urllib.request.urlopen(
            urllib.request.Request(address, headers=headers), timeout=10
        )
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        text = answer.read().decode()
    return answer.status, answer.headers, text, time.monotonic() - began


def all_at_once(address, times):
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(get, [address] * times))


def statuses(url):
    return {status for status, *_ in all_at_once(url + ADDRESS, 8)}


def test_a_restart_is_a_503_and_then_nothing(cluster, url):
    works = partial(site.eventually, lambda: statuses(url) == {200}, "all works", seconds=5)
    works()

    cluster.stop()

    for status, headers, text, seconds in all_at_once(url + ADDRESS, 16):
        assert (status, headers["Retry-After"]) == (503, "5")
        assert seconds < 2
        assert "psycopg" not in text
    assert (
        "unavailable" in get(url + ADDRESS, **{"Accept": "text/html", "Accept-Language": "en"})[2]
    )
    status, _headers, text, seconds = get(f"{url}/sante/pret")
    assert (status, seconds < 2) == (503, True)
    assert '"database": "away"' in text
    assert get(f"{url}/sante/vivant")[0] == 200

    cluster.start()

    works()

    cluster.stop()  # and started before anybody asks: the connections of the pool are dead
    cluster.start()

    assert statuses(url) <= {200, 503}
    works()
