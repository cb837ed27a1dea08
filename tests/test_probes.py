"""A supervisor asks without a forged header, learns one word for each check, and opens nothing else by it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from config.probes import QUIET_LOG, has_all_migrations, logs_no_statement, read_database
from core.background import Queue
from people.actions.leases import hold_lease
from people.models import OutboxTask


pytestmark = pytest.mark.django_db
POD = {"HTTP_HOST": "10.1.2.3:8000"}


@pytest.mark.parametrize("probe", ["/sante/vivant", "/sante/pret"])
def test_a_probe_needs_no_https_and_no_host_of_ours(probe, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client(**POD)

    assert client.get(probe).status_code == 200
    assert client.post(probe).status_code == 405
    assert client.get("/compte/connexion/").status_code in (301, 400)
    for other in (f"{probe}/", f"{probe}/x", f"/{probe}", "/sante/"):
        assert client.get(other).status_code != 200


def test_no_other_address_takes_the_host_of_a_probe():
    client = Client(HTTP_HOST="evil.example")

    assert client.get("/sante/pret").status_code == 200
    assert client.get("/compte/connexion/").status_code == 400
    assert client.get("/compte/mot-de-passe/").status_code == 400


def test_what_is_late_or_silent_keeps_no_process_out_of_service():
    now, words = timezone.now(), {}

    told = Client().get("/sante/pret")
    assert (told.status_code, told.json()["ready"]) == (200, True)
    assert told.json()["checks"]["beat"] == "silent"

    hold_lease("beat", uuid4(), timedelta(seconds=30))
    OutboxTask.objects.create(
        task="one", queue=Queue.DEFAULT, next_try_at=now - timedelta(minutes=11)
    )
    read_database(words)
    assert (words["queue"], words["beat"], words["migrations"]) == ("late", "ok", "ok")


def test_a_migration_that_is_missing_is_noticed():
    assert has_all_migrations()

    MigrationRecorder(connection).record_unapplied("people", "0001_initial")

    assert not has_all_migrations()


@pytest.mark.postgresql
def test_a_server_that_logs_statements_is_noticed():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    assert not logs_no_statement()  # as PostgreSQL comes

    with connection.cursor() as cursor:
        for setting, allowed in QUIET_LOG.items():
            cursor.execute(f"SET LOCAL {setting} = '{allowed[0]}'")
    assert logs_no_statement()
