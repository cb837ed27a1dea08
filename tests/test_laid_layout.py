"""An installation as `./run install` lays it: its variables, its units' commands and nothing else, on servers of its own."""

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.request

import psycopg
import pytest

from core.backups.sealing import new_identity
from tests import migrated, services
from tests.layout import BIN, ROOT, celery_commands, web_command
from tests.test_installation import HOST, PACKAGES, install, variables


pytestmark = pytest.mark.full
LONGEST = 240  # seconds: until all say that they are well, on a machine with other things to do


@pytest.fixture
def laid(tmp_path):
    """The variables that the files of an installation give, with the addresses of servers that have just been begun."""
    done = install(tmp_path, "--host", HOST, "--packages-host", PACKAGES)
    assert done.returncode == 0, done.stderr
    try:
        with services.postgresql_cluster() as cluster, services.redis() as redis:
            port = redis["REDIS_URL"].split(":")[2].split("/")[0]
            here = [("@127.0.0.1/", f"@127.0.0.1:{cluster.port}/"), (":6379", f":{port}")]
            here += [("/var/lib/passerelle", str(tmp_path / "var")), ("/run/", f"{tmp_path}/run/")]
            folder = tmp_path / "etc/passerelle"
            found = variables(folder / "env"), variables(folder / "owner.env")
            for values in found:
                for name in values:
                    for written, meant in here:
                        values[name] = values[name].replace(written, meant)
            yield cluster, *found
    except services.Missing as missing:
        pytest.skip(str(missing))


@contextlib.contextmanager
def begun(commands, environment, log):
    """Begin them as systemd does: in the folder of the code, with these variables alone."""
    with log.open("wb") as said:
        processes = [
            subprocess.Popen(
                words, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True
            )
            for words in commands
        ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def until(is_so, log):
    limit = time.monotonic() + LONGEST
    while time.monotonic() < limit:
        with contextlib.suppress(OSError):
            if answer := is_so():
                return answer
        time.sleep(0.5)
    raise AssertionError(log.read_text()[-5000:])


def test_the_four_processes_serve_with_what_was_laid_and_nothing_else(laid, tmp_path):
    cluster, env, owner = laid
    clean = {"PATH": "/usr/bin:/bin", "PYTHONPYCACHEPREFIX": str(ROOT / ".cache" / "pyc")}
    (tmp_path / "var").mkdir(exist_ok=True)

    def manage(*words, **more):
        command = [BIN / "python", "-W", "ignore", ROOT / "manage.py", *words]
        environment = clean | env | more
        done = subprocess.run(
            command, env=environment, cwd="/", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    with psycopg.connect(cluster.address, autocommit=True) as connection:
        connection.execute("CREATE ROLE postgres SUPERUSER LOGIN")  # as Debian has it
    admin = cluster.address.replace("passerelle@", "postgres@")
    prepare = ("prepare_services", "--apply", "--admin", admin)
    manage(*prepare, **owner)
    migrated.load(owner["DATABASE_OWNER_URL"].replace("postgres:", "postgresql:"))
    manage("migrate", "-v0", **owner)
    manage(*prepare, **owner)
    manage("collectstatic", "--noinput", "-v0")

    port, log = services.free_port(), tmp_path / "log"
    site = web_command(port, workers=1)
    with begun([site, *celery_commands().values()], clean | env, log):
        url = f"http://127.0.0.1:{port}"

        def words():
            with urllib.request.urlopen(f"{url}/sante/pret", timeout=5) as answer:
                checks = json.load(answer)["checks"]
            return set(checks.values()) == {"ok"}

        until(words, log)
        asked = urllib.request.Request(
            f"{url}/compte/connexion/", headers={"Host": HOST, "X-Forwarded-Proto": "https"}
        )
        with urllib.request.urlopen(asked, timeout=30) as page:
            assert page.status == 200
            assert "__Host-csrftoken" in page.headers["Set-Cookie"]
            assert "/static/css/" in page.read().decode()

        def has_worked():
            with psycopg.connect(env["DATABASE_URL"]) as connection:
                sql = "SELECT count(*) FROM people_scheduledtask WHERE finished_at IS NOT NULL AND error = ''"
                return connection.execute(sql).fetchone()[0]

        until(has_worked, log)  # beat, the outbox and a worker

    secret, public = new_identity()
    identity, kept = tmp_path / "identity", tmp_path / "backups"
    identity.write_text(secret)
    kept.mkdir()
    sealed = {"BACKUP_DESTINATION": str(kept), "BACKUP_RECIPIENTS": public}
    manage("backup", **sealed)
    manage("restore", "--identity", str(identity), "--replace", **owner, **sealed)
    manage(*prepare, **owner)
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) FROM people_scheduledtask").fetchone()[0]
        connection.execute("DELETE FROM people_opensession")
        sql = "SELECT tableowner FROM pg_tables WHERE tablename = 'people_look'"
        assert connection.execute(sql).fetchone() == ("passerelle_owner",)
