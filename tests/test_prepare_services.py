"""The command `prepare_services` on servers of its own: what it prints, what it does, and what the site can do afterwards."""

import base64
import hmac
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from config.prepared_postgresql import _is_verifier_of, scram_verifier
from tests import migrated, services
from tests.parts import DEPLOYED


ROOT = Path(__file__).resolve().parent.parent
OWNER, SITE = "passerelle_owner:of-tables-1", "passerelle_site:of-the-site-1"
AS_THE_SITE = """
from django.db import DatabaseError, connection, transaction
from adoption.usage.usage_partitions import DEFAULT_PARTITION, create_coming_partitions, partition_name
from config.probes import logs_no_statement
from people.models import Person

assert logs_no_statement()
(*_, last) = made = create_coming_partitions()
assert len(made) == 4, made
for order in ("TRUNCATE people_look", "UPDATE people_look SET purpose = ''", "DROP TABLE people_person",
              "ALTER TABLE people_look DISABLE TRIGGER ALL", "DROP FUNCTION people_look_only_grows CASCADE"):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(order)
    except DatabaseError:
        continue
    raise AssertionError(order)
with connection.cursor() as cursor:
    cursor.execute(f"DROP TABLE {partition_name(last)}")
print(Person.objects.create(staff_number="1", first_name="A", last_name="B").staff_number)
"""


@pytest.fixture
def servers():
    try:
        with services.postgresql_cluster() as cluster, services.redis() as redis:
            yield cluster, redis["REDIS_URL"]
    except services.Missing as missing:
        pytest.skip(str(missing))


def test_the_verifier_is_that_of_the_standard():
    """The exchange of RFC 7677, section 3: its server signs with the key that we would have stored."""
    nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    salt = "W22ZaJ0SNY7soEsUEjb6gQ=="
    said = f"n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s={salt},i=4096,c=biws,r={nonce}"

    made = scram_verifier("pencil", base64.b64decode(salt))

    key = base64.b64decode(made.rpartition(":")[2])
    signature = base64.b64encode(hmac.digest(key, said.encode(), "sha256")).decode()
    assert made.startswith(f"SCRAM-SHA-256$4096:{salt}$")
    assert signature == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    assert _is_verifier_of(made, "pencil")
    assert not _is_verifier_of(made, "pen")
    assert not _is_verifier_of(None, "pen")


def ask_for_passwords(cluster):
    """Have PostgreSQL ask for passwords, as Debian's does: so far, these servers trust whoever comes."""
    rules = Path(cluster.folder, "data", "pg_hba.conf")
    asked = "host all passerelle_owner,passerelle_site 127.0.0.1/32 scram-sha-256\n"
    rules.write_text(asked + rules.read_text())
    with psycopg.connect(cluster.address, autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")


@pytest.mark.full
def test_both_servers_are_prepared_once_and_the_site_does_its_work(servers, tmp_path):
    cluster, redis_url = servers
    address = f"127.0.0.1:{cluster.port}/passerelle_here"
    settings = {name: DEPLOYED[name] for name in ("SECRET_KEY", "PSEUDONYM_KEY")} | {
        "DATABASE_URL": f"postgres://{SITE}@{address}",
        "DATABASE_OWNER_URL": f"postgres://{OWNER}@{address}",
        "REDIS_URL": redis_url,
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LANG": "C.UTF-8",
    }

    def manage(*words, status=0):
        command = [sys.executable, "-W", "ignore", "manage.py", *words]
        done = subprocess.run(
            command,
            env=os.environ | settings,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    prepare = ("prepare_services", "--admin", cluster.address)
    planned = manage(*prepare)
    assert 'CREATE ROLE "passerelle_site" LOGIN PASSWORD \'SCRAM-SHA-256$' in planned
    assert "of-the-site-1" not in planned
    assert "CONFIG SET maxmemory-policy" not in planned, "as Redis has it by itself"
    assert "CONFIG SET save '3600 1 300 100 60 10000'" in planned
    with psycopg.connect(cluster.address) as connection:
        found = "SELECT 1 FROM pg_roles WHERE rolname = 'passerelle_owner'"
        assert not connection.execute(found).fetchall(), "nothing is done without --apply"
    Redis.from_url(redis_url).config_set("maxmemory-policy", "allkeys-lru")

    done = manage(*prepare, "--apply")
    assert "CREATE DATABASE" in done
    assert (
        Redis.from_url(redis_url).config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    )
    assert "maxmemory-policy noeviction" in done, "Redis has no file here: what to put into one"
    ask_for_passwords(cluster)
    migrated.load(settings["DATABASE_OWNER_URL"].replace("postgres:", "postgresql:"))
    manage("migrate", "-v0")
    looked_at = manage(*prepare, "--apply")
    assert 'REVOKE UPDATE ON public."people_look" FROM "passerelle_site"' in looked_at
    assert "CREATE" not in looked_at.replace("USAGE, CREATE ON SCHEMA", "")
    again = manage(*prepare, "--apply")
    assert ";" not in again, again
    assert manage("shell", "-v0", "--no-imports", "-c", AS_THE_SITE).strip().endswith("1")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(settings["DATABASE_URL"].replace("of-the-site-1", "of-nobody"))
    assert ";" not in manage(*prepare), "parts that the site made are its own"
    with psycopg.connect(settings["DATABASE_URL"], autocommit=True) as site:
        for name, arguments in (("has_schema_privilege", "text, text, text"), ('"x{}"', "")):
            site.execute(
                f"CREATE FUNCTION public.{name}({arguments}) RETURNS boolean LANGUAGE plpgsql AS"
                " $$ BEGIN ALTER ROLE passerelle_site SUPERUSER; RETURN true; END $$"
            )
            assert "public." in manage(*prepare, "--apply", status=1), (
                "it is refused, and not called"
            )
            (is_superuser,) = site.execute(
                "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert not is_superuser
            site.execute(f"DROP FUNCTION public.{name}({arguments})")

    settings["DATABASE_URL"] = settings["DATABASE_URL"].replace("of-the-site-1", "another")
    assert manage(*prepare).count("PASSWORD") == 1
    assert "--admin" in manage(
        "prepare_services",
        "--admin",
        cluster.address.replace("passerelle@", "passerelle_owner:of-tables-1@"),
        status=1,
    )
    settings["REDIS_URL"] = f"redis://127.0.0.1:{services.free_port()}/0"
    assert "Redis" in manage(*prepare, status=1)
    settings["DATABASE_URL"] = settings["DATABASE_URL"].replace("another", "")
    assert "passerelle_site" in manage(*prepare, status=1), "a role without a password"
